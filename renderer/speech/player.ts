/** Plays the sounds of sounds.ts. Holds an output device only while one of them is to be heard. */
import { type SoundName, synthesise } from './sounds.ts';

/** A sound on its way. */
export interface Playing {
  /** Resolves when it is over, stopped, or can not be played. Never rejects. */
  ended: Promise<void>;
  stop(): void;
}

export interface LoopPlaying extends Playing {
  /** 1 is its own loudness. */
  setVolume(volume: number): void;
}

/** An output that stands still, having lost its device, says no end: then the end is this long after it was due. */
const OVERDUE_MS = 1_000;
/** Between a chime and the next sound the device is kept. */
const IDLE_CLOSE_MS = 3_000;
/** Fades a stop and a change of volume, so that they do not click. */
const FADE_S = 0.02;
const MS_PER_S = 1_000;

export class SoundPlayer {
  #context: AudioContext | null = null;
  #active = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  readonly #buffers = new Map<SoundName, AudioBuffer>();

  play(name: SoundName): Playing {
    return this.#start(name, false);
  }

  /** Over and over, until it is stopped. */
  loop(name: SoundName): LoopPlaying {
    return this.#start(name, true);
  }

  #start(name: SoundName, loop: boolean): LoopPlaying {
    let context: AudioContext;
    try {
      context = this.#open();
    } catch {
      // A machine that can make no sound at all: everything is on screen too.
      return { ended: Promise.resolve(), stop: () => undefined, setVolume: () => undefined };
    }
    const source = new AudioBufferSourceNode(context, { buffer: this.#buffer(context, name), loop });
    const gain = new GainNode(context);
    source.connect(gain).connect(context.destination);
    source.start();

    let over = false;
    let overdue: ReturnType<typeof setTimeout> | undefined;
    const ended = new Promise<void>((resolve) => {
      const end = () => {
        if (over) return;
        over = true;
        clearTimeout(overdue);
        gain.disconnect();
        this.#close();
        resolve();
      };
      source.onended = end;
      const lengthMs = (source.buffer?.duration ?? 0) * MS_PER_S;
      if (!loop) overdue = setTimeout(end, lengthMs + OVERDUE_MS);
    });
    const setVolume = (volume: number) => gain.gain.setTargetAtTime(volume, context.currentTime, FADE_S);
    return {
      ended,
      setVolume,
      stop: () => {
        if (over) return;
        setVolume(0);
        source.stop(context.currentTime + 3 * FADE_S);
      },
    };
  }

  #open(): AudioContext {
    clearTimeout(this.#idle);
    this.#context ??= new AudioContext();
    this.#active += 1;
    return this.#context;
  }

  #close(): void {
    this.#active -= 1;
    if (this.#active > 0) return;
    this.#idle = setTimeout(() => {
      void this.#context?.close();
      this.#context = null;
      this.#buffers.clear();
    }, IDLE_CLOSE_MS);
  }

  #buffer(context: AudioContext, name: SoundName): AudioBuffer {
    let buffer = this.#buffers.get(name);
    if (!buffer) {
      const samples = synthesise(name, context.sampleRate);
      buffer = new AudioBuffer({ length: samples.length, sampleRate: context.sampleRate });
      buffer.copyToChannel(samples, 0);
      this.#buffers.set(name, buffer);
    }
    return buffer;
  }
}
