import { randomBytes } from 'node:crypto';

const ID_BYTES = 9;

/** A name for one record of this machine: random, short, and never that of the machine or the person. */
export function recordId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}
