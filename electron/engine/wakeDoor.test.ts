import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineEvent } from '../../contract/engine.ts';
import { KEY_BYTES } from '../../contract/speaker.ts';
import type { EngineContext } from './engineContext.ts';
import { RecognitionLane } from './recognitionLane.ts';
import { EmbedderLane } from './speaker/embedderLane.ts';
import { FakeEmbedder, fakeScoring, spoken } from './speaker/testing/fakeSpeakers.ts';
import { printOf } from './speaker/testing/voices.ts';
import { SpeakerJudge } from './speakerJudge.ts';
import { KNOWN_WAKE_WAIT_MS, WakeDoor } from './wakeDoor.ts';
import type { WokenWord } from './wakeJudge.ts';

const WOKEN: WokenWord = { wakeId: 4, word: 0, sample: 32_000 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function rig({ person = 0, onlyKnownWake = false, profiles = true, ms = 800 } = {}) {
  const embedder = new FakeEmbedder();
  const happened: (EngineEvent | 'let in')[] = [];
  const context: EngineContext = {
    lane: new RecognitionLane(),
    emit: (event) => happened.push(event),
    track: () => undefined,
    now: () => 0,
    patient: false,
  };
  const speakers = new SpeakerJudge({
    context,
    lane: new EmbedderLane(async () => embedder),
    scoring: fakeScoring,
    wallClock: null,
    failed: () => undefined,
  });
  const known = fakeScoring.knownVoice('anna', printOf(0), 0.01, []);
  const voices = profiles ? [{ known, key: new Uint8Array(KEY_BYTES) }] : [];
  speakers.use(voices, { targetFar: 0.01, adapt: true, onlyKnownWake });
  const phrase = { sample: 16_000, samples: spoken(person, ms) };
  const door = new WakeDoor({
    context,
    speakers,
    phraseOf: () => phrase,
    letIn: () => happened.push('let in'),
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const kinds = () => happened.map((one) => (one === 'let in' ? one : one.kind));
  return { door, embedder, happened, kinds, settle, speakers, phrase };
}

describe('a wake', () => {
  it('is let in at once, and whose voice it was follows', async () => {
    const { door, kinds, happened, settle, phrase } = rig({ person: 3 });
    door.knock(WOKEN);
    expect(kinds()).toEqual(['let in']);
    expect(phrase.samples.every((value) => value === 0)).toBe(true);
    await settle();
    expect(kinds()).toEqual(['let in', 'wake_speaker']);
    expect(happened[1]).toMatchObject({ wakeId: 4, speaker: { outcome: 'stranger' } });
  });

  it('is anybody’s without profiles, whose voice nobody asks', async () => {
    const { door, kinds, embedder, settle } = rig({ profiles: false, onlyKnownWake: true });
    door.knock(WOKEN);
    await settle();
    expect(kinds()).toEqual(['let in']);
    expect(embedder.calls).toEqual([]);
  });
});

describe('where only known voices wake', () => {
  it('a known one is let in', async () => {
    const { door, kinds, settle } = rig({ onlyKnownWake: true });
    door.knock(WOKEN);
    expect(door.waiting).toBe(true);
    expect(kinds()).toEqual([]);
    await settle();
    expect(kinds()).toEqual(['wake_speaker', 'let in']);
    expect(door.waiting).toBe(false);
  });

  it('a stranger is not', async () => {
    const { door, kinds, happened, settle } = rig({ onlyKnownWake: true, person: 3 });
    door.knock(WOKEN);
    await settle();
    expect(kinds()).toEqual(['wake_unknown_voice']);
    expect(happened[0]).toMatchObject({ wakeId: 4, speaker: { outcome: 'stranger', profileId: null } });
    expect(door.waiting).toBe(false);
  });

  it('what cannot be told is let in: too short, in playback, or with a model that fails', async () => {
    const short = rig({ onlyKnownWake: true, person: 3, ms: 200 });
    short.door.knock(WOKEN);
    await short.settle();
    expect(short.kinds()).toEqual(['wake_speaker', 'let in']);
    const playing = rig({ onlyKnownWake: true, person: 3 });
    playing.speakers.play(true, 0);
    playing.door.knock(WOKEN);
    await playing.settle();
    expect(playing.kinds()).toEqual(['wake_speaker', 'let in']);
    const failing = rig({ onlyKnownWake: true, person: 3 });
    failing.embedder.fails = new Error('out of memory');
    failing.door.knock(WOKEN);
    await failing.settle();
    expect(failing.kinds()).toEqual(['wake_speaker', 'let in']);
  });

  it('nobody waits longer than the wake has time', async () => {
    const { door, kinds, embedder } = rig({ onlyKnownWake: true, person: 3 });
    embedder.hold = new Promise(() => undefined);
    door.knock(WOKEN);
    await vi.advanceTimersByTimeAsync(KNOWN_WAKE_WAIT_MS - 1);
    expect(kinds()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(kinds()).toEqual(['wake_speaker', 'let in']);
  });

  it('a wake that is forgotten is not let in later', async () => {
    const { door, kinds, settle } = rig({ onlyKnownWake: true });
    door.knock(WOKEN);
    door.forget();
    await settle();
    expect(kinds()).toEqual([]);
  });
});
