/** The assistant's state in words and tone, as every part of the window shows it. Pure. */
import type { AssistantSnapshot, MicrophoneState } from '../../contract/channels.ts';
import { unreachable } from '../../contract/failures.ts';
import { failureText } from '../store/failureTexts.ts';

/** 'wake' is the moment in which a person is heard. */
export type Tone = 'busy' | 'live' | 'wake' | 'idle' | 'warn' | 'danger';

export interface StateView {
  title: string;
  detail: string;
  tone: Tone;
}

export type MicrophoneProblem = Extract<MicrophoneState, 'denied' | 'missing' | 'busy' | 'muted' | 'failed'>;

export function microphoneProblem(state: MicrophoneState): MicrophoneProblem | null {
  switch (state) {
    case 'denied':
    case 'missing':
    case 'busy':
    case 'muted':
    case 'failed':
      return state;
    case 'off':
    case 'opening':
    case 'live':
      return null;
    default:
      return unreachable(state);
  }
}

/**
 * @param assistant null until main answered
 * @param phrases the words listened for
 * @param heard the wake word that began the command at hand; null where none did
 */
export function describeState(
  assistant: Pick<AssistantSnapshot, 'state' | 'failure'> | null,
  microphone: MicrophoneState,
  phrases: readonly string[],
  heard: string | null = null,
): StateView {
  if (!assistant) return { title: 'Starting', detail: 'Waking up', tone: 'busy' };
  const problem = microphoneProblem(microphone);
  switch (assistant.state) {
    case 'starting':
      if (problem) return notHearing(problem);
      return {
        title: 'Starting',
        detail: microphone === 'live' ? 'Loading the models' : 'Opening the microphone',
        tone: 'busy',
      };
    case 'listening':
      if (problem) return notHearing(problem);
      if (phrases.length === 0) {
        return { title: 'Listening for nothing', detail: 'Every wake word is off', tone: 'idle' };
      }
      return { title: 'Listening', detail: `for ${listPhrases(phrases)}`, tone: 'live' };
    case 'capturing':
      return {
        title: 'Go ahead',
        detail: heard === null ? 'Hark hears what you say' : `Heard “${heard}”`,
        tone: 'wake',
      };
    case 'deciding':
      return { title: 'One moment', detail: 'Working out what you meant', tone: 'busy' };
    case 'acting':
      return { title: 'On it', detail: 'Doing what you asked', tone: 'busy' };
    case 'replying':
      return { title: 'Answering', detail: 'Say the wake word to stop it', tone: 'live' };
    case 'paused':
      return { title: 'Paused', detail: 'The microphone is closed', tone: 'idle' };
    case 'degraded':
      return { title: 'Not listening', detail: reason(assistant), tone: 'warn' };
    case 'failed':
      return { title: 'Cannot start', detail: reason(assistant), tone: 'danger' };
    default:
      return unreachable(assistant.state);
  }
}

function notHearing(problem: MicrophoneProblem): StateView {
  const title = problem === 'muted' ? 'Hearing nothing' : 'Not listening';
  return { title, detail: failureText(`microphone.${problem}`).title, tone: 'warn' };
}

function reason({ failure }: Pick<AssistantSnapshot, 'failure'>): string {
  return failureText(failure?.code ?? 'internal').title;
}

const phraseList = new Intl.ListFormat('en', { type: 'disjunction' });

export function listPhrases(phrases: readonly string[]): string {
  return phraseList.format(phrases.map((phrase) => `“${phrase}”`));
}
