/**
 * A spoken command from the first sample of its capture until its words are understood: what the engine says of it moves
 * it on, step by step, and each step has a limit, for an engine that says nothing more.
 */
import type { ParseResult } from '../../../contract/command.ts';
import { type EngineEvent, type FailureReport, SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { unreachable } from '../../../contract/failures.ts';
import type { Outcome } from '../../../contract/interactions.ts';
import type { Log } from '../log/log.ts';
import type { Exchange } from './exchange.ts';

/** The engine ends a capture by itself long before; one of its that outlasts this is stuck. */
export const CAPTURE_LIMIT_MS = 30_000;
/** From the end of speech to what was said. The engine has a limit of its own. */
export const DECIDING_LIMIT_MS = 10_000;
/** Whoever speaks on at once needs no sign that Hark listens, and none is to sound into the command. */
export const LISTENING_CHIME_AFTER_MS = 600;

export const BROKE_OFF: FailureReport = { code: 'recognition.failed', message: 'the sound broke off' };

type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { kind: K }>;
export type CaptureStarted = EventOf<'capture_started'>;
export type CaptureEvent = EventOf<
  'command_speech' | 'partial' | 'capture_ended' | 'understood' | 'recognition_failed'
>;

export type SpeakerTold = EventOf<'speaker'>;

/** What woke, and how long ago. */
export interface WokenBy {
  id: string;
  phrase: string;
  delayMs: number;
}

export interface HearingOptions {
  /** The engine is to hear or recognise it no more. */
  cancel(): void;
  /** Hark listens, and nothing was said yet. */
  chime(exchange: Exchange): void;
  /** Nothing more is heard: a push-to-talk is over, too. */
  captureOver(): void;
  /** All of it was said: it is being recognised. */
  deciding(exchange: Exchange): void;
  tell(exchange: Exchange): void;
  /** @param intentMs what it took to find */
  understood(exchange: Exchange, parsed: ParseResult, intentMs: number): void;
  failed(exchange: Exchange, failure: FailureReport): void;
  /** There is nothing to be done, and nothing to be said of it. */
  dropped(exchange: Exchange, outcome: Outcome): void;
  /** Monotonic ms. */
  ticks(): number;
  log: Log;
}

export class Hearing {
  readonly #options: HearingOptions;

  constructor(options: HearingOptions) {
    this.#options = options;
  }

  /** @param from null for push-to-talk */
  begin(exchange: Exchange, from: WokenBy | null): void {
    const { ticks, chime } = this.#options;
    const { timeline } = exchange;
    if (from !== null) {
      timeline.begin('wake', ticks(), 0);
      timeline.end('wake', ticks(), 'done', from.delayMs);
    }
    timeline.begin('speech', ticks(), from?.delayMs ?? 0);
    this.#limit(exchange, CAPTURE_LIMIT_MS, 'the command did not end');
    exchange.chimeAfter(LISTENING_CHIME_AFTER_MS, () => chime(exchange));
  }

  says(exchange: Exchange, event: CaptureEvent): void {
    switch (event.kind) {
      case 'command_speech':
        exchange.noChime();
        break;
      case 'partial':
        if (!exchange.isWithEngine) break;
        exchange.timeline.set({ partial: event.text });
        this.#options.tell(exchange);
        break;
      case 'capture_ended':
        this.#captureEnded(exchange, event);
        break;
      case 'understood':
        this.#understood(exchange, event);
        break;
      case 'recognition_failed':
        if (exchange.isWithEngine) this.#options.failed(exchange, event.error);
        break;
      default:
        unreachable(event);
    }
  }

  #captureEnded(exchange: Exchange, event: EventOf<'capture_ended'>): void {
    if (exchange.phase !== 'capturing') return;
    const { ticks } = this.#options;
    const { timeline } = exchange;
    this.#options.captureOver();
    exchange.noChime();
    const endMs = samplesToMs(event.speechEndSample - (exchange.capture?.askedSample ?? 0));
    const speechMs = endMs - timeline.startOf('speech', ticks());
    switch (event.reason) {
      case 'endpoint':
      case 'released':
      case 'max_length':
        timeline.end('speech', ticks(), 'done', speechMs);
        timeline.begin('text', ticks(), timeline.endOf('speech', ticks()));
        exchange.enter('deciding');
        this.#limit(exchange, DECIDING_LIMIT_MS, 'the command was not recognised in time');
        this.#options.deciding(exchange);
        break;
      case 'nothing_said':
        this.#options.dropped(exchange, 'nothing_said');
        break;
      case 'cancelled':
        this.#options.dropped(exchange, 'cancelled');
        break;
      case 'stream_broke':
        this.#options.failed(exchange, BROKE_OFF);
        break;
      default:
        unreachable(event.reason);
    }
  }

  #understood(exchange: Exchange, { understanding, afterSpeechMs }: EventOf<'understood'>): void {
    if (exchange.phase !== 'deciding') return;
    const { ticks } = this.#options;
    const { timeline } = exchange;
    const { text, textConfidence, path, timings } = understanding;
    if (path === 'silent') {
      this.#options.dropped(exchange, 'nothing_said');
      return;
    }
    timeline.set({ text, textConfidence, partial: '' });
    // In stream time: by this clock, what the engine took would seem shorter by the time that audio is under way.
    const intentMs = Math.min(timings.grammarMs, afterSpeechMs);
    timeline.end('text', ticks(), 'done', afterSpeechMs - intentMs);
    timeline.begin('intent', ticks(), timeline.endOf('text', ticks()));
    this.#options.understood(exchange, understanding, intentMs);
  }

  #limit(exchange: Exchange, limitMs: number, message: string): void {
    exchange.limit(limitMs, () => {
      this.#options.log.error('a command took too long', { phase: exchange.phase, limitMs });
      this.#options.captureOver();
      this.#options.cancel();
      this.#options.failed(exchange, { code: 'recognition.timeout', message });
    });
  }
}

function samplesToMs(samples: number): number {
  return (Math.max(0, samples) * 1_000) / SAMPLE_RATE_HZ;
}
