import { expect, it } from 'vitest';
import { RecordingPlayback } from './recordingPlayback.ts';

/** Main and a loudspeaker that note what they are told and wait for the test. */
function rig() {
  const log: string[] = [];
  const opened = new Map<string, PromiseWithResolvers<void>>();
  let ends = () => {};
  const playback = new RecordingPlayback({
    async open(_profile, id) {
      log.push(`open ${id}`);
      const gate = Promise.withResolvers<void>();
      opened.set(id, gate);
      await gate.promise;
      return { playing: `p-${id}`, wav: new Uint8Array([1]) };
    },
    async play() {
      log.push('sounds');
      const ended = new Promise<void>((resolve) => {
        ends = resolve;
      });
      return {
        ended,
        stop() {
          log.push('hushed');
          ends();
        },
      };
    },
    playing: (id) => log.push(id === null ? 'none' : `playing ${id}`),
    finished: (id) => log.push(`finished ${id}`),
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    log,
    playback,
    settle,
    open(id: string) {
      opened.get(id)?.resolve();
      return settle();
    },
    refuse: (id: string, why: Error) => opened.get(id)?.reject(why),
    end() {
      ends();
      return settle();
    },
  };
}

it('opens, plays and tells the end', async () => {
  const { playback, log, open, end } = rig();
  const over = playback.start('anna', 'a');
  await open('a');
  await end();
  await over;
  expect(log).toEqual(['playing a', 'open a', 'sounds', 'none', 'finished p-a']);
});

it('is stopped by hand, and by main', async () => {
  for (const how of ['stop', 'silence'] as const) {
    const { playback, log, open, settle } = rig();
    void playback.start('anna', 'a');
    await open('a');
    playback[how]();
    await settle();
    expect(log.slice(3)).toEqual(['hushed', 'none', 'finished p-a']);
  }
});

it('gives way to the next, also while it is opened', async () => {
  const { playback, log, open } = rig();
  void playback.start('anna', 'a');
  void playback.start('anna', 'b');
  await open('a');
  await open('b');
  expect(log).toEqual(['playing a', 'open a', 'none', 'playing b', 'open b', 'finished p-a', 'sounds']);
});

it('goes on where main wants silence of what was said before it', async () => {
  const { playback, log, open } = rig();
  void playback.start('anna', 'a');
  playback.silence();
  await open('a');
  expect(log.at(-1)).toBe('sounds');
});

it('says why it is not opened, and that nothing plays', async () => {
  const { playback, log, refuse } = rig();
  const over = playback.start('anna', 'a');
  refuse('a', new Error('locked'));
  await expect(over).rejects.toThrow('locked');
  expect(log).toEqual(['playing a', 'open a', 'none']);
});
