/** The steps of an enrollment and what is said of each sentence. Pure. */
import { unreachable } from '../../../contract/failures.ts';
import type { Enrollment, TakeEnded, Tried } from '../../../contract/profiles.ts';
import { TAKES_MIN, type TakeReport } from '../../../contract/speaker.ts';
import { formatElapsed, formatSigned } from '../../components/format.ts';
import { type FailureText, failureText } from '../../store/failureTexts.ts';
import type { Refusal } from '../../store/profilesSlice.ts';

/** 'left' asks what is to become of one that was begun before. */
export const STEPS = ['consent', 'microphone', 'sentences', 'check', 'try', 'done'] as const;
export type Step = (typeof STEPS)[number] | 'left';

export const STEP_LABELS: Record<(typeof STEPS)[number], string> = {
  consent: 'What is kept',
  microphone: 'Microphone',
  sentences: 'Five sentences',
  check: 'One voice?',
  try: 'Try it',
  done: 'Done',
};

export interface VerdictView {
  title: string;
  /** What to do about it; empty where nothing has to be. */
  advice: string;
  tone: 'good' | 'bad' | 'calm';
}

export function verdictView({ verdict, speechMs }: Pick<TakeReport, 'verdict' | 'speechMs'>): VerdictView {
  switch (verdict) {
    case 'good':
      return { title: 'Good', advice: `${formatElapsed(speechMs)} of clear speech.`, tone: 'good' };
    case 'too_quiet':
      return bad('Too quiet', 'Come closer to the microphone, or speak up a little.');
    case 'clipped':
      return bad(
        'Too loud',
        'The loudest parts are cut off. Move back a little, or turn the microphone down in the system’s settings.',
      );
    case 'too_noisy':
      return bad('Too much noise', 'Turn off what hums or plays, or come closer to the microphone.');
    case 'too_short':
      return bad('Too short', 'Read the whole sentence, at the pace you usually speak.');
    case 'another_voice':
      return bad(
        'Another voice?',
        'It is unlike the sentences before. Read it yourself, as you usually speak; if someone else read those, read them again.',
      );
    case 'background_talk':
      return bad(
        'Someone else speaks',
        'Wait until nobody else is heard, and turn off television and radio.',
      );
    case 'nothing_said':
      return bad(
        'Nothing was heard',
        'Begin right after you start, and see that it is the right microphone.',
      );
    case 'cancelled':
      return { title: 'Stopped', advice: 'Nothing of it is kept.', tone: 'calm' };
    default:
      return unreachable(verdict);
  }
}

function bad(title: string, advice: string): VerdictView {
  return { title, advice, tone: 'bad' };
}

/** How it is with one sentence. */
export type Reading =
  | { phase: 'ready' }
  | { phase: 'listening' }
  /** A verdict that is not good stands beside an earlier take that was: `isKept`. */
  | { phase: 'judged'; report: TakeReport; isKept: boolean };

export function readingOf(
  { id, recording, takes }: Pick<Enrollment, 'id' | 'recording' | 'takes'>,
  last: TakeEnded | null,
  index: number,
): Reading {
  if (recording === index) return { phase: 'listening' };
  const kept = takes[index] ?? null;
  if (last && last.enrollmentId === id && last.index === index) {
    return { phase: 'judged', report: last.report, isKept: kept !== null || last.report.verdict === 'good' };
  }
  return kept ? { phase: 'judged', report: kept, isKept: true } : { phase: 'ready' };
}

/** The sentence to be read after `index`: the next without a good take, around the end; null where there is none. */
export function nextToRead(takes: readonly (TakeReport | null)[], index: number): number | null {
  const { length } = takes;
  const order = Array.from({ length }, (_, step) => (index + 1 + step) % length);
  return order.find((at) => takes[at] === null) ?? null;
}

/** Where to go on: the first without a good take, else the last. */
export function firstToRead(takes: readonly (TakeReport | null)[]): number {
  const open = takes.indexOf(null);
  return open < 0 ? takes.length - 1 : open;
}

export function goodTakes(takes: readonly (TakeReport | null)[]): number {
  return takes.filter((take) => take !== null).length;
}

/** What the sentences are together, before a voiceprint is made of them. */
export function checkView(takes: readonly (TakeReport | null)[]): { title: string; isEnough: boolean } {
  const good = goodTakes(takes);
  const speech = formatElapsed(takes.reduce((sum, take) => sum + (take?.speechMs ?? 0), 0));
  if (good < TAKES_MIN) {
    return { title: `${good} of ${takes.length} are good; it takes ${TAKES_MIN} at least.`, isEnough: false };
  }
  const which = good === takes.length ? `All ${good}` : `${good} of ${takes.length}`;
  return { title: `${which} are good and sound like one voice: ${speech} of speech.`, isEnough: true };
}

/**
 * Places of those that may be the one unlike the others; empty where they cannot be compared. Each is compared with what
 * was read before it, so of the first two nobody can say which it is.
 */
export function oddOnes(takes: readonly (TakeReport | null)[]): number[] {
  const read = takes.flatMap((take, index) => (take === null ? [] : [{ index, likeness: take.likeness }]));
  const first = read.find(({ likeness }) => likeness === null);
  const compared = read.flatMap(({ index, likeness }) => (likeness === null ? [] : [{ index, likeness }]));
  const [least] = compared.toSorted((a, b) => a.likeness - b.likeness);
  if (least === undefined) return [];
  const isSecond = first !== undefined && least.index === compared[0]?.index;
  return isSecond ? [first.index, least.index].sort((a, b) => a - b) : [least.index];
}

/** @param odd places of `oddOnes` */
export function oddWords(odd: readonly number[]): string {
  return odd.length > 1 ? 'one of these two' : 'stands out';
}

export function takeWords(take: TakeReport | null): string {
  if (!take) return 'not read yet';
  return `good, ${formatElapsed(take.speechMs)}`;
}

/** Why it cannot be tried whose voice is heard. */
export function tryRefusalText({ code }: Refusal): Pick<FailureText, 'title' | 'body'> {
  if (code !== 'enrollment.none') return failureText(code);
  return {
    title: 'No voice can be compared with now',
    body: 'None is in use: they are locked, or could not be opened. Voices says what to do about it.',
  };
}

/** What "try it" means for the person who was just set up. */
export function triedView(speaker: Tried['speaker'], profileId: string): { text: string; isRight: boolean } {
  if (!speaker) return { text: 'Nothing was heard. Say a whole sentence after you start.', isRight: false };
  const { outcome, score, threshold, speechMs } = speaker;
  const figures =
    score === null || threshold === null
      ? ''
      : ` It scored ${formatSigned(score, 1)} where ${formatSigned(threshold, 1)} is enough, over ${formatElapsed(speechMs)} of speech.`;
  switch (outcome) {
    case 'known':
      return speaker.profileId === profileId
        ? { text: `That is the voice that was just read.${figures}`, isRight: true }
        : { text: `That is another voice that Hark knows.${figures}`, isRight: false };
    case 'stranger':
      return {
        text: `If it was you: speak as you usually do, and try once more.${figures}`,
        isRight: false,
      };
    case 'not_enough_speech':
      return { text: 'That was too short. Say a whole sentence.', isRight: false };
    case 'too_noisy':
      return { text: 'There was too much noise. Come closer, or wait until it is quieter.', isRight: false };
    case 'own_playback':
      return { text: 'Hark was making sound itself. Wait until it is silent.', isRight: false };
    case 'untold':
      return { text: 'That could not be compared this time. Say it again.', isRight: false };
    default:
      return unreachable(outcome);
  }
}

export const KEPT_DAYS = [
  { value: '7', label: 'a week' },
  { value: '30', label: 'a month' },
  { value: '90', label: 'three months' },
  { value: '365', label: 'a year' },
];
