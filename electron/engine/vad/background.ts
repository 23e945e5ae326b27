/** How loud the background is, and how far speech stands above it: a running order statistic over short blocks. */
import { HOP_SAMPLES } from '../../../contract/engine.ts';
import { LevelWindow } from './levelWindow.ts';

/** Blocks of 20 ms: short enough to fall between syllables, where speech lets the background through. */
export const BLOCKS_PER_HOP = 4;
const BLOCK_SAMPLES = HOP_SAMPLES / BLOCKS_PER_HOP;
/** The background is judged over this many hops (3.2 s), the foreground over the newest of them (1.3 s). */
const BACKGROUND_HOPS = 40;
const FOREGROUND_HOPS = 16;
/**
 * Levels are taken of the difference between neighbouring samples (pre-emphasis): rooms rumble at low frequencies, and
 * a rumble's level swings from block to block as speech does.
 */
const PRE_EMPHASIS = 0.97;
/** Below this a block is digital silence, which says nothing about the room, dB relative to full scale. */
export const DIGITAL_SILENCE_DBFS = -100;
/** The background is what the quietest tenth of blocks stays under, the foreground what the loudest tenth exceeds. */
const BACKGROUND_QUANTILE = 0.1;
const FOREGROUND_QUANTILE = 0.9;
/** Less than this between foreground and background is the background alone, dB: it tells nothing of speech. */
const FOREGROUND_MIN_DB = 5;
/** Hops of real audio before the estimate is believed. */
const SETTLED_HOPS = 12;

export interface Background {
  /** Level of the loudest block of the newest hop, dB relative to full scale. */
  loudestDbfs: number;
  /** Null until enough real audio was heard. */
  floorDbfs: number | null;
  /** Foreground over background, dB, as it was when there last was any foreground; null before. */
  snrDb: number | null;
}

export class BackgroundTracker {
  readonly #background = new LevelWindow(BACKGROUND_HOPS * BLOCKS_PER_HOP);
  readonly #foreground = new LevelWindow(FOREGROUND_HOPS * BLOCKS_PER_HOP);
  #previousSample = 0;
  #snrDb: number | null = null;

  /** @param frame HOP_SAMPLES of 16 kHz audio in -1..1 */
  process(frame: Float32Array): Background {
    let loudestDbfs = DIGITAL_SILENCE_DBFS;
    for (let block = 0; block < BLOCKS_PER_HOP; block++) {
      const dbfs = this.#blockLevel(frame, block * BLOCK_SAMPLES);
      if (dbfs <= DIGITAL_SILENCE_DBFS) continue;
      loudestDbfs = Math.max(loudestDbfs, dbfs);
      this.#background.push(dbfs);
      this.#foreground.push(dbfs);
    }
    const silent = loudestDbfs === DIGITAL_SILENCE_DBFS;
    if (silent || this.#background.count < SETTLED_HOPS * BLOCKS_PER_HOP) {
      return { loudestDbfs, floorDbfs: null, snrDb: this.#snrDb };
    }
    const floorDbfs = this.#background.quantile(BACKGROUND_QUANTILE);
    const foregroundDbfs = this.#foreground.quantile(FOREGROUND_QUANTILE);
    // Only while something is heard: as speech leaves the window, what is left of it says nothing of the room.
    const heard = Math.min(foregroundDbfs, loudestDbfs) - floorDbfs >= FOREGROUND_MIN_DB;
    if (heard) this.#snrDb = foregroundDbfs - floorDbfs;
    return { loudestDbfs, floorDbfs, snrDb: this.#snrDb };
  }

  reset(): void {
    this.#background.clear();
    this.#foreground.clear();
    this.#previousSample = 0;
    this.#snrDb = null;
  }

  #blockLevel(frame: Float32Array, start: number): number {
    let squares = 0;
    let previous = this.#previousSample;
    for (let i = start; i < start + BLOCK_SAMPLES; i++) {
      const sample = frame[i] as number;
      const difference = sample - PRE_EMPHASIS * previous;
      previous = sample;
      squares += difference * difference;
    }
    this.#previousSample = previous;
    return squares > 0 ? 10 * Math.log10(squares / BLOCK_SAMPLES) : Number.NEGATIVE_INFINITY;
  }
}
