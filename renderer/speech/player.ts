/** Plays the sounds of sounds.ts, and recordings. Holds an output device only while one of them is to be heard. */
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

const SILENT: LoopPlaying = {
  ended: Promise.resolve(),
  stop: () => undefined,
  setVolume: () => undefined,
};
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
    return this.#sound(name, false);
  }

  /** Over and over, until it is stopped. */
  loop(name: SoundName): LoopPlaying {
    return this.#sound(name, true);
  }

  /** @param wav whole; what cannot be decoded is over at once */
  async playRecording(wav: Uint8Array): Promise<Playing> {
    const context = this.#open();
    if (context === null) return SILENT;
    try {
      const buffer = await context.decodeAudioData(new Uint8Array(wav).buffer);
      return this.#start(context, buffer, false);
    } catch {
      this.#close();
      return SILENT;
    }
  }

  #sound(name: SoundName, loop: boolean): LoopPlaying {
    const context = this.#open();
    return context === null ? SILENT : this.#start(context, this.#buffer(context, name), loop);
  }

  #start(context: AudioContext, buffer: AudioBuffer, loop: boolean): LoopPlaying {
    const source = new AudioBufferSourceNode(context, { buffer, loop });
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
      const lengthMs = buffer.duration * MS_PER_S;
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

  /** Null on a machine that can make no sound at all: everything is on screen too. */
  #open(): AudioContext | null {
    clearTimeout(this.#idle);
    try {
      this.#context ??= new AudioContext();
    } catch {
      return null;
    }
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
