import { expect, it, vi } from 'vitest';
import { InternalLanguage, KEPT_TOKENS_MAX } from './internalLanguage.ts';
import type { TokenTree } from './moonshine.ts';

const treeOf = (size: number) => ({ size }) as TokenTree;

it('keeps one tree over silence from command to command', async () => {
  const plant = vi.fn(async () => treeOf(KEPT_TOKENS_MAX));
  const language = new InternalLanguage(plant);
  const first = await language.use(async (silence) => silence);
  expect(await language.use(async (silence) => silence)).toBe(first);
  expect(plant).toHaveBeenCalledOnce();
});

it('plants another where one has grown large', async () => {
  const plant = vi.fn(async () => treeOf(KEPT_TOKENS_MAX + 1));
  const language = new InternalLanguage(plant);
  await language.use(async () => undefined);
  await language.use(async () => undefined);
  expect(plant).toHaveBeenCalledTimes(2);
});

it('gives no tree to two at once, nor one that broke', async () => {
  const plant = vi.fn(async () => treeOf(1));
  const language = new InternalLanguage(plant);
  await language.use(async (outer) => {
    await language.use(async (inner) => expect(inner).not.toBe(outer));
  });
  const broken = language.use(async () => {
    throw new Error('cut off');
  });
  await expect(broken).rejects.toThrow('cut off');
  await language.use(async () => undefined);
  expect(plant).toHaveBeenCalledTimes(3);
});
