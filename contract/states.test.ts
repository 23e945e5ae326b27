import { describe, expect, it } from 'vitest';
import { ASSISTANT_STATES, type AssistantEvent, nextState, TRANSITIONS } from './states.ts';

const moves = ASSISTANT_STATES.flatMap((from) =>
  (Object.keys(TRANSITIONS[from]) as AssistantEvent[]).map((event) => ({
    from,
    event,
    to: nextState(from, event),
  })),
);

describe('the transition table', () => {
  it('enters listening by the first audio only', () => {
    for (const { event, to } of moves) if (to === 'listening') expect(event).toBe('first_audio');
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
