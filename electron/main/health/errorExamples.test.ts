import { expect, it } from 'vitest';
import { ERROR_EXAMPLES } from '../../../contract/health.ts';
import { ErrorExamples, EXAMPLE_MAX_CHARS } from './errorExamples.ts';

it('keeps the last ones of each code, newest first', () => {
  const examples = new ErrorExamples();
  for (let i = 0; i < ERROR_EXAMPLES + 3; i += 1) examples.add('action.failed', `number ${i}`, i);
  examples.add('internal', 'other', 99);
  expect(examples.of('action.failed')).toHaveLength(ERROR_EXAMPLES);
  expect(examples.of('action.failed')[0]).toEqual({
    at: ERROR_EXAMPLES + 2,
    message: `number ${ERROR_EXAMPLES + 2}`,
  });
  expect(examples.of('internal')).toEqual([{ at: 99, message: 'other' }]);
  expect(examples.of('engine.hung')).toEqual([]);
});

it('bounds what one takes', () => {
  const examples = new ErrorExamples();
  examples.add('ipc.arguments', 'x'.repeat(10_000), 1);
  expect(examples.of('ipc.arguments')[0]?.message).toHaveLength(EXAMPLE_MAX_CHARS + 1);
});
