import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Understanding } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { Risk } from '../../../contract/interactions.ts';
import type { SpeakerResult } from '../../../contract/speaker.ts';
import { PROOF_TRIES } from './answering.ts';
import { QUESTION_LIMIT_MS } from './questions.ts';
import { listening, understanding, wake } from './testing/rig.ts';
import { refusalInWords, TYPE_PIN } from './wording.ts';

const SECOND = 16_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(0);

const result = (given: Partial<SpeakerResult> = {}): SpeakerResult => ({
  outcome: 'known',
  profileId: 'anna',
  score: 3,
  threshold: 1.5,
  strictThreshold: 2.5,
  margin: null,
  speechMs: 2_500,
  snrDb: 20,
  clippingRatio: 0,
  latencyMs: 40,
  ...given,
});
const ANNA = result();
const LIKELY = result({ score: 2 });
const BERT = result({ profileId: 'bert' });
const nobody = (outcome: SpeakerResult['outcome']) => result({ outcome, profileId: null, score: 0.2 });
const STRANGER = nobody('stranger');

type Rig = ReturnType<typeof withVoices>;
function withVoices(risk: Risk = 'personal') {
  const rig = listening();
  rig.voices.state = 'told_apart';
  rig.profiles.set('anna', { name: 'Anna', rules: { personal: true, guarded: true }, hasPin: false });
  rig.profiles.set('bert', { name: 'Bert', rules: { personal: true, guarded: false }, hasPin: false });
  rig.plan.mockReturnValue({
    title: 'Delete a note',
    preview: 'Delete the note: secret',
    risk,
    perform: rig.perform,
  });
  return rig;
}
/** From the wake to what comes of it. @param voice null where the engine says nothing of it */
async function say(
  { says }: Rig,
  voice: SpeakerResult | null,
  given: Partial<Understanding> = {},
  captureId = 1,
) {
  says(wake(captureId));
  says({
    kind: 'capture_started',
    captureId,
    trigger: 'wake',
    wakeId: captureId,
    sample: SECOND,
    askedSample: SECOND,
  });
  says({
    kind: 'capture_ended',
    captureId,
    reason: 'endpoint',
    speechEndSample: 3 * SECOND,
    sample: 3.5 * SECOND,
  });
  if (voice !== null) says({ kind: 'speaker', captureId, sample: SECOND, speaker: voice });
  says({ kind: 'understood', captureId, understanding: understanding(given), afterSpeechMs: 400 });
  await settle();
}
const answer = (rig: Rig, voice: SpeakerResult | null, text: string, captureId: number) =>
  say(rig, voice, { text, intent: null, path: 'rejected', slots: {} }, captureId);
const question = (rig: Rig) => rig.assistant.snapshot().question;

describe('who spoke', () => {
  it('is in the record, and told of the profile', async () => {
    const rig = withVoices();
    await say(rig, ANNA);
    expect(rig.interaction()).toMatchObject({
      outcome: 'acted',
      refusal: null,
      speaker: {
        outcome: 'known',
        profileId: 'anna',
        name: 'Anna',
        confidence: 'sure',
        score: 3,
        threshold: 1.5,
      },
    });
    expect(rig.voices.heard).toHaveBeenCalledExactlyOnceWith('anna');
    await say(rig, LIKELY, {}, 2);
    expect(rig.interaction().speaker).toMatchObject({ confidence: 'likely' });
    await say(rig, STRANGER, {}, 3);
    expect(rig.interaction().speaker).toMatchObject({
      outcome: 'stranger',
      profileId: null,
      name: null,
      confidence: null,
    });
    expect(rig.voices.heard).toHaveBeenCalledTimes(2);
  });

  it('is shown at the wake, where the phrase alone says so, and judged by the command', async () => {
    const rig = withVoices();
    rig.says(wake(1));
    rig.says({ kind: 'wake_speaker', wakeId: 1, speaker: nobody('not_enough_speech') });
    rig.says({
      kind: 'capture_started',
      captureId: 1,
      trigger: 'wake',
      wakeId: 1,
      sample: SECOND,
      askedSample: SECOND,
    });
    expect(rig.interaction().speaker).toBeNull();
    rig.says({ kind: 'wake_speaker', wakeId: 1, speaker: ANNA });
    expect(rig.interaction().speaker).toMatchObject({ name: 'Anna' });
    rig.says({ kind: 'wake_speaker', wakeId: 2, speaker: BERT });
    rig.says(wake(2));
    rig.says({
      kind: 'capture_started',
      captureId: 2,
      trigger: 'wake',
      wakeId: 2,
      sample: SECOND,
      askedSample: SECOND,
    });
    expect(rig.interaction().speaker).toMatchObject({ name: 'Bert' });
    rig.says({
      kind: 'capture_ended',
      captureId: 2,
      reason: 'endpoint',
      speechEndSample: 3 * SECOND,
      sample: 3.5 * SECOND,
    });
    rig.says({ kind: 'understood', captureId: 2, understanding: understanding(), afterSpeechMs: 400 });
    await settle();
    expect(rig.interaction()).toMatchObject({ outcome: 'refused', refusal: 'unclear' });
    expect(rig.perform).not.toHaveBeenCalled();
  });

  it('is nobody where there are no profiles: all is as before', async () => {
    const rig = withVoices('guarded');
    rig.voices.state = 'none';
    await say(rig, STRANGER);
    expect(rig.interaction()).toMatchObject({ outcome: 'acted', speaker: null });
  });

  it('is a stranger once the profile is gone, and what is shown does not name it', async () => {
    const rig = withVoices();
    await say(rig, ANNA);
    rig.profiles.delete('anna');
    rig.assistant.conversation.forgetVoice('anna');
    expect(rig.interaction().speaker).toMatchObject({ outcome: 'known', profileId: null, name: null });
    expect(rig.published.at(-1)?.interaction?.speaker?.name).toBeNull();
    await say(rig, ANNA, {}, 2);
    expect(rig.interaction()).toMatchObject({
      outcome: 'refused',
      refusal: 'stranger',
      speaker: { outcome: 'stranger', profileId: null },
    });
  });

  it('is no matter for what was typed', async () => {
    const rig = withVoices('guarded');
    rig.assistant.conversation.type('delete all my notes');
    await settle();
    expect(rig.interaction()).toMatchObject({ outcome: 'acted', speaker: null });
  });
});

describe('a command that may not be done', () => {
  it.each([
    [STRANGER, 'stranger', 'stranger'],
    [nobody('not_enough_speech'), 'unclear', 'not_enough_speech'],
    [nobody('too_noisy'), 'unclear', 'too_noisy'],
    [nobody('own_playback'), 'unclear', 'own_playback'],
    [nobody('untold'), 'unclear', 'untold'],
    [null, 'unclear', 'untold'],
  ] as const)('is refused with its reason: %#', async (voice, refusal, reason) => {
    const rig = withVoices();
    await say(rig, voice);
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.spoken).toMatchObject([{ text: refusalInWords(reason), chime: 'failed', speak: true }]);
    expect(rig.stages()).toMatchObject({ intent: 'done', action: 'skipped' });
    expect(rig.interaction()).toMatchObject({
      text: 'set a timer for ten seconds',
      intent: 'HarkSetTimer',
      outcome: 'refused',
      refusal,
      // Nothing of what it would have done to what.
      action: { title: 'Delete a note', preview: 'Delete a note', error: null },
    });
    rig.assistant.conversation.replyFinished(rig.interaction().id);
    expect(rig.kept).toMatchObject([{ outcome: 'refused', refusal }]);
    expect(rig.state()).toBe('listening');
  });

  it.each(['locked', 'unavailable'] as const)('says so where voices are %s', async (state) => {
    const rig = withVoices();
    rig.voices.state = state;
    await say(rig, null);
    expect(rig.spoken).toMatchObject([{ text: refusalInWords(state) }]);
    expect(rig.interaction().refusal).toBe('unclear');
  });

  it('is one that the rules of its profile do not allow', async () => {
    const rig = withVoices('guarded');
    await say(rig, BERT);
    expect(rig.interaction()).toMatchObject({ outcome: 'refused', refusal: 'rules' });
    expect(question(rig)).toBeNull();
  });

  it('is one by a voice that may be another', async () => {
    const rig = withVoices('guarded');
    await say(rig, LIKELY);
    expect(rig.spoken).toMatchObject([{ text: refusalInWords('unsure') }]);
  });

  it('is done all the same where it is open', async () => {
    const rig = withVoices('open');
    await say(rig, STRANGER);
    expect(rig.interaction()).toMatchObject({ outcome: 'acted', refusal: null });
  });
});

describe('the challenge', () => {
  const asking = async () => {
    const rig = withVoices('guarded');
    await say(rig, ANNA);
    const words = question(rig)?.subject ?? '';
    return { rig, words };
  };

  it('is asked aloud, and met by the same voice saying the words', async () => {
    const { rig, words } = await asking();
    expect(question(rig)).toMatchObject({ kind: 'words', text: `Wake me and say: ${words}.` });
    expect(words.split(' ')).toHaveLength(2);
    expect(rig.spoken.at(-1)).toMatchObject({ text: `Wake me and say: ${words}.`, speak: true });
    expect(rig.perform).not.toHaveBeenCalled();
    await answer(rig, LIKELY, `${words.toUpperCase()}.`, 2);
    expect(rig.perform).toHaveBeenCalledOnce();
    expect(rig.interaction()).toMatchObject({ outcome: 'acted', speaker: { confidence: 'sure' } });
    expect(question(rig)).toBeNull();
  });

  it.each([
    ['another profile', BERT],
    ['a stranger', STRANGER],
  ])('is not met by %s saying them', async (_who, voice) => {
    const { rig, words } = await asking();
    await answer(rig, voice, words, 2);
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.interaction()).toMatchObject({
      outcome: 'refused',
      refusal: 'challenge',
      speaker: { name: 'Anna' },
    });
    expect(rig.spoken.at(-1)).toMatchObject({ text: refusalInWords('challenge') });
  });

  it.each([
    ['what Hark itself plays', nobody('own_playback')],
    ['too little speech', nobody('not_enough_speech')],
    ['a voice of which nothing was said', null],
  ])('is asked for again after %s, and not for ever', async (_what, voice) => {
    const { rig, words } = await asking();
    for (let time = 1; time < PROOF_TRIES; time += 1) {
      await answer(rig, voice, words, 1 + time);
      expect(question(rig)?.subject).toBe(words);
    }
    await answer(rig, voice, words, 99);
    expect(question(rig)).toBeNull();
    expect(rig.interaction().refusal).toBe('challenge');
    expect(rig.perform).not.toHaveBeenCalled();
  });

  it('is not met by other words, too often', async () => {
    const { rig } = await asking();
    for (let time = 0; time < PROOF_TRIES; time += 1) await answer(rig, ANNA, 'something else', 2 + time);
    expect(rig.interaction()).toMatchObject({ outcome: 'refused', refusal: 'challenge' });
  });

  it.each(['no', 'never mind'])('is given up by “%s”', async (text) => {
    const { rig } = await asking();
    await answer(rig, ANNA, text, 2);
    expect(rig.interaction().refusal).toBe('challenge');
  });

  it('is not met by a yes, a click, or typing the words', async () => {
    const { rig, words } = await asking();
    const id = question(rig)?.id ?? '';
    rig.assistant.conversation.answer(id, 'yes');
    rig.assistant.conversation.answer(id, 'always');
    await answer(rig, ANNA, 'yes', 2);
    rig.engine.parse.mockResolvedValueOnce({ text: words, intent: null, slots: {}, confidence: 0 });
    rig.assistant.conversation.type(words);
    await settle();
    expect(rig.perform).not.toHaveBeenCalled();
    expect(question(rig)?.id).toBe(id);
    await expect(rig.assistant.conversation.answerPin(id, '1234')).rejects.toMatchObject({
      code: 'store.not_found',
    });
    rig.assistant.conversation.answer(id, 'no');
    await settle();
    expect(rig.interaction().refusal).toBe('challenge');
  });

  it('gives way to another command, and ends by itself', async () => {
    const first = await asking();
    await say(first.rig, STRANGER, {}, 2);
    expect(first.rig.kept.map(({ refusal }) => refusal)).toContain('challenge');
    expect(first.rig.interaction()).toMatchObject({ outcome: 'refused', refusal: 'stranger' });
    const second = await asking();
    await vi.advanceTimersByTimeAsync(QUESTION_LIMIT_MS);
    expect(second.rig.interaction().refusal).toBe('challenge');
    expect(second.rig.perform).not.toHaveBeenCalled();
  });

  it('is not met once the rules of the profile have changed', async () => {
    const { rig, words } = await asking();
    rig.profiles.set('anna', { name: 'Anna', rules: { personal: true, guarded: false }, hasPin: false });
    await answer(rig, ANNA, words, 2);
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.interaction()).toMatchObject({ outcome: 'refused', refusal: 'rules' });
  });

  it('ends where its profile is deleted, also the only one', async () => {
    const { rig, words } = await asking();
    rig.profiles.clear();
    rig.voices.state = 'none';
    rig.assistant.conversation.forgetVoice('bert');
    expect(question(rig)).not.toBeNull();
    rig.assistant.conversation.forgetVoice('anna');
    await settle();
    expect(question(rig)).toBeNull();
    await answer(rig, ANNA, words, 2);
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.kept.map(({ refusal }) => refusal)).toContain('challenge');
  });

  it('that is cancelled is neither refused nor done', async () => {
    const { rig } = await asking();
    rig.assistant.conversation.cancel();
    await settle();
    expect(rig.interaction()).toMatchObject({ outcome: 'cancelled', refusal: null });
    expect(rig.perform).not.toHaveBeenCalled();
  });
});

describe('the PIN', () => {
  const asking = async () => {
    const rig = withVoices('guarded');
    rig.voices.guardedBy.mockReturnValue('pin');
    rig.profiles.set('anna', { name: 'Anna', rules: { personal: true, guarded: true }, hasPin: true });
    await say(rig, ANNA);
    const id = question(rig)?.id ?? '';
    return { rig, id };
  };

  it('is asked for without naming anyone aloud, and done when it is right', async () => {
    const { rig, id } = await asking();
    expect(question(rig)).toMatchObject({ kind: 'pin', subject: 'Anna', text: TYPE_PIN });
    expect(await rig.assistant.conversation.answerPin(id, '0000')).toBe(false);
    expect(rig.perform).not.toHaveBeenCalled();
    expect(await rig.assistant.conversation.answerPin(id, '1234')).toBe(true);
    await settle();
    expect(rig.voices.isPin).toHaveBeenLastCalledWith('anna', '1234');
    expect(rig.interaction().outcome).toBe('acted');
  });

  it('that was tried too often refuses the command', async () => {
    const { rig, id } = await asking();
    rig.voices.isPin.mockRejectedValueOnce(new HarkError('action.refused', 'too many'));
    await expect(rig.assistant.conversation.answerPin(id, '0000')).rejects.toMatchObject({
      code: 'action.refused',
    });
    await settle();
    expect(rig.interaction()).toMatchObject({ outcome: 'refused', refusal: 'challenge' });
  });

  it('is not answered by voice', async () => {
    const { rig, id } = await asking();
    await answer(rig, ANNA, 'yes', 2);
    await answer(rig, ANNA, 'one two three four', 3);
    expect(question(rig)?.id).toBe(id);
    await answer(rig, ANNA, 'no', 4);
    expect(rig.interaction().refusal).toBe('challenge');
  });
});

describe('the answer to a question', () => {
  const asking = async (risk: Risk) => {
    const rig = withVoices(risk);
    rig.perform.mockImplementationOnce(async ({ ask }) => {
      const given = await ask({ kind: 'site', subject: 'example.org', text: 'Open example.org?' });
      return { reply: given, undo: null };
    });
    await say(rig, ANNA);
    expect(question(rig)?.kind).toBe('site');
    return rig;
  };

  it.each([
    ['a stranger', STRANGER],
    ['a voice that may not have it done', BERT],
  ])('is no yes by %s, but may be a no', async (_who, voice) => {
    const rig = await asking('personal');
    rig.profiles.set('bert', { name: 'Bert', rules: { personal: false, guarded: false }, hasPin: false });
    const id = question(rig)?.id;
    await answer(rig, voice, 'yes', 2);
    await answer(rig, voice, 'always', 3);
    expect(question(rig)?.id).toBe(id);
    await answer(rig, voice, 'no', 4);
    expect(rig.interaction().reply).toBe('no');
  });

  it.each<[string, Risk, SpeakerResult | null, string]>([
    ['whoever asked', 'personal', ANNA, 'always'],
    ['another known voice', 'personal', BERT, 'always'],
    ['a voice that could not be told, this once', 'personal', nobody('not_enough_speech'), 'yes'],
    ['a voice of which nothing was said, this once', 'personal', null, 'yes'],
    ['anyone where anyone may have it done', 'open', STRANGER, 'always'],
  ])('is taken of %s', async (_who, risk, voice, taken) => {
    const rig = await asking(risk);
    await answer(rig, voice, 'always', 2);
    expect(rig.interaction().reply).toBe(taken);
  });

  it('is taken by hand and typed', async () => {
    const byHand = await asking('personal');
    byHand.assistant.conversation.answer(question(byHand)?.id ?? '', 'always');
    await settle();
    expect(byHand.interaction().reply).toBe('always');
    const typed = await asking('personal');
    typed.engine.parse.mockResolvedValueOnce({ text: 'always', intent: null, slots: {}, confidence: 0 });
    typed.assistant.conversation.type('always');
    await settle();
    expect(typed.interaction().reply).toBe('always');
  });
});

describe('taking back, and saying again', () => {
  const UNDO = { intent: 'HarkUndo', text: 'undo' };
  const REPEAT = { intent: 'HarkRepeat', text: 'repeat' };
  async function having(risk: Risk) {
    const rig = withVoices(risk);
    rig.perform.mockResolvedValueOnce({ reply: 'Your note: secret.', undo: async () => undefined });
    await say(rig, ANNA);
    if (risk === 'guarded') await answer(rig, ANNA, question(rig)?.subject ?? '', 2);
    rig.plan.mockReturnValue({ title: 'Undo', preview: 'Undo', risk: 'open', perform: rig.perform });
    return rig;
  }

  it('needs what doing it needed', async () => {
    const open = await having('open');
    await say(open, STRANGER, UNDO, 5);
    expect(open.interaction()).toMatchObject({ outcome: 'acted' });
    const personal = await having('personal');
    await say(personal, STRANGER, UNDO, 5);
    expect(personal.interaction()).toMatchObject({ outcome: 'refused', refusal: 'stranger' });
    const guarded = await having('guarded');
    await say(guarded, ANNA, UNDO, 5);
    expect(question(guarded)?.kind).toBe('words');
  });

  it('takes back what it was asked for, not what was done while it was shown', async () => {
    const rig = await having('guarded');
    const { id } = rig.interaction();
    await say(rig, ANNA, UNDO, 5);
    const words = question(rig)?.subject ?? '';
    rig.perform.mockResolvedValueOnce({ reply: 'Taken back.', undo: null });
    await answer(rig, ANNA, words, 6);
    expect(rig.perform).toHaveBeenLastCalledWith(expect.objectContaining({ undoes: id }));
    const none = withVoices();
    none.plan.mockReturnValue({ title: 'Undo', preview: 'Undo', risk: 'open', perform: none.perform });
    await say(none, ANNA, UNDO);
    expect(none.perform).toHaveBeenLastCalledWith(expect.objectContaining({ undoes: null }));
  });

  it('does not read what was read to one to another', async () => {
    const rig = await having('personal');
    await say(rig, STRANGER, REPEAT, 5);
    expect(rig.interaction()).toMatchObject({ outcome: 'refused', refusal: 'stranger' });
    const open = await having('open');
    await say(open, STRANGER, REPEAT, 5);
    expect(open.interaction().outcome).toBe('acted');
  });
});

it('a wake by a voice that may not wake Hark is shown as that, and begins nothing', () => {
  const rig = withVoices();
  rig.says(wake(1));
  rig.says({ kind: 'wake_unknown_voice', wakeId: 1, speaker: STRANGER });
  expect(rig.published.at(-1)?.wakes).toMatchObject([{ id: '1-1', verdict: 'unknown_voice' }]);
  expect(rig.assistant.snapshot().interaction).toBeNull();
  rig.says({ kind: 'wake_unknown_voice', wakeId: 7, speaker: STRANGER });
  expect(rig.state()).toBe('listening');
});
