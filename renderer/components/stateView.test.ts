import { describe, expect, it } from 'vitest';
import type { MicrophoneState } from '../../contract/channels.ts';
import { ASSISTANT_STATES, type AssistantState } from '../../contract/states.ts';
import { describeState, microphoneProblem } from './stateView.ts';

const WORDS = ['Alexa', 'Hey Jarvis'];

function view(state: AssistantState, microphone: MicrophoneState = 'live', phrases = WORDS) {
  return describeState({ state, failure: null }, microphone, phrases);
}

describe('describeState', () => {
  it('has words for every state', () => {
    for (const state of ASSISTANT_STATES) expect(view(state).title).not.toBe('');
    expect(describeState(null, 'off', []).title).toBe('Starting');
  });

  it('says what it listens for', () => {
    expect(view('listening').detail).toBe('for “Alexa” or “Hey Jarvis”');
    expect(view('listening', 'live', []).title).toBe('Listening for nothing');
  });

  it('never says listening while the microphone has a problem', () => {
    for (const microphone of ['denied', 'missing', 'busy', 'muted', 'failed'] as const) {
      for (const state of ['starting', 'listening'] as const) {
        expect(view(state, microphone)).toMatchObject({ tone: 'warn' });
        expect(view(state, microphone).title).not.toBe('Listening');
      }
    }
  });

  it('tells the ways a microphone fails apart', () => {
    const details = (['denied', 'missing', 'busy', 'muted', 'failed'] as const).map(
      (microphone) => view('starting', microphone).detail,
    );
    expect(new Set(details).size).toBe(details.length);
  });

  it('gives the reason of a degraded assistant', () => {
    const failure = { code: 'engine.gave_up', message: '' } as const;
    expect(describeState({ state: 'degraded', failure }, 'off', WORDS)).toEqual({
      title: 'Not listening',
      detail: 'The listening engine keeps stopping',
      tone: 'warn',
    });
  });

  it('does not blame a closed microphone while paused', () => {
    expect(view('paused', 'off')).toEqual({
      title: 'Paused',
      detail: 'The microphone is closed',
      tone: 'idle',
    });
    expect(microphoneProblem('off')).toBeNull();
  });
});
