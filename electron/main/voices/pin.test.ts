import { expect, it } from 'vitest';
import { countTry, isPin, PIN_TRIES, PIN_WAIT_MAX_MS, PIN_WAIT_MS, storePin, waitLeft } from './pin.ts';

const COST = { n: 2, r: 1, p: 1 };
const KEY = new Uint8Array(32).fill(7);

it('is told from others, and only by whoever has the key', async () => {
  const stored = await storePin('4711', KEY, COST);
  expect(JSON.stringify(stored)).not.toContain('4711');
  expect(await isPin('4711', KEY, stored)).toBe(true);
  expect(await isPin('4712', KEY, stored)).toBe(false);
  expect(await isPin('4711', new Uint8Array(32).fill(8), stored)).toBe(false);
  expect(await isPin('4711', KEY, { ...stored, hash: '' })).toBe(false);
});

it('is salted', async () => {
  const [one, two] = [await storePin('4711', KEY, COST), await storePin('4711', KEY, COST)];
  expect(one.hash).not.toBe(two.hash);
});

it('makes whoever guesses wait, longer each time', async () => {
  let stored = await storePin('4711', KEY, COST);
  const waits: number[] = [];
  for (let count = 0; count < PIN_TRIES + 9; count += 1) {
    stored = countTry(stored, 1_000);
    waits.push(waitLeft(stored, 1_000));
  }
  expect(waits.slice(0, PIN_TRIES - 1)).toEqual(Array(PIN_TRIES - 1).fill(0));
  expect(waits.slice(PIN_TRIES - 1, PIN_TRIES + 2)).toEqual([PIN_WAIT_MS, 2 * PIN_WAIT_MS, 4 * PIN_WAIT_MS]);
  expect(waits.at(-1)).toBe(PIN_WAIT_MAX_MS);
  expect(waitLeft(stored, 1_000 + PIN_WAIT_MAX_MS)).toBe(0);
  // A clock that was set back by a year.
  expect(waitLeft(stored, -31_536_000_000)).toBe(PIN_WAIT_MAX_MS);
});
