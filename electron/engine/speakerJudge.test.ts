import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineEvent } from '../../contract/engine.ts';
import { KEY_BYTES, type SpeakerPolicy } from '../../contract/speaker.ts';
import type { EngineContext } from './engineContext.ts';
import { RecognitionLane } from './recognitionLane.ts';
import { ADAPTATION_EVERY_MS } from './speaker/adaptation.ts';
import { EmbedderLane } from './speaker/embedderLane.ts';
import { openPrint } from './speaker/sealedPrint.ts';
import { FakeEmbedder, fakeScoring, STRICT_THRESHOLD, spoken } from './speaker/testing/fakeSpeakers.ts';
import { printOf, referenceOf } from './speaker/testing/voices.ts';
import type { Scoring } from './speaker/voiceDesk.ts';
import { isClearlyNobody, SpeakerJudge } from './speakerJudge.ts';

const KEY = new Uint8Array(KEY_BYTES).fill(5);
const POLICY: SpeakerPolicy = { targetFar: 0.01, adapt: true, onlyKnownWake: false };
const NOW = 1_800_000_000_000;

afterEach(() => {
  vi.useRealTimers();
});

function rig({ patient = true, scoring = fakeScoring }: { patient?: boolean; scoring?: Scoring } = {}) {
  const embedder = new FakeEmbedder();
  const events: EngineEvent[] = [];
  const failures: unknown[] = [];
  const state = { clock: 0, wall: NOW, loads: 0 };
  const context: EngineContext = {
    lane: new RecognitionLane(),
    emit: (event) => events.push(event),
    track: () => undefined,
    now: () => state.clock,
    patient,
  };
  const lane = new EmbedderLane(async () => {
    state.loads++;
    return embedder;
  });
  const judge = new SpeakerJudge({
    context,
    lane,
    scoring,
    wallClock: () => state.wall,
    failed: (error) => failures.push(error),
  });
  const use = (people: Record<string, number>, policy: Partial<SpeakerPolicy> = {}) => {
    const voices = Object.entries(people).map(([profileId, person]) => ({
      known: scoring.knownVoice(profileId, printOf(person), 0.01, []),
      key: KEY,
    }));
    judge.use(voices, { ...POLICY, ...policy });
  };
  const hear = (person: number, ms = 3_000, sample = 0) =>
    judge.identify({ sample, samples: spoken(person, ms) }, 'speech');
  return { judge, embedder, events, failures, state, use, hear };
}

describe('whose voice it is', () => {
  it('is known, a stranger, or cannot be told', async () => {
    const { use, hear } = rig();
    use({ anna: 0, ben: 1 });
    expect((await hear(1)).speaker).toMatchObject({ outcome: 'known', profileId: 'ben', speechMs: 3_000 });
    expect((await hear(2)).speaker).toMatchObject({ outcome: 'stranger', profileId: null });
    expect((await hear(0, 100)).speaker.outcome).toBe('not_enough_speech');
  });

  it('is not asked without profiles', () => {
    const { judge, use, state } = rig();
    expect(judge.active).toBe(false);
    expect(judge.onlyKnownWake).toBe(false);
    use({}, { onlyKnownWake: true });
    expect(judge.active).toBe(false);
    expect(judge.onlyKnownWake).toBe(false);
    use({ anna: 0 }, { onlyKnownWake: true });
    expect(judge.onlyKnownWake).toBe(true);
    expect(state.loads).toBe(0);
  });

  it('is told by the end of what is very long', async () => {
    const { use, hear, embedder } = rig();
    use({ anna: 0 });
    await hear(0, 20_000);
    expect(embedder.calls).toEqual([12 * 16_000]);
  });

  it('is told with how long it took', async () => {
    const { use, hear, embedder, state } = rig();
    use({ anna: 0 });
    let release = () => {};
    embedder.hold = new Promise((resolve) => (release = resolve));
    const coming = hear(0);
    state.clock = 42;
    release();
    expect((await coming).speaker.latencyMs).toBe(42);
  });

  it('is compared with the profiles that there are when it is known', async () => {
    const { use, hear } = rig();
    use({ anna: 0 });
    const coming = hear(0);
    use({ ben: 1 });
    expect((await coming).speaker).toMatchObject({ outcome: 'stranger', profileId: null });
  });

  it('cannot be told where the model fails, and the reason goes to whoever keeps logs', async () => {
    const { use, hear, embedder, failures } = rig();
    use({ anna: 0 });
    embedder.fails = new Error('out of memory');
    expect((await hear(0)).speaker).toMatchObject({ outcome: 'untold', score: null });
    expect(failures).toEqual([embedder.fails]);
  });

  it('waits for nobody for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { judge, use, hear, embedder } = rig({ patient: false });
    use({ anna: 0 });
    embedder.hold = new Promise(() => undefined);
    const coming = judge.within(hear(0), 300);
    await vi.advanceTimersByTimeAsync(300);
    expect((await coming).speaker).toMatchObject({ outcome: 'untold', latencyMs: 300 });
  });

  it('rejects only where nobody wants to know', async () => {
    const { judge, use, failures } = rig();
    use({ anna: 0 });
    const controller = new AbortController();
    const audio = { sample: 0, samples: spoken(0, 3_000) };
    const coming = judge.identify(audio, 'speech', controller.signal);
    controller.abort(new Error('superseded'));
    await expect(coming).rejects.toThrow('superseded');
    expect(failures).toEqual([]);
  });
});

describe('a command after a phrase', () => {
  /** One says the phrase, perhaps another the command. */
  const said = (phrase: number, phraseMs: number, command: number, commandMs: number) => ({
    sample: 800,
    samples: Float32Array.from([...spoken(phrase, phraseMs), ...spoken(command, commandMs)]),
  });
  const startOf = (phraseMs: number) => 800 + phraseMs * 16;

  it('is known where both together and the command alone are the same voice', async () => {
    const { judge, use, embedder } = rig();
    use({ anna: 0, ben: 1 });
    const { speaker } = await judge.identifyCommand(said(0, 1_000, 0, 2_000), startOf(1_000));
    expect(speaker).toMatchObject({ outcome: 'known', profileId: 'anna', speechMs: 3_000 });
    expect(embedder.calls).toEqual([48_000, 32_000]);
    expect(embedder.overlapped).toBe(false);
  });

  it('is a stranger’s that goes on after the phrase of the owner', async () => {
    const { judge, use, events } = rig();
    use({ anna: 0 });
    const heard = await judge.identifyCommand(said(0, 2_000, 3, 1_600), startOf(2_000));
    expect(heard.speaker).toMatchObject({ outcome: 'stranger', profileId: null, speechMs: 1_600 });
    heard.learn();
    expect(events).toEqual([]);
  });

  it('is nobody’s for certain where another profile goes on', async () => {
    const { judge, use, events } = rig();
    use({ anna: 0, ben: 1 });
    const heard = await judge.identifyCommand(said(0, 3_000, 1, 1_600), startOf(3_000));
    expect(heard.speaker).toMatchObject({ outcome: 'untold', profileId: null });
    heard.learn();
    expect(events).toEqual([]);
  });

  it('does not make known what both together do not', async () => {
    const { judge, use } = rig();
    use({ anna: 0 });
    const { speaker } = await judge.identifyCommand(said(3, 2_000, 0, 1_600), startOf(2_000));
    expect(speaker).toMatchObject({ outcome: 'stranger', speechMs: 3_600 });
  });

  it('is judged by both together where alone it is too little, and nothing is learned', async () => {
    const { judge, use, events } = rig();
    use({ anna: 0 });
    const heard = await judge.identifyCommand(said(0, 3_000, 3, 200), startOf(3_000));
    expect(heard.speaker).toMatchObject({ outcome: 'known', profileId: 'anna' });
    heard.learn();
    expect(events).toEqual([]);
  });

  it('is compared once where the phrase is no part of it anyway', async () => {
    const { judge, use, embedder } = rig();
    use({ anna: 0 });
    await judge.identifyCommand(said(0, 1_000, 0, 2_000), null);
    await judge.identifyCommand(said(0, 1_000, 0, 13_000), startOf(1_000));
    judge.play(true, 0);
    judge.play(false, 16_000);
    await judge.identifyCommand(said(0, 1_000, 0, 2_000), startOf(1_000));
    expect(embedder.calls).toHaveLength(3);
  });

  it('cannot be told where the second comparison fails', async () => {
    const { judge, use, embedder } = rig();
    use({ anna: 0 });
    const embed = embedder.embed.bind(embedder);
    vi.spyOn(embedder, 'embed')
      .mockImplementationOnce(embed)
      .mockRejectedValueOnce(new Error('out of memory'));
    const { speaker } = await judge.identifyCommand(said(0, 1_000, 0, 2_000), startOf(1_000));
    expect(speaker.outcome).toBe('untold');
  });

  it('rejects only where nobody wants to know', async () => {
    const { judge, use, failures } = rig();
    use({ anna: 0 });
    const controller = new AbortController();
    const coming = judge.identifyCommand(said(0, 1_000, 0, 2_000), startOf(1_000), controller.signal);
    controller.abort(new Error('superseded'));
    await expect(coming).rejects.toThrow('superseded');
    expect(failures).toEqual([]);
  });
});

describe('while Hark plays sound', () => {
  it('what is heard is its own', async () => {
    const { judge, use, hear, embedder } = rig();
    use({ anna: 0 });
    judge.play(true, 0);
    expect((await hear(0)).speaker.outcome).toBe('own_playback');
    judge.play(false, 16_000);
    expect((await hear(0, 1_500)).speaker.outcome).toBe('own_playback');
    expect(embedder.calls).toEqual([]);
  });

  it('what is said after it is somebody', async () => {
    const { judge, use, hear, embedder } = rig();
    use({ anna: 0 });
    judge.play(true, 0);
    judge.play(false, 16_000);
    // 1 s of sound and half a second of echo are left out.
    expect((await hear(0, 3_000)).speaker).toMatchObject({ outcome: 'known', speechMs: 1_500 });
    expect(embedder.calls).toEqual([24_000]);
    expect((await hear(0, 1_600)).speaker.outcome).toBe('own_playback');
    expect((await hear(0, 1_600, 24_000)).speaker.outcome).toBe('known');
  });

  it('a new stream has no echo of the last, but what still plays is heard', async () => {
    const { judge, use, hear } = rig();
    use({ anna: 0 });
    judge.play(true, 0);
    judge.reset();
    expect((await hear(0)).speaker.outcome).toBe('own_playback');
    judge.play(false, 32_000);
    judge.reset();
    expect((await hear(0)).speaker.outcome).toBe('known');
    judge.play(false, 64_000);
    expect((await hear(0)).speaker.outcome).toBe('known');
  });
});

describe('learning', () => {
  const adaptedEvents = (events: EngineEvent[]) =>
    events.filter((event): event is Extract<EngineEvent, { kind: 'adapted' }> => event.kind === 'adapted');

  it('adds what was recognised beyond doubt, sealed anew, once a day', async () => {
    const { use, hear, events, state } = rig();
    use({ anna: 0 });
    (await hear(0)).learn();
    (await hear(0)).learn();
    const [first, ...more] = adaptedEvents(events);
    expect(more).toEqual([]);
    const print = openPrint(first?.sealed ?? new Uint8Array(), 'anna', KEY);
    expect(print.references).toHaveLength(6);
    expect(print.references.at(-1)).toMatchObject({ origin: 'adaptation', at: NOW, speechMs: 3_000 });
    expect(first?.summary.references).toHaveLength(6);
    state.wall += ADAPTATION_EVERY_MS;
    (await hear(0)).learn();
    expect(adaptedEvents(events)).toHaveLength(2);
    const twice = openPrint(adaptedEvents(events)[1]?.sealed ?? new Uint8Array(), 'anna', KEY);
    expect(twice.references).toHaveLength(7);
  });

  it('never happens unasked, from a stranger, from little, or in noise', async () => {
    const { use, hear, events, embedder } = rig();
    use({ anna: 0 });
    await hear(0);
    (await hear(3)).learn();
    (await hear(0, 1_000)).learn();
    embedder.quality = { snrDb: 8 };
    (await hear(0)).learn();
    embedder.quality = {};
    use({ anna: 0 }, { adapt: false });
    (await hear(0)).learn();
    expect(adaptedEvents(events)).toEqual([]);
  });

  it('is judged by what was enrolled, not by what was learned', async () => {
    const { judge, hear, events } = rig();
    const learned = referenceOf(1, 0, {
      id: 'learned',
      origin: 'adaptation',
      at: NOW - 2 * ADAPTATION_EVERY_MS,
    });
    const print = { ...printOf(0), references: [...printOf(0).references, learned] };
    judge.use([{ known: fakeScoring.knownVoice('anna', print, 0.01, []), key: KEY }], POLICY);
    const heard = await hear(1);
    expect(heard.speaker.outcome).toBe('known');
    expect(heard.speaker.score).toBeGreaterThan(STRICT_THRESHOLD);
    heard.learn();
    expect(adaptedEvents(events)).toEqual([]);
  });

  it('is taken back where it makes the profile worse', async () => {
    const scoring: Scoring = {
      ...fakeScoring,
      knownVoice: (profileId, print, targetFar) => {
        const known = fakeScoring.knownVoice(profileId, print, targetFar, []);
        const expectedFrr = print.references.some(({ origin }) => origin === 'adaptation') ? 0.1 : 0;
        return { ...known, summary: { ...known.summary, expectedFrr } };
      },
    };
    const { use, hear, events } = rig({ scoring });
    use({ anna: 0 });
    (await hear(0)).learn();
    expect(adaptedEvents(events)).toEqual([]);
  });

  it('of a profile that is gone meanwhile is forgotten', async () => {
    const { use, hear, events } = rig();
    use({ anna: 0 });
    const heard = await hear(0);
    use({});
    heard.learn();
    expect(adaptedEvents(events)).toEqual([]);
  });
});

it('a phrase is nobody’s only where it scores clearly below the threshold', () => {
  const speaker = {
    outcome: 'stranger',
    profileId: null,
    score: 1,
    threshold: 3,
    strictThreshold: 4,
    margin: null,
    speechMs: 900,
    snrDb: 20,
    clippingRatio: 0,
    latencyMs: 40,
  } as const;
  expect(isClearlyNobody(speaker)).toBe(true);
  expect(isClearlyNobody({ ...speaker, score: 2.8 })).toBe(false);
  expect(isClearlyNobody({ ...speaker, score: null })).toBe(false);
  expect(isClearlyNobody({ ...speaker, outcome: 'not_enough_speech' })).toBe(false);
  expect(isClearlyNobody({ ...speaker, outcome: 'own_playback' })).toBe(false);
});
