/** From what was heard in a known recording to what is said of it. Pure. */
import type { EngineEvent } from '../../../contract/engine.ts';
import { SELF_TEST_WORDS, type SelfTestCheck } from '../../../contract/selfTest.ts';
import type { SpeakerOutcome } from '../../../contract/speaker.ts';
import { type Heard, sinceMs } from './rehearsal.ts';
import type { Composed } from './sample.ts';
import type { Scene } from './scenes.ts';

/**
 * A check before it is held against its limit and its baseline. It is right where what was found is what was expected.
 */
export type Answer = Omit<SelfTestCheck, 'ok' | 'baseline' | 'drifted'>;

/** Service levels in force, ms. */
export interface Limits {
  wake: number;
  command: number;
  speaker: number;
}

/** @param word place of the head that is to wake among those of the pipeline */
export function wakeAnswer(
  name: string,
  model: string,
  word: number,
  heard: Heard,
  recording: Composed,
  { wake: limitMs }: Limits,
): Answer {
  const first = heard.events.find(({ event }) => event.kind === 'wake');
  const spoken = recording.phraseEnds.find((phrase) => phrase.model === model);
  const latencyMs = first && spoken ? tenths(sinceMs(spoken.endSample, first.atMs)) : null;
  const score = rounded(heard.evidence[word]);
  const expected = spoken?.phrase ?? model;
  return { check: 'wake', name, expected, found: phrasesIn(heard), latencyMs, limitMs, score };
}

export function silenceAnswer(name: string, heard: Heard): Answer {
  const expected = SELF_TEST_WORDS.nothing;
  return {
    check: 'silence',
    name,
    expected,
    found: phrasesIn(heard),
    latencyMs: null,
    limitMs: null,
    score: rounded(heard.highest),
  };
}

/** @param heard null where there is no recogniser, for a reason that is then what was found */
export function commandAnswer(
  { name, intent, slots }: NonNullable<Scene['command']>,
  heard: Heard | { missing: string },
  { command }: Limits,
): Answer {
  const event = 'missing' in heard ? null : eventIn(heard, 'understood');
  const { understanding } = event ?? {};
  const nothing = 'missing' in heard ? heard.missing : SELF_TEST_WORDS.nothing;
  const confidence = intent === null ? understanding?.textConfidence : understanding?.confidence;
  return {
    check: 'command',
    name,
    expected: commandWords(intent, slots),
    found: understanding ? commandWords(understanding.intent, understanding.slots) : nothing,
    latencyMs: event && tenths(event.afterSpeechMs),
    // What is no command is waited for longer: it could go on.
    limitMs: intent === null ? null : command,
    score: rounded(confidence),
  };
}

/** @param heard as above, where there is nothing that tells voices */
export function voiceAnswer(
  { name, own }: NonNullable<Scene['voice']>,
  heard: Heard | { missing: string },
  { speaker: limitMs }: Limits,
): Answer {
  const speaker = 'missing' in heard ? null : (eventIn(heard, 'speaker')?.speaker ?? null);
  const nothing = 'missing' in heard ? heard.missing : SELF_TEST_WORDS.nothing;
  return {
    check: 'speaker',
    name,
    expected: own ? SELF_TEST_WORDS.sameVoice : SELF_TEST_WORDS.otherVoice,
    found: speaker === null ? nothing : OUTCOMES[speaker.outcome],
    latencyMs: speaker && tenths(speaker.latencyMs),
    limitMs,
    score: speaker?.score ?? null,
  };
}

const OUTCOMES: Record<SpeakerOutcome, string> = {
  known: SELF_TEST_WORDS.sameVoice,
  stranger: SELF_TEST_WORDS.otherVoice,
  not_enough_speech: 'not enough speech',
  too_noisy: 'too much noise',
  own_playback: 'sound of Hark itself',
  untold: 'a voice that cannot be told',
};

export function isRight({ expected, found }: Answer): boolean {
  return found === expected;
}

export function isInTime({ latencyMs, limitMs }: Answer): boolean {
  return latencyMs === null || limitMs === null || latencyMs <= limitMs;
}

/** The last event of its kind. */
export function eventIn<K extends EngineEvent['kind']>(
  heard: Heard,
  kind: K,
): Extract<EngineEvent, { kind: K }> | null {
  const found = heard.events.findLast(({ event }) => event.kind === kind)?.event;
  return (found as Extract<EngineEvent, { kind: K }> | undefined) ?? null;
}

function phrasesIn({ events }: Heard): string {
  const phrases = events.flatMap(({ event }) => (event.kind === 'wake' ? [event.phrase] : []));
  return phrases.length === 0 ? SELF_TEST_WORDS.nothing : phrases.join(', ');
}

function commandWords(intent: string | null, slots: Readonly<Record<string, string>>): string {
  if (intent === null) return SELF_TEST_WORDS.noCommand;
  const values = Object.entries(slots).map(([slot, value]) => `${slot} ${value}`);
  return values.length === 0 ? intent : `${intent} (${values.join(', ')})`;
}

/** As exact as is worth keeping. */
function rounded(score: number | null | undefined): number | null {
  return score == null ? null : Math.round(score * 1e4) / 1e4;
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
