import { describe, expect, it } from 'vitest';
import { type EngineEvent, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { KEY_BYTES, PROMPTS, SPEAKER_EVENTS, TAKE_MAX_MS } from '../../contract/speaker.ts';
import type { EngineContext } from './engineContext.ts';
import { RecognitionLane } from './recognitionLane.ts';
import { Sentences } from './sentences.ts';
import { EmbedderLane } from './speaker/embedderLane.ts';
import { openDraft, openRecording, sealDraft } from './speaker/sealedPrint.ts';
import { FakeEmbedder, fakeScoring, voiceLevel } from './speaker/testing/fakeSpeakers.ts';
import { draftOf, MODEL, printOf } from './speaker/testing/voices.ts';
import { VoiceDesk } from './speaker/voiceDesk.ts';
import { SpeakerJudge } from './speakerJudge.ts';
import { VAD_WINDOW_SAMPLES } from './vad/silero.ts';

const KEY = new Uint8Array(KEY_BYTES).fill(6);
const TAKE = {
  takeId: 'take-1',
  draftId: 'draft',
  draft: null,
  key: KEY,
  index: 1,
  microphone: 'Desk microphone',
  at: 1_800_000_000_000,
  keepAudio: false,
};

function rig() {
  const embedder = new FakeEmbedder();
  const events: EngineEvent[] = [];
  const failures: unknown[] = [];
  const beside = new Set<Promise<void>>();
  const state = { sample: 32_000, busy: false };
  const context: EngineContext = {
    lane: new RecognitionLane(),
    emit: (event) => events.push(event),
    track: (work) => {
      beside.add(work);
      void work.finally(() => beside.delete(work));
    },
    now: () => 0,
    patient: true,
  };
  const lane = new EmbedderLane(async () => embedder);
  const failed = (error: unknown) => failures.push(error);
  const speakers = new SpeakerJudge({ context, lane, scoring: fakeScoring, wallClock: null, failed });
  const sentences: Sentences = new Sentences({
    context,
    desk: new VoiceDesk(lane, fakeScoring),
    lane,
    speakers,
    nextSample: () => state.sample,
    requireIdle: () => {
      if (state.busy || sentences.busy) throw new HarkError('capture.busy', 'busy');
    },
    failed,
  });
  const settled = async () => {
    while (beside.size > 0) await Promise.all(beside);
  };
  const play = async (ms: number, person: number | null) => {
    for (let i = 0; i < Math.round((ms * SAMPLE_RATE_HZ) / 1_000 / VAD_WINDOW_SAMPLES); i++) {
      state.sample += VAD_WINDOW_SAMPLES;
      const value = person === null ? 0 : voiceLevel(person);
      sentences.append(new Float32Array(VAD_WINDOW_SAMPLES).fill(value));
      const probability = person === null ? 0.02 : 0.95;
      sentences.hear({ probability, levelDbfs: person === null ? -60 : -25, endSample: state.sample });
    }
    await settled();
  };
  const known = () =>
    speakers.use([{ known: fakeScoring.knownVoice('anna', printOf(0), 0.01, []), key: KEY }], {
      targetFar: 0.01,
      adapt: true,
      onlyKnownWake: false,
    });
  const ended = () =>
    events.filter(
      (event): event is Extract<EngineEvent, { kind: 'take_ended' }> => event.kind === 'take_ended',
    );
  return { sentences, speakers, embedder, events, failures, state, play, settled, known, ended };
}

describe('a sentence of an enrollment', () => {
  it('goes into its draft, which comes back sealed', async () => {
    const { sentences, play, ended, events } = rig();
    (await sentences.take(TAKE))();
    expect(sentences.busy).toBe(true);
    await play(300, null);
    await play(2_400, 0);
    await play(1_000, null);
    expect(sentences.busy).toBe(false);
    const [end] = ended();
    expect(end).toMatchObject({ takeId: 'take-1', report: { verdict: 'good', likeness: null }, audio: null });
    const draft = openDraft(end?.draft ?? new Uint8Array(), 'draft', KEY);
    expect(draft).toMatchObject(MODEL);
    expect(draft.takes.map((take) => take !== null)).toEqual([false, true, false, false, false]);
    expect(draft.takes[1]?.speech).toMatchObject({
      origin: 'enrollment',
      kind: 'speech',
      microphone: 'Desk microphone',
      at: TAKE.at,
    });
    const progress = events.filter(({ kind }) => kind === 'take_progress');
    expect(progress.length).toBeGreaterThan(8);
    // One window more or less.
    expect(progress.length).toBeLessThanOrEqual((5 * 3_800) / 1_000);
    for (const event of events) {
      const schema = SPEAKER_EVENTS.find(({ shape }) => shape.kind.value === event.kind);
      expect(schema?.safeParse(event).error).toBeUndefined();
    }
  });

  it('in which Hark itself spoke is no good', async () => {
    const { sentences, speakers, state, play, ended } = rig();
    speakers.play(true, state.sample - 16_000);
    (await sentences.take(TAKE))();
    await play(300, null);
    speakers.play(false, state.sample);
    await play(2_400, 0);
    await play(1_000, null);
    expect(ended()).toMatchObject([{ report: { verdict: 'background_talk' }, draft: null }]);
    (await sentences.take(TAKE))();
    await play(2_400, 0);
    await play(1_000, null);
    expect(ended()[1]).toMatchObject({ report: { verdict: 'good' } });
  });

  it('goes on from the draft that there is, and replaces the take in its place', async () => {
    const { sentences, play, ended } = rig();
    const before = draftOf([0, 0, 0]);
    (await sentences.take({ ...TAKE, draft: sealDraft(before, 'draft', KEY) }))();
    await play(2_400, 0);
    await play(1_000, null);
    const [end] = ended();
    expect(end?.report.likeness).toBeGreaterThan(0.9);
    const draft = openDraft(end?.draft ?? new Uint8Array(), 'draft', KEY);
    expect(draft.takes).toHaveLength(PROMPTS);
    expect(draft.takes[0]).toEqual(before.takes[0]);
    expect(draft.takes[1]).not.toEqual(before.takes[1]);
  });

  it('of another person leaves the draft alone', async () => {
    const { sentences, play, ended } = rig();
    (await sentences.take({ ...TAKE, draft: sealDraft(draftOf([0, null, 0]), 'draft', KEY) }))();
    await play(2_400, 3);
    await play(1_000, null);
    expect(ended()).toMatchObject([{ report: { verdict: 'another_voice' }, draft: null, audio: null }]);
  });

  it('keeps the wake phrase that it begins with', async () => {
    const { sentences, play, ended, state } = rig();
    (await sentences.take(TAKE))();
    await play(1_000, 0);
    sentences.wake(state.sample - 12_800, state.sample);
    await play(2_000, 0);
    await play(1_000, null);
    const draft = openDraft(ended()[0]?.draft ?? new Uint8Array(), 'draft', KEY);
    expect(draft.takes[1]?.wake).toMatchObject({ kind: 'wake', speechMs: 800 });
  });

  it('is kept as a recording where that is asked for, however long it is', async () => {
    const { sentences, play, ended, settled, state } = rig();
    (await sentences.take({ ...TAKE, keepAudio: true }))();
    await play(TAKE_MAX_MS - 600, 0);
    await play(500, null);
    sentences.end('done');
    await settled();
    const audio = ended()[0]?.audio ?? new Uint8Array();
    const pcm = new Int16Array(openRecording(audio, 'draft', KEY).buffer);
    expect(pcm).toHaveLength(state.sample - 32_000);
    expect(pcm[0]).toBe(voiceLevel(0) * 32_768);
  });

  it('is refused with a draft that does not open, and while something else is heard', async () => {
    const { sentences, state } = rig();
    const draft = sealDraft(draftOf([0]), 'draft', KEY);
    const other = new Uint8Array(KEY_BYTES);
    await expect(sentences.take({ ...TAKE, draft, key: other })).rejects.toMatchObject({
      code: 'profile.foreign_key',
    });
    const begin = await sentences.take(TAKE);
    state.busy = true;
    expect(begin).toThrow(expect.objectContaining({ code: 'capture.busy' }));
    state.busy = false;
    begin();
    const again = await sentences.take(TAKE);
    expect(again).toThrow(expect.objectContaining({ code: 'capture.busy' }));
  });

  it('is forgotten where it is cancelled, and where the model fails', async () => {
    const { sentences, play, ended, embedder, failures } = rig();
    (await sentences.take(TAKE))();
    await play(2_400, 0);
    sentences.end('cancel');
    await play(2_000, null);
    embedder.fails = new Error('out of memory');
    (await sentences.take({ ...TAKE, takeId: 'take-2' }))();
    await play(2_400, 0);
    await play(1_000, null);
    expect(ended().map(({ takeId, report, draft }) => [takeId, report.verdict, draft])).toEqual([
      ['take-1', 'cancelled', null],
      ['take-2', 'cancelled', null],
    ]);
    expect(failures).toEqual([embedder.fails]);
    expect(sentences.busy).toBe(false);
  });

  it('ends once, even where it is cancelled while it is judged', async () => {
    const { sentences, play, ended, embedder, settled } = rig();
    let release = () => {};
    embedder.hold = new Promise((resolve) => (release = resolve));
    (await sentences.take(TAKE))();
    await play(2_400, 0);
    const playing = play(1_000, null);
    sentences.end('cancel');
    expect(sentences.busy).toBe(false);
    release();
    await playing;
    await settled();
    expect(ended()).toMatchObject([{ report: { verdict: 'cancelled' } }]);
  });
});

describe('a voice that is tried', () => {
  it('is told', async () => {
    const { sentences, play, known, events } = rig();
    known();
    for (const [tryId, person] of [
      ['owner', 0],
      ['other', 3],
    ] as const) {
      (await sentences.tryVoice({ tryId }))();
      await play(2_000, person);
      await play(1_000, null);
    }
    expect(events.filter(({ kind }) => kind !== 'take_progress')).toMatchObject([
      { kind: 'tried', tryId: 'owner', speaker: { outcome: 'known', profileId: 'anna' } },
      { kind: 'tried', tryId: 'other', speaker: { outcome: 'stranger' } },
    ]);
  });

  it('can be given up', async () => {
    const { sentences, known, events, play } = rig();
    known();
    (await sentences.tryVoice({ tryId: 'owner' }))();
    await play(1_000, 0);
    sentences.end('cancel');
    expect(events).toEqual([{ kind: 'tried', tryId: 'owner', speaker: null }]);
  });

  it('needs a profile', async () => {
    const { sentences } = rig();
    await expect(sentences.tryVoice({ tryId: 'owner' })).rejects.toMatchObject({ code: 'enrollment.none' });
  });
});
