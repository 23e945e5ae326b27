import { expect, it } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { tellThrown } from './thrown.ts';

const SECRET = 'call Anna at home';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

it.each([
  ['of the runtime', thrownBy(() => JSON.parse(SECRET)), 'SyntaxError'],
  ['of ours', new HarkError('action.failed', SECRET), 'HarkError (action.failed)'],
  ['that looks like frames', new Error(`${SECRET}\n    at ${SECRET} (file.ts:1:1)`), 'Error'],
  ['with a name of its own', Object.assign(new Error('x'), { name: SECRET }), 'Error'],
  ['with a code that is none', Object.assign(new Error('x'), { code: SECRET }), 'Error'],
  ['caused by another', new TypeError('x', { cause: new Error(SECRET) }), 'TypeError'],
])('an error %s is told by its kind and its place alone', (_what, error, name) => {
  const told = tellThrown(error);
  expect(told.name).toBe(name);
  expect(JSON.stringify(told)).not.toContain('Anna');
  expect(told.where).toMatch(/^at .*thrown\.test\.ts:\d+/m);
});

it('tells of causes, as far as it makes sense', () => {
  const endless = new Error('a');
  endless.cause = endless;
  expect(tellThrown(endless).where.match(/caused by Error/g)).toHaveLength(3);
});

it.each([[SECRET], [{ message: SECRET }], [null], [undefined]])('what is no error says nothing', (thrown) => {
  expect(JSON.stringify(tellThrown(thrown))).not.toContain('Anna');
});

it('does without a stack', () => {
  const error = new Error(SECRET);
  delete (error as { stack?: string }).stack;
  expect(tellThrown(error)).toEqual({ name: 'Error', where: '' });
});
