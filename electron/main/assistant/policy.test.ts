import { describe, expect, it } from 'vitest';
import { RISKS, type Risk } from '../../../contract/interactions.ts';
import { judge, type Reason, refusalOf, type Speaker, type Verdict } from './policy.ts';

const known = (given: Partial<Extract<Speaker, { outcome: 'known' }>> = {}): Speaker => ({
  outcome: 'known',
  profileId: 'anna',
  rules: { personal: true, guarded: true },
  isSure: true,
  hasPin: true,
  ...given,
});
const DO: Verdict = { may: 'do' };
const not = (reason: Reason): Verdict => ({ may: 'not', reason });

it.each(RISKS)('where voices are not told apart, anyone may have done what is %s', (risk) => {
  expect(judge(risk, null, 'words')).toEqual(DO);
});

const NOBODY = [
  'stranger',
  'not_enough_speech',
  'too_noisy',
  'own_playback',
  'untold',
  'locked',
  'unavailable',
] as const;
describe.each(NOBODY)('%s', (outcome) => {
  it.each<[Risk, Verdict]>([
    ['open', DO],
    ['personal', not(outcome)],
    ['guarded', not(outcome)],
  ])('%s', (risk, verdict) => expect(judge(risk, { outcome }, 'words')).toEqual(verdict));
});

it.each<[string, Risk, Speaker, Verdict]>([
  ['anything open', 'open', known({ rules: { personal: false, guarded: false } }), DO],
  ['what its rules allow', 'personal', known({ isSure: false }), DO],
  ['not what they do not', 'personal', known({ rules: { personal: false, guarded: true } }), not('rules')],
  ['nothing guarded', 'guarded', known({ rules: { personal: true, guarded: false } }), not('rules')],
  ['nothing guarded that may be another', 'guarded', known({ isSure: false }), not('unsure')],
  ['what is guarded after proof', 'guarded', known(), { may: 'prove', by: 'words', profileId: 'anna' }],
])('a known voice may have done %s', (_what, risk, speaker, verdict) => {
  expect(judge(risk, speaker, 'words')).toEqual(verdict);
});

it('asks for words of whoever has no PIN', () => {
  expect(judge('guarded', known(), 'pin')).toMatchObject({ by: 'pin' });
  expect(judge('guarded', known({ hasPin: false }), 'pin')).toMatchObject({ by: 'words' });
});

it('is kept more coarsely than it is said', () => {
  expect(NOBODY.map(refusalOf)).toEqual(['stranger', ...Array(6).fill('unclear')]);
  expect((['unsure', 'rules', 'challenge'] as const).map(refusalOf)).toEqual([
    'unclear',
    'rules',
    'challenge',
  ]);
});
