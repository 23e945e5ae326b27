import { expect, it } from 'vitest';
import { addedSentences } from './addedSentences.ts';

it('gives each intent its sentences, whatever signs are in them', () => {
  const file = addedSentences([
    { intent: 'Zoo', sentences: ['visit the "zoo"', '# no: comment', '[please] - {x}\n'] },
    { intent: 'Tea', sentences: ['tea (time|break)'] },
  ]);
  expect(file?.name).toBe('your actions');
  expect(JSON.parse(file?.text ?? '')).toEqual({
    language: 'en',
    intents: {
      Zoo: { data: [{ sentences: ['visit the "zoo"', '# no: comment', '[please] - {x}\n'] }] },
      Tea: { data: [{ sentences: ['tea (time|break)'] }] },
    },
  });
});

it('is no file where nothing was added', () => {
  expect(addedSentences([])).toBeNull();
});
