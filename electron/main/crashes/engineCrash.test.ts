import { expect, it, vi } from 'vitest';
import { LineRing } from '../log/lineRing.ts';
import { reportEngineCrash } from './engineCrash.ts';

it('tells how the engine ended and what it logged before, and nothing that it said of it', () => {
  const ring = new LineRing();
  ring.push({ at: 0, level: 'debug', line: '(engine) heard alexa' });
  ring.push({ at: 1_000, level: 'warn', line: '(engine) out of memory' });
  ring.push({ at: 2_000, level: 'info', line: '(main) state' });
  const write = vi.fn();
  const failure = { code: 'engine.crashed', message: 'call Anna' } as const;
  reportEngineCrash({ write }, { life: 2, failure, exitCode: 139 }, ring);
  expect(write).toHaveBeenCalledExactlyOnceWith(
    'engine',
    'The voice engine ended by itself.',
    'code engine.crashed\nexit code 139\nlife 2\n1970-01-01T00:00:01.000Z [warn] out of memory',
  );
});

it('tells one that had to be ended from one that ended by itself', () => {
  const write = vi.fn();
  const failure = { code: 'engine.hung', message: 'x' } as const;
  reportEngineCrash({ write }, { life: 1, failure, exitCode: null }, new LineRing());
  expect(write.mock.calls[0]).toEqual([
    'engine',
    'The voice engine had to be ended.',
    'code engine.hung\nexit code unknown\nlife 1',
  ]);
});
