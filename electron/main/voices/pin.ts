/**
 * PINs. What is kept of one is a scrypt hash that takes the profile's data key in, so that a copy of the database is not
 * enough to try them all; and tries are bounded.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { derive, type ScryptCost, scryptCostSchema } from './scrypt.ts';

export const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Wrong ones in a row before the first wait. */
export const PIN_TRIES = 5;
/** The first wait; each wrong one after it doubles it. */
export const PIN_WAIT_MS = 30_000;
export const PIN_WAIT_MAX_MS = 3_600_000;

export const storedPinSchema = z.object({
  /** Base64, as the hash. */
  salt: z.string(),
  hash: z.string(),
  cost: scryptCostSchema,
  /** Wrong ones since the last right one. */
  failures: z.number().int(),
  /** Wall clock before which none is taken, ms since the epoch. */
  blockedUntil: z.number(),
});
export type StoredPin = z.infer<typeof storedPinSchema>;

/** @param key data key of the profile */
export async function storePin(pin: string, key: Uint8Array, cost: ScryptCost): Promise<StoredPin> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await hashOf(pin, key, salt, cost);
  return {
    salt: salt.toString('base64'),
    hash: hash.toString('base64'),
    cost,
    failures: 0,
    blockedUntil: 0,
  };
}

export async function isPin(given: string, key: Uint8Array, stored: StoredPin): Promise<boolean> {
  const hash = await hashOf(given, key, Buffer.from(stored.salt, 'base64'), stored.cost);
  const known = Buffer.from(stored.hash, 'base64');
  return known.length === hash.length && timingSafeEqual(hash, known);
}

/** One more try, counted before it is known whether it is right: one that is broken off counts too. */
export function countTry(stored: StoredPin, now: number): StoredPin {
  const failures = stored.failures + 1;
  const over = failures - PIN_TRIES;
  const wait = over < 0 ? 0 : Math.min(PIN_WAIT_MAX_MS, PIN_WAIT_MS * 2 ** over);
  return { ...stored, failures, blockedUntil: wait === 0 ? 0 : now + wait };
}

/** Ms until the next try is taken; 0 for now. A clock that was set back does not block for longer than the longest wait. */
export function waitLeft({ blockedUntil }: StoredPin, now: number): number {
  return Math.min(PIN_WAIT_MAX_MS, Math.max(0, blockedUntil - now));
}

function hashOf(pin: string, key: Uint8Array, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  return derive(createHmac('sha256', key).update(pin).digest(), salt, HASH_BYTES, cost);
}
