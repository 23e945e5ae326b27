/** The one sentence that is listened to in place of wakes and commands: of an enrollment, or to try a voice. */
import type { EngineRequest } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import type { EngineContext } from './engineContext.ts';
import { takeOf } from './enrollmentTake.ts';
import type { EmbedderLane } from './speaker/embedderLane.ts';
import type { VoiceDesk } from './speaker/voiceDesk.ts';
import type { SpeakerJudge } from './speakerJudge.ts';
import { Utterance, type UtteranceOptions } from './utterance.ts';
import type { HeardWindow } from './vad/speechHistory.ts';

type Ask<T extends EngineRequest['type']> = Omit<Extract<EngineRequest, { type: T }>, 'type' | 'id'>;
type Sentence = Omit<UtteranceOptions, 'startSample' | 'finished'>;

export interface SentencesOptions {
  context: EngineContext;
  desk: VoiceDesk;
  lane: EmbedderLane;
  speakers: SpeakerJudge;
  /** Number that the next sample of the stream will have. */
  nextSample(): number;
  /** @throws HarkError capture.busy */
  requireIdle(): void;
  /** Told why a sentence could not be judged. */
  failed(error: unknown): void;
}

export class Sentences {
  readonly #options: SentencesOptions;
  /** It is being heard, or judged. */
  #utterance: Utterance | null = null;

  constructor(options: SentencesOptions) {
    this.#options = options;
  }

  /** There is one. */
  get busy(): boolean {
    return this.#utterance !== null;
  }

  /**
   * @returns begins to listen to a sentence of an enrollment; throws HarkError capture.busy
   * @throws HarkError speaker.unavailable, model.*, profile.foreign_key, profile.damaged, profile.foreign_model
   */
  async take(request: Ask<'take'>): Promise<() => void> {
    const { context, desk, lane, speakers, nextSample, failed } = this.#options;
    const { emit } = context;
    const draft = await desk.draft(request);
    const embed = (samples: Float32Array) => lane.embed(samples);
    return () => {
      const sample = nextSample();
      const played = () => speakers.playedSince(sample);
      this.#listen((over) => takeOf({ request, draft, embed, played, emit, failed, over }));
    };
  }

  /**
   * @returns begins to listen to a sentence whose voice is to be told; throws HarkError capture.busy
   * @throws HarkError enrollment.none where there is no profile, speaker.unavailable, model.*
   */
  async tryVoice({ tryId }: Ask<'try_voice'>): Promise<() => void> {
    const { context, lane, speakers, nextSample } = this.#options;
    if (!speakers.active) throw new HarkError('enrollment.none', 'there is no voice to compare with');
    await lane.embedder();
    return () => {
      const sample = nextSample();
      this.#listen((over) => ({
        said: async ({ samples }) => {
          const { speaker } = await speakers.identify({ sample, samples }, 'speech');
          if (!over()) context.emit({ kind: 'tried', tryId, speaker });
        },
        cancelled: () => context.emit({ kind: 'tried', tryId, speaker: null }),
      }));
    };
  }

  /** The next audio of the stream. */
  append(samples: Float32Array): void {
    this.#utterance?.append(samples);
  }

  /** The next window of the speech detector. */
  hear(window: HeardWindow): void {
    this.#follow(this.#utterance?.hear(window));
  }

  /** A wake word was heard, from one sample to another. */
  wake(from: number, to: number): void {
    this.#utterance?.wake(from, to);
  }

  end(how: 'done' | 'cancel'): void {
    if (how === 'cancel') this.#utterance?.cancel();
    else this.#follow(this.#utterance?.done());
  }

  #follow(judging: Promise<void> | null | undefined): void {
    if (judging) this.#options.context.track(judging);
  }

  #listen(make: (over: () => boolean) => Sentence): void {
    const { nextSample, requireIdle } = this.#options;
    requireIdle();
    const utterance: Utterance = new Utterance({
      ...make(() => utterance.over),
      startSample: nextSample(),
      finished: () => {
        if (this.#utterance === utterance) this.#utterance = null;
      },
    });
    this.#utterance = utterance;
  }
}
