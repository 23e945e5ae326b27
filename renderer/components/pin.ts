/** PINs as they are typed. */
import { pinSchema } from '../../contract/profiles.ts';

/** What `pinSchema` takes at most. */
export const PIN_MAX_DIGITS = 12;

export function isPin(text: string): boolean {
  return pinSchema.safeParse(text).success;
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
