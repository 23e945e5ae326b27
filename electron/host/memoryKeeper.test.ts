import { beforeEach, expect, it } from 'vitest';
import { MemoryKeeper, WORTH_BYTES } from './memoryKeeper.ts';

let used: number;
let isBusy: boolean;
let collections: number;
let keeper: MemoryKeeper;

beforeEach(() => {
  used = 40 * 1024 ** 2;
  isBusy = false;
  collections = 0;
  keeper = new MemoryKeeper({
    usedBytes: () => used,
    busy: () => isBusy,
    collect() {
      collections += 1;
      used = Math.min(used, 20 * 1024 ** 2);
    },
  });
});

it('collects what loading left behind, once', () => {
  keeper.look();
  keeper.look();
  expect(collections).toBe(1);
});

it('collects again only once it has grown enough since', () => {
  keeper.look();
  used += WORTH_BYTES - 1;
  keeper.look();
  expect(collections).toBe(1);
  used += 1;
  keeper.look();
  expect(collections).toBe(2);
});

it('never pauses the engine while somebody waits for it', () => {
  isBusy = true;
  keeper.look();
  expect(collections).toBe(0);
  isBusy = false;
  keeper.look();
  expect(collections).toBe(1);
});
