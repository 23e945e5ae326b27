/** The assistant's states and the one table of what leads from which to which. */
export const ASSISTANT_STATES = [
  'starting',
  'listening',
  'capturing',
  'deciding',
  'acting',
  'replying',
  'paused',
  'degraded',
  'failed',
] as const;
export type AssistantState = (typeof ASSISTANT_STATES)[number];

/**
 * Events that move the assistant. Listening begins by `first_audio` alone: ready means that the first samples
 * arrived, not that a call to start returned. The events from `capture_started` on belong to commands; they move it
 * only while it hears, so a command typed to one that does not hear is done without a change of state.
 */
export type AssistantEvent =
  | 'first_audio'
  | 'audio_lost'
  | 'pause'
  | 'resume'
  | 'engine_lost'
  | 'engine_gave_up'
  | 'retry'
  | 'startup_failed'
  /** A wake or push-to-talk began a command. */
  | 'capture_started'
  | 'capture_ended'
  /** Nothing was said, it was taken back, or it is no command and nothing is to be said. */
  | 'dropped'
  /** A command was understood, or typed. */
  | 'understood'
  /** The action is done and its reply begins. */
  | 'reply_started'
  | 'reply_ended';

type Table = Record<AssistantState, Partial<Record<AssistantEvent, AssistantState>>>;

const interrupted = {
  audio_lost: 'starting',
  pause: 'paused',
  engine_lost: 'starting',
  engine_gave_up: 'degraded',
} as const;
/** The next command takes the place of the one before, whatever has become of that. */
const superseded = { capture_started: 'capturing', understood: 'acting' } as const;

export const TRANSITIONS: Table = {
  starting: {
    first_audio: 'listening',
    pause: 'paused',
    engine_lost: 'starting',
    engine_gave_up: 'degraded',
    startup_failed: 'failed',
  },
  listening: { ...interrupted, ...superseded, reply_started: 'replying' },
  capturing: {
    ...interrupted,
    ...superseded,
    capture_ended: 'deciding',
    reply_started: 'replying',
    dropped: 'listening',
  },
  deciding: { ...interrupted, ...superseded, reply_started: 'replying', dropped: 'listening' },
  acting: { ...interrupted, ...superseded, reply_started: 'replying', dropped: 'listening' },
  // The wake word stops a reply.
  replying: { ...interrupted, ...superseded, reply_ended: 'listening', dropped: 'listening' },
  paused: { resume: 'starting', engine_gave_up: 'degraded', startup_failed: 'failed' },
  degraded: { retry: 'starting', pause: 'paused' },
  failed: { retry: 'starting' },
};

/** States in which the engine hears: only then may something wake. */
export const HEARING_STATES: ReadonlySet<AssistantState> = new Set([
  'listening',
  'capturing',
  'deciding',
  'acting',
  'replying',
]);

/** Those of them in which a command is heard, or dealt with. */
export const COMMAND_STATES: ReadonlySet<AssistantState> = new Set([
  'capturing',
  'deciding',
  'acting',
  'replying',
]);

/** The state that `event` leads to; null where the table has no such transition and the event is to be ignored. */
export function nextState(from: AssistantState, event: AssistantEvent): AssistantState | null {
  return TRANSITIONS[from][event] ?? null;
}
