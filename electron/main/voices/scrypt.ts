/** Keys and hashes from what people can remember. */
import { scrypt } from 'node:crypto';
import { z } from 'zod';

/** N, r and p of scrypt. What is stored is bounded, for whoever writes into the file is not to stop Hark with it. */
export const scryptCostSchema = z.object({
  n: z
    .number()
    .int()
    .min(2)
    .max(2 ** 20),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
});
export type ScryptCost = z.infer<typeof scryptCostSchema>;

/** 128 MiB and about half a second, once per start. */
export const PASSPHRASE_COST: ScryptCost = { n: 2 ** 17, r: 8, p: 1 };
/** A PIN has few values at any cost: what guards it is the key in its hash and the bound on tries. */
export const PIN_COST: ScryptCost = { n: 2 ** 15, r: 8, p: 1 };

export function derive(
  secret: string | Buffer,
  salt: Buffer,
  bytes: number,
  { n, r, p }: ScryptCost,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Its memory is 128 N r bytes; the limit counts some beside that.
    const options = { N: n, r, p, maxmem: 256 * n * r + 2 ** 20 };
    scrypt(secret, salt, bytes, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
