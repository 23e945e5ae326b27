import { expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { PushToTalk } from './pushToTalk.ts';

function setUp() {
  const engine = { capture: vi.fn(async () => undefined), release: vi.fn() };
  const begins = vi.fn();
  return { engine, begins, key: new PushToTalk({ engine, begins }) };
}

it('toggles: the second press ends it, a release does not', async () => {
  const { engine, begins, key } = setUp();
  await key.push('press', 'toggle');
  await key.push('release', 'toggle');
  expect(engine.release).not.toHaveBeenCalled();
  await key.push('press', 'toggle');
  expect(engine.release).toHaveBeenCalledOnce();
  expect(engine.capture).toHaveBeenCalledExactlyOnceWith('toggle');
  expect(begins).toHaveBeenCalledOnce();
});

it('is held: the release ends it, a repeated press does not', async () => {
  const { engine, key } = setUp();
  await key.push('press', 'hold');
  await key.push('press', 'hold');
  expect(engine.release).not.toHaveBeenCalled();
  await key.push('release', 'hold');
  await key.push('release', 'hold');
  expect(engine.release).toHaveBeenCalledOnce();
});

it('begins anew once its capture ended by itself', async () => {
  const { engine, key } = setUp();
  await key.push('press', 'toggle');
  key.ended();
  await key.push('press', 'toggle');
  expect(engine.capture).toHaveBeenCalledTimes(2);
  expect(engine.release).not.toHaveBeenCalled();
});

it('is over where the engine refuses it', async () => {
  const { engine, key } = setUp();
  engine.capture.mockRejectedValueOnce(new HarkError('capture.busy', 'another one runs'));
  await expect(key.push('press', 'toggle')).rejects.toMatchObject({ code: 'capture.busy' });
  await key.push('press', 'toggle');
  expect(engine.capture).toHaveBeenCalledTimes(2);
});
