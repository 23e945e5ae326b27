/**
 * The queue between the audio port and the pipeline: refuses what is not a frame, keeps about a second, and marks
 * where the audio that comes out does not continue the audio before it. Pure: no port, no clock.
 */
import { HOP_MS, HOP_SAMPLES } from '../../contract/engine.ts';

/** How much audio may wait. Longer than any pause of a healthy machine, short enough that what waits is not stale. */
const INTAKE_MAX_MS = 1_000;
export const INTAKE_MAX_FRAMES = Math.ceil(INTAKE_MAX_MS / HOP_MS);

export interface IntakeFrame {
  seq: number;
  /** HOP_SAMPLES float32 samples, all finite. */
  samples: Float32Array;
  /**
   * What this frame is to the one handed out before it: 'stream' is the first of a new stream, 'gap' follows audio
   * that was lost, null continues it.
   */
  start: 'stream' | 'gap' | null;
  /** Frames lost just before this one. */
  lost: number;
}

export type Acceptance = 'queued' | 'discontinuity' | 'refused';

export class Intake {
  readonly #queue: IntakeFrame[] = [];
  /** Sequence number that continues the stream; null where the next frame starts one. */
  #expected: number | null = null;
  #lost = 0;
  #refused = 0;

  /** Frames waiting. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Frames lost since the beginning: dropped here because the queue was full, or missing from the sequence. */
  get lost(): number {
    return this.#lost;
  }

  /** Messages since the beginning that were no frame: another shape, another length, or samples that are not finite. */
  get refused(): number {
    return this.#refused;
  }

  /** Takes whatever came through the port. A refused frame leaves a gap in the sequence, which the next one shows. */
  accept(message: unknown): Acceptance {
    if (isDiscontinuity(message)) {
      this.#expected = null;
      return 'discontinuity';
    }
    const frame = readFrame(message);
    if (frame === null) {
      this.#refused += 1;
      return 'refused';
    }
    const lost = this.#expected === null ? 0 : Math.max(0, frame.seq - this.#expected);
    const start = this.#expected === null ? 'stream' : frame.seq === this.#expected ? null : 'gap';
    this.#expected = frame.seq + 1;
    this.#lost += lost;
    this.#queue.push({ ...frame, start, lost });
    if (this.#queue.length > INTAKE_MAX_FRAMES) this.#dropOldest();
    return 'queued';
  }

  /** The oldest frame waiting, or null. */
  next(): IntakeFrame | null {
    return this.#queue.shift() ?? null;
  }

  /** Forget what waits; the next frame starts a new stream. */
  restart(): void {
    this.#queue.length = 0;
    this.#expected = null;
  }

  #dropOldest(): void {
    const dropped = this.#queue.shift();
    const oldest = this.#queue[0];
    if (dropped === undefined || oldest === undefined) return;
    this.#lost += 1;
    oldest.lost += dropped.lost + 1;
    // A stream whose very first frame was dropped still has to be announced.
    oldest.start = dropped.start === 'stream' || oldest.start === 'stream' ? 'stream' : 'gap';
  }
}

function isDiscontinuity(message: unknown): boolean {
  return isRecord(message) && message['type'] === 'discontinuity';
}

function readFrame(message: unknown): { seq: number; samples: Float32Array } | null {
  if (!isRecord(message) || message['type'] !== 'frame') return null;
  const { seq, samples } = message;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) return null;
  if (!(samples instanceof Float32Array) || samples.length !== HOP_SAMPLES) return null;
  return samples.every(Number.isFinite) ? { seq, samples } : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
