/** Main and capture in one, as the engine's process knows them: asks, plays audio, hears what comes of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import {
  type EngineEvent,
  type EngineRequest,
  type EngineResult,
  type FailureReport,
  type Heartbeat,
  HOP_MS,
  HOP_SAMPLES,
} from '../../contract/engine.ts';
import { electronBinary } from '../setup/electron.mjs';
import type { FromEngine, Reading, ToEngine } from './protocol.ts';

/** Frames that are not acknowledged yet, as long as nothing is to overflow. */
const FRAMES_AHEAD = 4;
/** An engine that answers nothing for so long hangs, ms. */
const ANSWER_MS = 60_000;
/** How long Hark speaks after each command that it knows, hops. */
const REPLY_HOPS = 20;
const REPLY = 'Done.';
const ENTRY = join(import.meta.dirname, 'engine.ts');

/** 'electron' is what runs it in the app, with its own memory allocator and half as long pointers. */
export const PROGRAMS = ['electron', 'node'] as const;
export type Program = (typeof PROGRAMS)[number];

type Ask<T extends EngineRequest['type']> = Omit<Extract<EngineRequest, { type: T }>, 'type' | 'id'>;

/** The engine ended, hung or said something that it must not. */
export class EngineFailed extends Error {
  override readonly name = 'EngineFailed';
}
/** What the engine refused to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly report: FailureReport;

  constructor(type: string, report: FailureReport) {
    super(`${type}: ${report.code}: ${report.message}`);
    this.report = report;
  }
}

export interface PlayerOptions {
  /** What runs the engine: a Node, or an Electron as one. */
  program: Program;
  /** Audio is played at most so many times as fast as it was; Infinity as fast as the engine takes it. */
  speed: number;
  /** Called so often, ms of audio, between two frames. */
  every?: { audioMs: number; look(player: Player): Promise<void> };
}

export class Player {
  readonly #options: PlayerOptions;
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #ended = Promise.withResolvers<never>();
  readonly #began = performance.now();
  #reading: PromiseWithResolvers<Reading> | null = null;
  #ready = Promise.withResolvers<void>();
  #asked = 0;
  #port = 0;
  #seq = 0;
  #acknowledged: { seq: number; wake(): void } | null = null;
  #events: EngineEvent[] = [];
  #speaksUntil: number | null = null;
  #mayEnd = false;
  /** The last time that `every` came round. */
  #looks = 0;
  /** Frames that were played since the beginning. */
  hops = 0;
  /** Number of the last sample of the stream that was heard. */
  sample = 0;
  heartbeat: Heartbeat | null = null;
  /** What should not happen and did. */
  readonly errors: string[] = [];
  /** The voice that it learned further, sealed, by profile. */
  readonly adapted = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(options: PlayerOptions) {
    this.#options = options;
    const isElectron = options.program === 'electron';
    this.#child = fork(ENTRY, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execPath: isElectron ? electronPath() : process.execPath,
      execArgv: [],
      env: {
        ...process.env,
        ORT_DISABLE_TELEMETRY: '1',
        ...(isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
      },
    });
    this.#ended.promise.catch(() => undefined);
    this.#child.on('message', (message: FromEngine) => this.#hear(message));
    this.#child.on('exit', (code, signal) => {
      const error = new EngineFailed(`the engine ended (${signal ?? code})`);
      if (!this.#mayEnd) this.errors.push(error.message);
      this.#ended.reject(error);
    });
  }

  /** Since it was launched, ms. */
  get tookMs(): number {
    return performance.now() - this.#began;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws Refused, EngineFailed */
  async ask<T extends EngineRequest['type']>(type: T, what: Ask<T>): Promise<EngineResult<T>> {
    return (await this.#request({ type, ...what })) as EngineResult<T>;
  }

  /** A request as it comes, whether it fits the contract or not. @throws Refused, EngineFailed */
  askAnything(message: object): Promise<unknown> {
    return this.#request(message);
  }

  /** A new connection of the page; the one before is closed by the engine. */
  async attach(): Promise<void> {
    this.#port++;
    this.#seq = 0;
    await this.#request({ type: 'attach' }, this.#port);
  }

  /** The page is gone. */
  hangUp(): void {
    this.#send({ to: 'port', port: this.#port, closed: true });
  }

  /** Words, sentences and a connection: from here on it listens. @throws Refused, EngineFailed */
  async listen(words: Ask<'configure'>, grammar: Ask<'grammar'>): Promise<void> {
    await Promise.all([this.ask('configure', words), this.#within(this.#ready.promise)]);
    await this.ask('grammar', grammar);
    await this.attach();
  }

  /** Plays whole hops, and waits for each few of them to be heard. @throws EngineFailed */
  async play(samples: Float32Array, before?: (hop: number) => Promise<void>): Promise<void> {
    const count = samples.length / HOP_SAMPLES;
    for (let hop = 0; hop < count; ) {
      await before?.(hop);
      // Whatever is to be asked at a hop is asked at it: the next few end there.
      const few = before === undefined ? Math.min(FRAMES_AHEAD, count - hop) : 1;
      await this.playAtOnce(samples.subarray(hop * HOP_SAMPLES, (hop + few) * HOP_SAMPLES));
      hop += few;
      await this.#between();
    }
  }

  /** Plays hops without waiting in between, and waits for the last of them. @throws EngineFailed */
  async playAtOnce(samples: Float32Array): Promise<void> {
    const messages = this.#framesOf(samples);
    const heard = Promise.withResolvers<void>();
    this.#acknowledged = { seq: this.#seq - 1, wake: heard.resolve };
    this.#send({ to: 'port', port: this.#port, messages });
    await this.#within(heard.promise);
    this.hops += messages.length;
  }

  /** Plays what nobody waits to be heard: the engine is paused, say. */
  playUnheard(samples: Float32Array): void {
    this.#send({ to: 'port', port: this.#port, messages: this.#framesOf(samples) });
  }

  /** Anything at all over the audio port. */
  postAudio(...messages: unknown[]): void {
    this.#send({ to: 'port', port: this.#port, messages });
  }

  /** So many frames never arrive. */
  lose(frames: number): void {
    this.#seq += frames;
  }

  /** What happened since events were last taken, in order. */
  takeEvents(): EngineEvent[] {
    return this.#events.splice(0);
  }

  /** An error was to be expected. */
  forgive(message: string): void {
    const at = this.errors.lastIndexOf(message);
    if (at >= 0) this.errors.splice(at, 1);
  }

  /** @throws EngineFailed */
  async read(): Promise<Reading> {
    this.#reading = Promise.withResolvers();
    this.#send({ to: 'meter' });
    return this.#within(this.#reading.promise);
  }

  async stop(): Promise<void> {
    this.#mayEnd = true;
    this.#child.kill();
    await this.#ended.promise.catch(() => undefined);
  }

  #framesOf(samples: Float32Array): object[] {
    return Array.from({ length: samples.length / HOP_SAMPLES }, (_, hop) => ({
      type: 'frame',
      seq: this.#seq++,
      // By itself: a view would carry the whole recording along.
      samples: samples.slice(hop * HOP_SAMPLES, (hop + 1) * HOP_SAMPLES),
    }));
  }

  async #between(): Promise<void> {
    await this.#reply();
    const { every, speed } = this.#options;
    if (every !== undefined && this.hops * HOP_MS >= (this.#looks + 1) * every.audioMs) {
      this.#looks = Math.floor((this.hops * HOP_MS) / every.audioMs);
      await every.look(this);
    }
    const dueMs = (this.hops * HOP_MS) / speed - this.tookMs;
    if (dueMs > 1) await new Promise((resolve) => setTimeout(resolve, dueMs));
  }

  /** As main does: what was understood is answered aloud. */
  async #reply(): Promise<void> {
    if (this.#speaksUntil === null) return;
    if (this.#speaksUntil === 0) {
      this.#speaksUntil = this.hops + REPLY_HOPS;
      await this.ask('speaking', { text: REPLY });
    } else if (this.hops >= this.#speaksUntil) {
      this.#speaksUntil = null;
      await this.ask('speaking', { text: null });
    }
  }

  async #request(message: object, port?: number): Promise<unknown> {
    const id = this.#asked++;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.#send({ to: 'host', message: { ...message, id }, ...(port === undefined ? {} : { port }) });
    try {
      return await this.#within(answer.promise);
    } finally {
      this.#answers.delete(id);
    }
  }

  #send(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** @throws EngineFailed when the engine ends first, or takes too long */
  async #within<T>(coming: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new EngineFailed('the engine does not answer')), ANSWER_MS);
    });
    try {
      return await Promise.race([coming, late, this.#ended.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #hear(message: FromEngine): void {
    switch (message.from) {
      case 'host':
        this.#hearHost(message.message);
        return;
      case 'port': {
        const { port, message: meter } = message;
        if (port !== this.#port || meter.type !== 'hop') return;
        this.sample = meter.sample;
        if (this.#acknowledged !== null && meter.seq >= this.#acknowledged.seq) {
          this.#acknowledged.wake();
          this.#acknowledged = null;
        }
        return;
      }
      case 'meter':
        this.#reading?.resolve(message.reading);
        return;
      case 'process':
        this.errors.push(message.uncaught);
        return;
    }
  }

  #hearHost(message: Extract<FromEngine, { from: 'host' }>['message']): void {
    switch (message.type) {
      case 'ready':
        this.#ready.resolve();
        return;
      case 'reply': {
        const answer = this.#answers.get(message.id);
        if (message.error === null) answer?.resolve(message.result);
        else answer?.reject(new Refused('refused', message.error));
        return;
      }
      case 'event': {
        const { event } = message;
        this.#events.push(event);
        if (event.kind === 'understood' && event.understanding.intent !== null) this.#speaksUntil ??= 0;
        if (event.kind === 'adapted') this.adapted.set(event.profileId, event.sealed);
        return;
      }
      case 'heartbeat':
        this.heartbeat = message;
        return;
      case 'log':
        if (message.level === 'error') this.errors.push(message.message);
        return;
      case 'fatal':
        this.errors.push(`${message.error.code}: ${message.error.message}`);
        return;
      default:
    }
  }
}

/** @throws EngineFailed where there is none */
function electronPath(): string {
  const found = electronBinary();
  if (found === null) throw new EngineFailed('there is no Electron; run it by --program node');
  return found;
}
