import { expect, it, vi } from 'vitest';
import { QuitGuard } from './quitGuard.ts';
import { Restart, SAFE_SWITCH } from './restart.ts';

function rig(args: string[] = ['/srv/hark', '--x']) {
  const relaunch = vi.fn();
  const quit = vi.fn();
  return { relaunch, quit, restart: new Restart({ args, quit, relaunch }) };
}

it.each([
  ['usual', ['a', SAFE_SWITCH, 'b'], ['a', 'b']],
  ['usual', ['a'], ['a']],
  ['safe', ['a'], ['a', SAFE_SWITCH]],
  ['safe', ['a', SAFE_SWITCH], ['a', SAFE_SWITCH]],
] as const)('starts again %s with what it was started with: %j', (how, args, expected) => {
  const { restart, relaunch, quit } = rig([...args]);
  restart.ask(how);
  expect(quit).toHaveBeenCalledTimes(1);
  expect(relaunch).not.toHaveBeenCalled();
  restart.ends();
  expect(relaunch).toHaveBeenCalledExactlyOnceWith([...expected]);
});

it('starts nothing where it merely ends', () => {
  const { restart, relaunch } = rig();
  restart.ends();
  expect(relaunch).not.toHaveBeenCalled();
});

it('asks once about what is to ring, and whoever keeps it running is not started anew later', async () => {
  const items = [
    { id: 'a', kind: 'timer', name: null, state: 'running', ringsAt: 5, remainingMs: null, durationMs: 5 },
  ] as const;
  const answers: ('cancel' | 'quit')[] = ['cancel', 'quit'];
  const ask = vi.fn(async () => answers.shift() ?? 'quit');
  const relaunch = vi.fn();
  const ended = vi.fn();
  const quit = () => {
    if (!guard.lets()) return;
    ended();
    restart.ends();
  };
  const restart = new Restart({ args: [], quit, relaunch });
  const guard = new QuitGuard({
    now: () => 0,
    items: () => [...items],
    ask,
    hide: () => undefined,
    kept: () => restart.kept(),
    quit,
  });
  restart.ask('usual');
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  await Promise.resolve();
  expect(ended).not.toHaveBeenCalled();
  // The person quits, a day later, and means it.
  quit();
  await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
  expect(relaunch).not.toHaveBeenCalled();
  expect(ask).toHaveBeenCalledTimes(2);
});

it('goes through with it where the person says so, without asking twice', async () => {
  const { relaunch } = rig();
  const ask = vi.fn(async () => 'quit' as const);
  const quit = () => {
    if (guard.lets()) restart.ends();
  };
  const restart = new Restart({ args: [], quit, relaunch });
  const guard = new QuitGuard({
    now: () => 0,
    items: () => [
      { id: 'a', kind: 'timer', name: null, state: 'running', ringsAt: 5, remainingMs: null, durationMs: 5 },
    ],
    ask,
    hide: () => undefined,
    kept: () => restart.kept(),
    quit,
  });
  restart.ask('safe');
  await vi.waitFor(() => expect(relaunch).toHaveBeenCalledExactlyOnceWith([SAFE_SWITCH]));
  expect(ask).toHaveBeenCalledTimes(1);
});
