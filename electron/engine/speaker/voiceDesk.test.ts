import { describe, expect, it } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { KEY_BYTES, SPEAKER_RESULTS, type SpeakerPolicy } from '../../../contract/speaker.ts';
import { EmbedderLane } from './embedderLane.ts';
import { exportPrint, openPrint, sealDraft, sealPrint, sealRecording } from './sealedPrint.ts';
import { FakeEmbedder, fakeScoring } from './testing/fakeSpeakers.ts';
import { draftOf, MODEL, printOf, referenceOf } from './testing/voices.ts';
import { VoiceDesk } from './voiceDesk.ts';

const KEY = new Uint8Array(KEY_BYTES).fill(1);
const DRAFT_KEY = new Uint8Array(KEY_BYTES).fill(2);
const FOREIGN_KEY = new Uint8Array(KEY_BYTES).fill(9);
const POLICY: SpeakerPolicy = { targetFar: 0.01, adapt: true, onlyKnownWake: false };
const targetFar = 0.01;

function rig(load: () => Promise<FakeEmbedder> = async () => new FakeEmbedder()) {
  const state = { loads: 0 };
  const lane = new EmbedderLane(() => {
    state.loads++;
    return load();
  });
  return { desk: new VoiceDesk(lane, fakeScoring), state };
}

const anna = { profileId: 'anna', sealed: sealPrint(printOf(0), 'anna', KEY), key: KEY };
const foreignModel = { ...printOf(0), modelSha256: 'cd'.repeat(32) };

describe('profiles to compare with', () => {
  it('are opened, and what does not open says why', async () => {
    const { desk } = rig();
    const damaged = anna.sealed.slice();
    damaged[60] = (damaged[60] ?? 0) ^ 1;
    const { kept, result } = await desk.voices({
      profiles: [
        anna,
        { ...anna, profileId: 'ben' },
        { ...anna, key: FOREIGN_KEY },
        { ...anna, sealed: damaged },
        { ...anna, sealed: sealPrint(foreignModel, 'anna', KEY) },
      ],
      policy: POLICY,
    });
    expect(kept.map(({ known }) => known.profileId)).toEqual(['anna']);
    expect(result.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      'profile.damaged',
      'profile.foreign_key',
      'profile.damaged',
      'profile.foreign_model',
    ]);
    expect(SPEAKER_RESULTS.voices.safeParse(result).error).toBeUndefined();
  });

  it('need the model only where there are any', async () => {
    const { desk, state } = rig();
    expect(await desk.voices({ profiles: [], policy: POLICY })).toEqual({ kept: [], result: [] });
    expect(state.loads).toBe(0);
  });
});

describe('an enrollment', () => {
  const enrolling = {
    draftId: 'draft',
    draft: sealDraft(draftOf([0, 0, 0, null, 0]), 'draft', DRAFT_KEY),
    draftKey: DRAFT_KEY,
    profileId: 'anna',
    key: KEY,
    base: null,
    targetFar,
  };

  it('is checked, and becomes a voiceprint under another key', async () => {
    const { desk } = rig();
    const check = await desk.checkDraft({ draftId: 'draft', draft: enrolling.draft, key: DRAFT_KEY });
    expect(check).toMatchObject({ consistent: true, speechMs: 12_000 });
    expect(SPEAKER_RESULTS.check_draft.safeParse(check).error).toBeUndefined();
    const enrolled = await desk.enroll(enrolling);
    expect(SPEAKER_RESULTS.enroll.safeParse(enrolled).error).toBeUndefined();
    expect(openPrint(enrolled.sealed, 'anna', KEY).references).toHaveLength(7);
  });

  it('adds to a profile that there is', async () => {
    const { desk } = rig();
    const { summary } = await desk.enroll({ ...enrolling, base: anna.sealed });
    expect(summary.references).toHaveLength(12);
  });

  it('that is not one, or too little, is refused', async () => {
    const { desk } = rig();
    const refusal = (given: object) =>
      desk.enroll({ ...enrolling, ...given }).then(
        () => null,
        (error) => error.code,
      );
    expect(await refusal({ draftKey: KEY })).toBe('profile.foreign_key');
    expect(await refusal({ draftId: 'other' })).toBe('profile.damaged');
    expect(await refusal({ draft: anna.sealed })).toBe('profile.damaged');
    expect(await refusal({ draft: sealDraft(draftOf([0, 0]), 'draft', DRAFT_KEY) })).toBe(
      'enrollment.speech',
    );
    const two = sealDraft(draftOf([0, 0, 1]), 'draft', DRAFT_KEY);
    expect(await refusal({ draft: two })).toBe('enrollment.inconsistent');
    const old = sealDraft({ ...draftOf([0, 0, 0]), modelSha256: 'cd'.repeat(32) }, 'draft', DRAFT_KEY);
    expect(await refusal({ draft: old })).toBe('profile.foreign_model');
  });
});

describe('a voiceprint', () => {
  it('is summarised, edited and sealed again', async () => {
    const { desk } = rig();
    const summary = await desk.summariseVoice({ ...anna, targetFar });
    expect(summary).toMatchObject({ ...MODEL, targetFar });
    const learned = referenceOf(0, 6, { id: 'learned', origin: 'adaptation', at: 5 });
    const print = { ...printOf(0), references: [...printOf(0).references, learned] };
    const { sealed } = await desk.editVoice({
      ...anna,
      sealed: sealPrint(print, 'anna', KEY),
      edit: { what: 'undo_adaptation', since: 0 },
      targetFar,
    });
    expect(openPrint(sealed, 'anna', KEY)).toEqual(printOf(0));
  });

  it('goes to another machine with a passphrase', async () => {
    const { desk } = rig();
    const { file } = await desk.exportVoice({ ...anna, name: 'Anna', passphrase: 'correct horse' });
    const key = new Uint8Array(KEY_BYTES).fill(4);
    const importing = { file, passphrase: 'correct horse', profileId: 'anna-2', key, targetFar };
    const imported = await desk.importVoice(importing);
    expect(imported.name).toBe('Anna');
    expect(SPEAKER_RESULTS.import_voice.safeParse(imported).error).toBeUndefined();
    expect(openPrint(imported.sealed, 'anna-2', key)).toEqual(printOf(0));
    await expect(desk.importVoice({ ...importing, passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'profile.passphrase',
    });
    const sealed = sealPrint(foreignModel, 'anna', KEY);
    const old = await desk.exportVoice({ ...anna, sealed, name: 'Anna', passphrase: 'correct horse' });
    await expect(desk.importVoice({ ...importing, file: old.file })).rejects.toMatchObject({
      code: 'profile.foreign_model',
    });
  });

  it.each([
    ['only says that it is of this model', referenceOf(0, 0, { embedding: new Float32Array(4).fill(0.5) })],
    ['holds no speech but the wake phrase', referenceOf(0, 0, { kind: 'wake' })],
  ])('that %s is refused, and not compared with', async (_what, reference) => {
    const { desk } = rig();
    const print = { ...MODEL, references: [reference] };
    const file = await exportPrint('Anna', print, 'correct horse');
    const importing = { file, passphrase: 'correct horse', profileId: 'anna', key: KEY, targetFar };
    await expect(desk.importVoice(importing)).rejects.toMatchObject({ code: 'profile.damaged' });
    const profiles = [{ ...anna, sealed: sealPrint(print, 'anna', KEY) }];
    const { kept, result } = await desk.voices({ profiles, policy: POLICY });
    expect(kept).toEqual([]);
    expect(result).toMatchObject([{ error: { code: 'profile.damaged' }, summary: null }]);
  });

  it('is left alone without a speaker model, and can still leave and be heard', async () => {
    const { desk } = rig(async () => {
      throw new HarkError('speaker.unavailable', 'there is no speaker model');
    });
    const unavailable = { code: 'speaker.unavailable' };
    await expect(desk.summariseVoice({ ...anna, targetFar })).rejects.toMatchObject(unavailable);
    await expect(desk.voices({ profiles: [anna], policy: POLICY })).rejects.toMatchObject(unavailable);
    await expect(desk.draft({ draft: null, draftId: 'd', key: KEY })).rejects.toMatchObject(unavailable);
    expect((await desk.exportVoice({ ...anna, name: 'Anna', passphrase: 'x' })).file.length).toBeGreaterThan(
      100,
    );
  });
});

it('a recording that was kept opens as a WAV of 16 bits', async () => {
  const { desk } = rig();
  const sealed = sealRecording(Float32Array.of(0.5, -0.5), 'draft', KEY);
  const { wav } = await desk.openAudio({ owner: 'draft', sealed, key: KEY });
  expect(new TextDecoder('latin1').decode(wav.subarray(0, 16))).toBe('RIFF\u0028\0\0\0WAVEfmt ');
  const view = new DataView(wav.buffer);
  expect(view.getUint32(24, true)).toBe(16_000);
  expect([view.getInt16(44, true), view.getInt16(46, true)]).toEqual([16_384, -16_384]);
  expect(wav).toHaveLength(48);
  await expect(desk.openAudio({ owner: 'other', sealed, key: KEY })).rejects.toMatchObject({
    code: 'profile.damaged',
  });
});
