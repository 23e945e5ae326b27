/** What Hark says of a command besides what its action answers. */
import type { FailureReport } from '../../../contract/engine.ts';
import type { Reason } from './policy.ts';

/** What an action answers beyond this is cut: it comes from elsewhere, and is read aloud and stored. */
export const REPLY_MAX_CHARACTERS = 1_000;

export const NOT_CAUGHT = 'I did not catch that.';
export const TYPE_PIN = 'Type your PIN in Hark.';

/** Why it is not done, and what can be done about it. */
const REFUSALS: Readonly<Record<Reason, string>> = {
  stranger: 'I do not know your voice, so I may not do that for you.',
  not_enough_speech: 'I could not tell who spoke. Say it again, a little longer.',
  too_noisy: 'It was too noisy to tell who spoke. Say it again, closer to the microphone.',
  own_playback: 'I was making sound myself, so I could not tell who spoke. Say it again.',
  unsure: 'I am not sure enough that it is you. Say it again, a little longer.',
  untold: 'I could not tell who spoke this time. Say it again.',
  locked: 'I cannot tell who spoke before the voices are unlocked in Hark.',
  unavailable: 'I cannot tell voices apart at the moment, so I may not do that.',
  rules: 'Your profile does not allow that.',
  challenge: 'That was not confirmed, so I did not do it.',
};

export function refusalInWords(reason: Reason): string {
  return REFUSALS[reason];
}

/** Hark listens only once it is woken. Its wake word itself is not said: Hark would be deaf to it meanwhile. */
export function wordsToSay(words: readonly string[]): string {
  return `Wake me and say: ${words.join(' ')}.`;
}

/** A failure as a sentence to be said. What is not about the command itself has no words fit for that. */
export function inWords({ code, message }: FailureReport): string {
  if (code.startsWith('engine.')) return 'That was lost: the engine had to start again.';
  if (code.startsWith('recognition.')) return `I could not make that out: ${message}.`;
  if (code === 'internal' || message === '') return 'Something went wrong.';
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

export function cut(reply: string): string {
  return reply.length > REPLY_MAX_CHARACTERS ? `${reply.slice(0, REPLY_MAX_CHARACTERS)}…` : reply;
}
