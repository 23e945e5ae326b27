/** Profiles and what guards them, in words. Pure. */
import type { ActionInfo } from '../../../contract/actions.ts';
import type { Risk } from '../../../contract/interactions.ts';
import type { Enrollment, KeyStore, Profile, Recording } from '../../../contract/profiles.ts';
import type { Settings } from '../../../contract/settings.ts';
import {
  PROMPTS,
  REFERENCES_MAX,
  type VoiceReference,
  type VoiceSummary,
} from '../../../contract/speaker.ts';
import { formatElapsed, formatMoment, formatOtherDay, formatSpan } from '../../components/format.ts';

export type QualityTone = 'good' | 'fair' | 'poor';

export interface QualityView {
  word: string;
  /** What would make it better; null where nothing has to. */
  hint: string | null;
  tone: QualityTone;
}

export function qualityView({ state, summary }: Pick<Profile, 'state' | 'summary'>): QualityView {
  if (state === 'locked') return { word: 'Locked', hint: null, tone: 'fair' };
  if (state === 'unusable' || summary === null) return { word: 'Not in use', hint: null, tone: 'poor' };
  const views: Record<VoiceSummary['quality'], QualityView> = {
    good: { word: 'Good recordings', hint: null, tone: 'good' },
    fair: {
      word: 'Fair recordings',
      hint: 'A few more sentences, said where you usually speak, would make it surer.',
      tone: 'fair',
    },
    poor: {
      word: 'Poor recordings',
      hint: 'Record it again in a quiet room, close to the microphone.',
      tone: 'poor',
    },
  };
  return views[summary.quality];
}

/** As the end of a sentence: "at 14:02", "Sunday, 14:02". Both in ms since the epoch. */
export function whenText(at: number, now: number): string {
  const when = formatMoment(at, now);
  return formatOtherDay(at, now) === '' ? `at ${when}` : when;
}

export function lastHeardText(at: number | null, now: number): string {
  return at === null ? 'Not heard yet' : `Last heard ${whenText(at, now)}`;
}

export function originText({ origin, kind }: Pick<VoiceReference, 'origin' | 'kind'>): string {
  const from: Record<VoiceReference['origin'], string> = {
    enrollment: 'Read when it was set up',
    microphone: 'Read for another microphone',
    adaptation: 'Learned from a command',
    file: 'Came with the file',
  };
  return kind === 'wake' ? `${from[origin]}, wake phrase alone` : from[origin];
}

/** A name is known where one was chosen; what was learned or imported may have come from any. */
export function microphoneText({
  microphone,
  origin,
}: Pick<VoiceReference, 'microphone' | 'origin'>): string {
  if (microphone !== '') return microphone;
  return origin === 'enrollment' || origin === 'microphone' ? 'default microphone' : '';
}

/** Tells it from all others that are listed, those of the same sentence among them. Both in ms since the epoch. */
export function removeText(
  { kind, at, speechMs }: Pick<VoiceReference, 'kind' | 'at' | 'speechMs'>,
  now: number,
): string {
  const what = kind === 'wake' ? 'wake phrase' : 'sentence';
  return `Remove the ${what} of ${formatMoment(at, now)}, ${formatElapsed(speechMs)}`;
}

export function referencesText({
  references,
  speechMs,
}: Pick<VoiceSummary, 'references' | 'speechMs'>): string {
  const { length } = references;
  return `${length} reference${length === 1 ? '' : 's'}, ${formatSpan(speechMs)} of speech`;
}

/** A voice is known by what was said to set it up, whatever was learned since: the last of that stays. */
export function isNeeded(
  reference: Pick<VoiceReference, 'kind' | 'origin'>,
  { references }: Pick<VoiceSummary, 'references'>,
): boolean {
  const isEnrolled = ({ kind, origin }: Pick<VoiceReference, 'kind' | 'origin'>) =>
    kind === 'speech' && origin !== 'adaptation';
  return isEnrolled(reference) && references.filter(isEnrolled).length === 1;
}

/** Each of its sentences, and the wake phrase that each begins with. */
const MICROPHONE_REFERENCES = 2 * PROMPTS;

/** Whether all that is read for another microphone fits: what was learned gives way to it, nothing else does. */
export function fitsMicrophone({ references }: Pick<VoiceSummary, 'references'>): boolean {
  const staying = references.filter(({ origin }) => origin !== 'adaptation').length;
  return staying + MICROPHONE_REFERENCES <= REFERENCES_MAX;
}

export const NO_ROOM_FOR_MICROPHONE = `There is no room for another microphone: it needs ${MICROPHONE_REFERENCES} of the ${REFERENCES_MAX} references that a voice can have. Remove some of them above, or record the voice again.`;

export function learned({ references }: Pick<VoiceSummary, 'references'>): VoiceReference[] {
  return references.filter(({ origin }) => origin === 'adaptation');
}

/** What is to be forgotten of what a profile learned, from the shortest. `ms` is the age; null for all of it. */
export const LEARNED_SPANS = [
  { value: 'day', label: 'The last day', ms: 86_400_000 },
  { value: 'week', label: 'The last week', ms: 7 * 86_400_000 },
  { value: 'all', label: 'All of it', ms: null },
] as const;
export type LearnedSpan = (typeof LEARNED_SPANS)[number]['value'];

/** @returns ms since the epoch */
export function learnedSince(value: LearnedSpan, now: number): number {
  const ms = LEARNED_SPANS.find((span) => span.value === value)?.ms ?? null;
  return ms === null ? 0 : now - ms;
}

/** Names of what a rule allows, as the end of a sentence. */
const ACTIONS_NAMED = 4;
export function actionsOf(risk: Risk, actions: readonly ActionInfo[]): string {
  const titles = [...new Set(actions.filter((action) => action.risk === risk).map(({ title }) => title))];
  if (titles.length === 0) return 'No command asks for it yet.';
  const more = titles.length - ACTIONS_NAMED;
  const named = titles.slice(0, ACTIONS_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more.` : `${named}.`;
}

/** What a guarded command of this voice asks for, as the end of a sentence: without a PIN words, whatever is set. */
export function challengeText(
  guardedBy: Settings['voices']['guardedBy'],
  { hasPin }: Pick<Profile, 'hasPin'>,
): string {
  return guardedBy === 'pin' && hasPin ? 'its PIN' : 'two words that Hark shows';
}

export function recordingsText({ count, until }: NonNullable<Profile['recordings']>, now: number): string {
  const what = count === 1 ? 'One recording is' : `${count} recordings are`;
  return `${what} kept, encrypted, until ${formatMoment(until, now)}.`;
}

/** With the date it goes on, where others go on another. */
export function recordingName(
  { place, until }: Pick<Recording, 'place' | 'until'>,
  all: readonly Pick<Recording, 'until'>[],
  now: number,
): string {
  const name = `Sentence ${place + 1}`;
  const day = (at: number) => new Date(at).toDateString();
  return all.every((other) => day(other.until) === day(until))
    ? name
    : `${name}, until ${formatOtherDay(until, now) || 'today'}`;
}

/** How far an enrollment is that was left. */
export function enrollmentText({
  purpose,
  name,
  takes,
}: Pick<Enrollment, 'purpose' | 'name' | 'takes'>): string {
  const read = takes.filter((take) => take !== null).length;
  const what = {
    new: `Setting up the voice of ${name}`,
    again: `Recording the voice of ${name} again`,
    microphone: `Another microphone for ${name}`,
  }[purpose];
  return `${what}: ${read} of ${takes.length} sentences are read.`;
}

export interface KeyStoreView {
  title: string;
  body: string;
  isWeak: boolean;
}

const BACKENDS: Readonly<Record<string, string>> = {
  keychain: 'the keychain of macOS',
  dpapi: 'Windows, for your account alone',
  gnome_libsecret: 'the keyring of your desktop',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
};

export function keyStoreView({ guard, backend }: KeyStore): KeyStoreView {
  switch (guard) {
    case 'system':
      return {
        title: 'Guarded by the system',
        body: `The keys of the voiceprints are kept by ${BACKENDS[backend] ?? 'the system’s key store'}. Copied to another computer, the voiceprints do not open.`,
        isWeak: false,
      };
    case 'passphrase':
      return {
        title: 'Guarded by your passphrase',
        body: 'Hark asks for it after each start. It is not kept anywhere: forgotten, the voices have to be recorded again.',
        isWeak: false,
      };
    case 'obfuscation':
      return {
        title: 'The keys are only obscured',
        body: 'This system has no key store that is unlocked. The voiceprints are encrypted, but whoever can read your files can find the key. A passphrase guards them better.',
        isWeak: true,
      };
  }
}
