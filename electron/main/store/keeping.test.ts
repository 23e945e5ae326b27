import { expect, it } from 'vitest';
import type { FailureReport } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import { Keeping } from './keeping.ts';

it('tells once until it works again', () => {
  const told: FailureReport[] = [];
  const keeping = new Keeping((notice) => told.push(notice), 'timers end with Hark.');
  const fail = () => {
    throw new HarkError('store.unwritable', 'nothing was stored (disk is full)');
  };
  expect(() => keeping.keep(fail)).toThrow('disk is full');
  expect(() => keeping.keep(fail)).toThrow('disk is full');
  expect(told).toEqual([
    { code: 'store.unwritable', message: 'nothing was stored (disk is full): timers end with Hark.' },
  ]);
  keeping.keep(() => undefined);
  expect(() => keeping.keep(fail)).toThrow();
  expect(told).toHaveLength(2);
});
