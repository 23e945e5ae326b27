import { beforeEach, describe, expect, it } from 'vitest';
import type { EngineEvent, Heartbeat } from '../../../contract/engine.ts';
import type { FailureCode } from '../../../contract/failures.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { SpeakerResult } from '../../../contract/speaker.ts';
import { LOOK, understanding, wake } from '../assistant/testing/rig.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import { exposition } from './exposition.ts';
import { Feed } from './feed.ts';
import { Registry } from './registry.ts';

let ticks: number;
let registry: Registry;
let feed: Feed;
beforeEach(() => {
  ticks = 0;
  registry = new Registry();
  feed = new Feed({ registry, now: () => 1_000, ticks: () => ticks });
});
const beat = (given: Partial<Heartbeat> = {}) =>
  feed.beat({
    type: 'heartbeat',
    hops: 0,
    queuedFrames: 0,
    droppedFrames: 0,
    rssBytes: 1,
    hopP50Ms: null,
    hopP99Ms: null,
    ...given,
  });
const understood = (path: 'transcript' | 'silent', afterSpeechMs: number): EngineEvent => ({
  kind: 'understood',
  captureId: 1,
  understanding: understanding({ path }),
  afterSpeechMs,
});
const failed: EngineEvent = {
  kind: 'recognition_failed',
  captureId: 1,
  error: { code: 'recognition.failed', message: 'call Anna' },
};
const failure = (code: FailureCode) => ({ code, message: 'it did' });
const errors = (code: FailureCode) => registry.of('hark_errors_total', { code }).total;

describe('the engine', () => {
  it('tells wakes by what became of them, and what they took', () => {
    feed.engineSays(wake(1));
    feed.engineSays({ kind: 'wake_rejected', wakeId: 2, sample: 1, look: LOOK });
    expect(registry.of('hark_wakes_total', { verdict: 'woke' }).total).toBe(1);
    expect(registry.of('hark_wakes_total', { verdict: 'rejected' }).total).toBe(1);
    const { count, sum } = registry.of('hark_wake_detection_seconds');
    expect(count).toBe(1);
    // A hop, and the second look.
    expect(sum).toBeCloseTo(0.17);
  });

  it('tells what commands and voices took; silence is no command', () => {
    feed.engineSays(understood('transcript', 400));
    feed.engineSays(understood('silent', 900));
    const speaker = { outcome: 'stranger', latencyMs: 250 } as SpeakerResult;
    feed.engineSays({ kind: 'speaker', captureId: 1, sample: 1, speaker });
    expect(registry.of('hark_command_detection_seconds').sum).toBeCloseTo(0.4);
    expect(registry.of('hark_voice_verification_seconds').sum).toBeCloseTo(0.25);
  });

  it('counts dropped frames of each life from nothing', () => {
    feed.engineReady(800);
    beat({ droppedFrames: 3 });
    beat({ droppedFrames: 5, queuedFrames: 2, hopP50Ms: 8, hopP99Ms: 20 });
    feed.engineLost(failure('engine.crashed'));
    feed.engineReady(900);
    beat({ droppedFrames: 1 });
    expect(registry.of('hark_frames_dropped_total').total).toBe(6);
    expect(registry.of('hark_engine_load_seconds').value).toBe(0.9);
    expect(registry.of('hark_hop_seconds', { quantile: '0.99' }).value).toBeNull();
  });

  it('that is lost is a restart and a failure; one that was asked to go is no failure', () => {
    feed.engineReady(1);
    ticks = 5_000;
    expect(feed.engineUpMs).toBe(5_000);
    feed.engineLost(failure('engine.hung'));
    expect(feed.engineUpMs).toBeNull();
    expect(feed.heartbeat).toBeNull();
    ticks = 6_000;
    expect(feed.engineLostAgoMs).toBe(1_000);
    feed.engineLost(failure('engine.not_running'));
    ticks = 9_000;
    expect(feed.engineLostAgoMs).toBe(4_000);
    expect(registry.of('hark_engine_restarts_total').total).toBe(2);
    expect([errors('engine.hung'), errors('engine.not_running')]).toEqual([1, 0]);
    feed.engineEnded(failure('model.missing'));
    expect(errors('model.missing')).toBe(1);
  });

  it('tells how many recognitions failed one after another', () => {
    feed.engineSays(failed);
    feed.engineSays(failed);
    expect(feed.failedRecognitions).toBe(2);
    feed.engineSays(understood('transcript', 1));
    expect(feed.failedRecognitions).toBe(0);
  });
});

describe('an interaction', () => {
  it('is counted with what became of it, and its stages with what they took', () => {
    feed.interaction(
      anInteraction({
        trigger: 'push',
        outcome: 'cancelled',
        stages: [
          { stage: 'speech', state: 'done', startMs: 0, durationMs: 700 },
          { stage: 'text', state: 'failed', startMs: 700, durationMs: 40 },
          { stage: 'intent', state: 'skipped', startMs: 740, durationMs: 9 },
        ],
      }),
    );
    expect(registry.of('hark_interactions_total', { trigger: 'push', outcome: 'cancelled' }).total).toBe(1);
    expect(registry.of('hark_stage_seconds', { stage: 'speech' }).sum).toBeCloseTo(0.7);
    expect(registry.of('hark_stage_seconds', { stage: 'text' }).count).toBe(1);
    expect(registry.of('hark_stage_seconds', { stage: 'intent' }).count).toBe(0);
    expect(feed.traces.get(1_000).last).toHaveLength(1);
  });

  it('that a lost engine ended is not a second failure', () => {
    feed.engineLost(failure('engine.crashed'));
    feed.interactionFailed(failure('engine.crashed'));
    feed.interactionFailed(failure('action.failed'));
    expect([errors('engine.crashed'), errors('action.failed')]).toEqual([1, 1]);
    expect(feed.lastErrors.get('action.failed')).toBe(1_000);
    expect(feed.examples.of('action.failed')).toEqual([{ at: 1_000, message: 'it did' }]);
  });
});

describe('the microphone', () => {
  const states = () =>
    registry
      .matching('hark_microphone_state')
      .flatMap(({ labels, state }) =>
        'value' in state && state.value !== null ? [[labels['state'], state.value]] : [],
      );

  it('is in one state', () => {
    feed.microphoneIs('opening');
    feed.microphoneIs('live');
    expect(states()).toEqual([
      ['opening', 0],
      ['live', 1],
    ]);
    registry.settle();
    feed.lookAtMicrophone();
    expect([...registry.since().keys()]).toEqual(['hark_microphone_state{state="live"}']);
  });

  it('that cannot be used is a failure, once; a muted one is none', () => {
    feed.microphoneIs('denied');
    feed.microphoneIs('denied');
    feed.microphoneIs('muted');
    expect([errors('microphone.denied'), errors('microphone.muted')]).toEqual([1, 0]);
  });
});

it('nothing that was said, and nobody’s name, is in what is told', () => {
  feed.engineSays(wake(1, 'secret_word'));
  feed.engineSays(failed);
  feed.interaction(anInteraction({ text: 'call Anna', reply: 'Calling Anna.', phrase: 'Hey Secret' }));
  feed.interactionFailed(failure('action.failed'));
  const told = exposition(registry) + JSON.stringify(feed.traces.get(1_000)) + [...registry.since().keys()];
  expect(told).not.toMatch(/anna|secret|timer/i);
});

describe('models', () => {
  const model = { provider: 'cpu', threads: 1, loadMs: 10, runs: 5, p50Ms: 1, p99Ms: 2 } as const;
  const known = (name: string, task: ModelStatus['task']): ModelStatus => ({
    name,
    task,
    version: '1',
    bytes: 1,
    sha256: '',
    licence: 'MIT',
    licenceNote: '',
    phrase: null,
    present: true,
    ok: true,
  });
  const KNOWN = [known('alexa', 'wake'), known('hey', 'wake'), known('silero', 'vad')];
  const inference = (task: ModelStatus['task'], quantile: '0.5' | '0.99') =>
    registry.of('hark_model_inference_seconds', { task, quantile }).value;

  it('of one task are as slow as the slowest, and those not known are left out', () => {
    feed.modelTimes(
      [
        { ...model, model: 'alexa' },
        { ...model, model: 'hey', loadMs: 20, p50Ms: 0.5, p99Ms: 4 },
        { ...model, model: 'silero', p50Ms: null, p99Ms: null, runs: 0 },
        { ...model, model: 'own', p50Ms: 99 },
      ],
      KNOWN,
    );
    expect([inference('wake', '0.5'), inference('wake', '0.99')]).toEqual([0.001, 0.004]);
    expect(registry.of('hark_model_load_seconds', { task: 'wake' }).value).toBe(0.02);
    expect(registry.of('hark_model_load_seconds', { task: 'vad' }).value).toBe(0.01);
    expect(inference('vad', '0.5')).toBeNull();
  });

  it('are computed by what computes most of them, and by nothing known once the engine is gone', () => {
    expect(feed.computing).toEqual({ provider: 'cpu', threads: null });
    feed.modelTimes(
      [
        { ...model, model: 'alexa' },
        { ...model, model: 'hey', provider: 'webgpu', threads: 2 },
        { ...model, model: 'silero', provider: 'webgpu' },
      ],
      KNOWN,
    );
    expect(feed.computing).toEqual({ provider: 'webgpu', threads: 2 });
    feed.engineLost(failure('engine.crashed'));
    expect(feed.models).toEqual([]);
    expect(inference('wake', '0.5')).toBeNull();
  });

  it('that the CPU took over are counted by the provider that failed', () => {
    feed.engineSays({ kind: 'provider_dropped', model: 'alexa', provider: 'cuda', reason: 'device lost' });
    expect(registry.of('hark_provider_fallbacks_total', { provider: 'cuda' }).total).toBe(1);
  });
});
