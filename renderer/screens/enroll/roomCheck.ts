/**
 * Whether a microphone and its room will do for reading sentences, from the levels that the engine gives anyway: how
 * loud speech is, how loud the rest, and whether anything is cut off.
 */
import { HOP_MS, type HopMessage } from '../../../contract/engine.ts';

export type RoomVerdict = 'waiting' | 'silent' | 'too_quiet' | 'noisy' | 'clipping' | 'good';
export type Hop = Pick<HopMessage, 'levelDbfs' | 'clipped' | 'speech'>;

/** What was heard longer ago says nothing about now. */
const WINDOW_MS = 8_000;
const WINDOW_HOPS = Math.round(WINDOW_MS / HOP_MS);
const CLIPPING_SHOWN_HOPS = Math.round(3_000 / HOP_MS);
/** Before a verdict: the room alone, and speech. */
const ROOM_HOPS_MIN = Math.round(800 / HOP_MS);
const SPEECH_HOPS_MIN = Math.round(480 / HOP_MS);
const [SPEECH_FROM, ROOM_BELOW] = [0.5, 0.3];
/** Exact zeros, as of a mute switch, and what is next to them. */
const SILENT_DBFS = -90;
/** Speech of someone at arm's length is well above this. */
const QUIET_DBFS = -46;
/** A room this loud leaves no room for a voice. */
const LOUD_ROOM_DBFS = -35;
const SNR_MIN_DB = 12;
/** Of the room, its quieter part; of speech, its louder part: syllables, not the pauses between them. */
const [ROOM_PART, SPEECH_PART] = [0.3, 0.7];

export class RoomCheck {
  #hops: Hop[] = [];

  accept(hop: Hop): void {
    this.#hops.push(hop);
    if (this.#hops.length > WINDOW_HOPS) this.#hops.shift();
  }

  /** Another source: what was heard from the one before does not count. */
  reset(): void {
    this.#hops = [];
  }

  get verdict(): RoomVerdict {
    const hops = this.#hops;
    if (hops.slice(-CLIPPING_SHOWN_HOPS).some(({ clipped }) => clipped)) return 'clipping';
    const room = levels(hops.filter(({ speech }) => (speech ?? 0) < ROOM_BELOW));
    const speech = levels(hops.filter((hop) => (hop.speech ?? 0) >= SPEECH_FROM));
    if (room.length < ROOM_HOPS_MIN && speech.length < SPEECH_HOPS_MIN) return 'waiting';
    if (hops.every(({ levelDbfs }) => levelDbfs <= SILENT_DBFS)) return 'silent';
    const roomDbfs = part(room, ROOM_PART);
    if (speech.length < SPEECH_HOPS_MIN) {
      return roomDbfs !== null && roomDbfs > LOUD_ROOM_DBFS ? 'noisy' : 'waiting';
    }
    const speechDbfs = part(speech, SPEECH_PART) ?? SILENT_DBFS;
    if (speechDbfs < QUIET_DBFS) return 'too_quiet';
    if (roomDbfs !== null && speechDbfs - roomDbfs < SNR_MIN_DB) return 'noisy';
    return 'good';
  }
}

function levels(hops: readonly Hop[]): number[] {
  return hops.map(({ levelDbfs }) => levelDbfs).sort((a, b) => a - b);
}

function part(sorted: readonly number[], share: number): number | null {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? null;
}

export const ROOM_VIEWS: Record<
  RoomVerdict,
  { title: string; advice: string; tone: 'calm' | 'good' | 'bad' }
> = {
  waiting: {
    title: 'Say something',
    advice: 'Count to ten, say, where you usually speak to Hark.',
    tone: 'calm',
  },
  silent: {
    title: 'Not a sound',
    advice: 'The microphone is muted, or it is another one.',
    tone: 'bad',
  },
  too_quiet: {
    title: 'Too quiet',
    advice: 'Come closer, or turn the microphone up in the system’s settings.',
    tone: 'bad',
  },
  noisy: {
    title: 'A noisy room',
    advice: 'Turn off what hums or plays, or come closer to the microphone.',
    tone: 'bad',
  },
  clipping: {
    title: 'Clipping',
    advice: 'The loudest parts are cut off. Move back a little, or turn the microphone down.',
    tone: 'bad',
  },
  good: { title: 'Good', advice: 'It hears you well.', tone: 'good' },
};
