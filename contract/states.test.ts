import { describe, expect, it } from 'vitest';
import {
  ASSISTANT_STATES,
  type AssistantEvent,
  type AssistantState,
  HEARING_STATES,
  nextState,
  TRANSITIONS,
} from './states.ts';

const COMMAND_EVENTS = new Set<AssistantEvent>([
  'capture_started',
  'capture_ended',
  'dropped',
  'understood',
  'reply_started',
  'reply_ended',
]);

const moves = ASSISTANT_STATES.flatMap((from) =>
  (Object.keys(TRANSITIONS[from]) as AssistantEvent[]).map((event) => ({
    from,
    event,
    to: nextState(from, event),
  })),
);

describe('the transition table', () => {
  it('begins to listen by the first audio only', () => {
    const begins = moves.filter(({ from, to }) => to === 'listening' && !HEARING_STATES.has(from));
    expect(begins).toEqual([{ from: 'starting', event: 'first_audio', to: 'listening' }]);
  });

  it('moves for a command only while it hears', () => {
    for (const { from, event } of moves) {
      if (COMMAND_EVENTS.has(event)) expect(HEARING_STATES, `${event} in ${from}`).toContain(from);
    }
  });

  it('takes the next command at any moment of the one before', () => {
    for (const state of HEARING_STATES) {
      expect(nextState(state, 'capture_started'), state).toBe('capturing');
      expect(nextState(state, 'understood'), state).toBe('acting');
    }
  });

  it('goes through a command step by step', () => {
    const steps: [AssistantEvent, AssistantState][] = [
      ['capture_started', 'capturing'],
      ['capture_ended', 'deciding'],
      ['understood', 'acting'],
      ['reply_started', 'replying'],
      ['reply_ended', 'listening'],
    ];
    let state: AssistantState = 'listening';
    for (const [event, to] of steps) {
      expect(nextState(state, event)).toBe(to);
      state = to;
    }
  });

  it.each(['capturing', 'deciding', 'acting', 'replying'] as const)(
    'leaves %s when it is taken back',
    (state) => {
      expect(nextState(state, 'dropped')).toBe('listening');
    },
  );

  it('leaves every step of a command when the engine or the audio is lost, or on a pause', () => {
    for (const state of HEARING_STATES) {
      expect(nextState(state, 'engine_lost'), state).toBe('starting');
      expect(nextState(state, 'audio_lost'), state).toBe('starting');
      expect(nextState(state, 'engine_gave_up'), state).toBe('degraded');
      expect(nextState(state, 'pause'), state).toBe('paused');
    }
  });

  it('leaves a pause by resuming, or by trouble, and by nothing else', () => {
    expect(moves.filter(({ from }) => from === 'paused').map(({ event }) => event)).toEqual([
      'resume',
      'engine_gave_up',
      'startup_failed',
    ]);
  });

  it('has a way out of trouble', () => {
    expect(nextState('degraded', 'retry')).toBe('starting');
    expect(nextState('failed', 'retry')).toBe('starting');
  });

  it('leads from every state back to listening', () => {
    for (const start of ASSISTANT_STATES) {
      const reached = new Set([start]);
      for (const state of reached) {
        for (const { from, to } of moves) if (from === state && to !== null) reached.add(to);
      }
      expect(reached, start).toContain('listening');
    }
  });

  it('ignores what it does not list', () => {
    expect(nextState('paused', 'first_audio')).toBeNull();
    expect(nextState('failed', 'pause')).toBeNull();
    expect(nextState('listening', 'retry')).toBeNull();
  });
});
