import { describe, expect, it } from 'vitest';
import type { UserAction } from '../../contract/actions.ts';
import { RISKS } from '../../contract/interactions.ts';
import { draftOf, emptyDraft, needsConfirmation, readDraft } from './actionDraft.ts';

const PROGRAM: UserAction & { kind: 'program' } = {
  kind: 'program',
  intent: 'Backup',
  title: 'Backup',
  sentences: ['start the backup'],
  risk: 'personal',
  program: '/opt/backup',
  args: ['--all'],
};

describe('who may have an action done', () => {
  it('is a known voice, where nothing else is chosen', () => {
    const draft = { ...emptyDraft(), title: 'News', sentences: 'the news', url: 'https://example.org/' };
    expect(readDraft(draft, new Set()).action?.risk).toBe('personal');
  });

  it.each(RISKS)('stays %s while it is changed', (risk) => {
    const action = { ...PROGRAM, risk };
    expect(readDraft(draftOf(action), new Set(['Backup'])).action).toEqual(action);
  });
});

describe('a program is confirmed', () => {
  it.each<[what: string, before: UserAction | undefined, asked: boolean]>([
    ['that is new', undefined, true],
    ['that another kind of action becomes', { ...PROGRAM, kind: 'home_assistant' }, true],
    ['with other arguments', { ...PROGRAM, args: [] }, true],
    ['that more people may start', { ...PROGRAM, risk: 'guarded' }, true],
    ['but not where fewer may', { ...PROGRAM, risk: 'open' }, false],
    ['but not under another name alone', { ...PROGRAM, title: 'Save it all' }, false],
  ])('%s', (_what, before, asked) => expect(needsConfirmation(PROGRAM, before)).toBe(asked));
});
