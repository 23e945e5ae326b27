/** What Hark says of a command besides what its action answers. */
import type { FailureReport } from '../../../contract/engine.ts';

/** What an action answers beyond this is cut: it comes from elsewhere, and is read aloud and stored. */
export const REPLY_MAX_CHARACTERS = 1_000;

export const NOT_CAUGHT = 'I did not catch that.';
export const NOT_ALLOWED = 'I may not do that for you.';

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
