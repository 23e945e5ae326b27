/** An assistant among doubles, and everything it tells them. */
import { vi } from 'vitest';
import type { SpokenReply } from '../../../../contract/actions.ts';
import { type AssistantSnapshot, assistantSnapshotSchema } from '../../../../contract/channels.ts';
import type { ParseResult, Understanding } from '../../../../contract/command.ts';
import type { EngineEvent } from '../../../../contract/engine.ts';
import { type Interaction, interactionSchema } from '../../../../contract/interactions.ts';
import { DEFAULT_SETTINGS } from '../../../../contract/settings.ts';
import { createLog } from '../../log/log.ts';
import { Assistant } from '../assistant.ts';
import type { PerformContext, Performed, Plan } from '../plan.ts';
import type { KnownVoice, KnownVoices } from '../speakers.ts';

export const STREAM: EngineEvent = { kind: 'stream_started' };
export const LOOK = { phraseScore: -0.5, combined: 2, threshold: 1, delayMs: 90 };

export const wake = (wakeId: number, model = 'alexa'): EngineEvent => ({
  kind: 'wake',
  wakeId,
  model,
  phrase: 'Alexa',
  sample: 16_000,
  score: 0.9,
  threshold: 0.5,
  look: LOOK,
});

export const understanding = (given: Partial<Understanding> = {}): Understanding => ({
  text: 'set a timer for ten seconds',
  intent: 'HarkSetTimer',
  slots: { duration: 'PT10S' },
  confidence: 0.97,
  textConfidence: 0.9,
  path: 'transcript',
  audioS: 1.8,
  timings: { encodeMs: 60, transcribeMs: 80, grammarMs: 20, totalMs: 160 },
  ...given,
});

export function setUp() {
  let clock = 1_000;
  const engine = {
    pause: vi.fn(),
    resume: vi.fn(),
    retry: vi.fn(),
    restart: vi.fn(),
    capture: vi.fn(async () => undefined),
    release: vi.fn(),
    cancel: vi.fn(),
    speaking: vi.fn(),
    parse: vi.fn(
      async (text: string): Promise<ParseResult> => ({
        text,
        intent: 'HarkSetTimer',
        slots: {},
        confidence: 1,
      }),
    ),
  };
  const perform = vi.fn(
    async (_context: PerformContext): Promise<Performed> => ({ reply: 'Timer set.', undo: null }),
  );
  const plan = vi.fn(
    (): Plan => ({ title: 'Set a timer', preview: 'Timer for 10 seconds', risk: 'open', perform }),
  );
  // Everything that goes to the window has to pass the parser that stands before it.
  const published: AssistantSnapshot[] = [];
  const told: Interaction[] = [];
  const kept: Interaction[] = [];
  const amended: Interaction[] = [];
  const failures: string[] = [];
  const spoken: SpokenReply[] = [];
  const woke = vi.fn();
  const silence = vi.fn();
  const replies = { ...DEFAULT_SETTINGS.replies };
  const profiles = new Map<string, KnownVoice>();
  const voices = {
    state: 'none' as KnownVoices['state'],
    find: (id: string) => profiles.get(id) ?? null,
    guardedBy: vi.fn((): 'words' | 'pin' => 'words'),
    heard: vi.fn(),
    isPin: vi.fn(async (_id: string, pin: string) => pin === '1234'),
  };
  const tick = () => {
    clock += 1;
    return clock;
  };
  const assistant = new Assistant({
    engine,
    changed: (snapshot) => published.push(assistantSnapshotSchema.parse(snapshot)),
    woke,
    commands: {
      plan,
      voices,
      replies: () => replies,
      speak: (reply) => spoken.push(reply),
      silence,
      changed: (interaction) => told.push(interactionSchema.parse(interaction)),
      over: (interaction) => kept.push(interaction),
      amended: (interaction) => amended.push(interaction),
      failed: ({ code }) => failures.push(code),
    },
    now: tick,
    ticks: tick,
    log: createLog(
      () => undefined,
      (text) => text,
    ),
  });
  const state = () => assistant.snapshot().state;
  const says = (event: EngineEvent, life = 1) => assistant.engineSays(event, life);
  const interaction = () => {
    const found = assistant.snapshot().interaction;
    if (found === null) throw new Error('there is no interaction');
    return found;
  };
  const stages = () =>
    Object.fromEntries(interaction().stages.map(({ stage, state: at }) => [stage, at] as const));
  return {
    assistant,
    engine,
    perform,
    plan,
    published,
    told,
    kept,
    amended,
    failures,
    spoken,
    woke,
    silence,
    replies,
    profiles,
    voices,
    state,
    says,
    interaction,
    stages,
  };
}

export function listening() {
  const rig = setUp();
  rig.assistant.microphoneIs('opening');
  rig.says(STREAM);
  rig.assistant.microphoneIs('live');
  rig.published.length = 0;
  return rig;
}
