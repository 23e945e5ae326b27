/** Whom a wake lets in: tells whose voice it was, and where only known ones may wake keeps the others out. */
import type { EngineContext } from './engineContext.ts';
import { type HeardAudio, type Identified, isClearlyNobody, type SpeakerJudge } from './speakerJudge.ts';
import type { WokenWord } from './wakeJudge.ts';

/**
 * A wake waits no longer than this for whose voice it is; then it is let in. Nothing is lost meanwhile: the command is
 * heard from the ring.
 */
export const KNOWN_WAKE_WAIT_MS = 250;

export interface WakeDoorOptions {
  context: EngineContext;
  speakers: SpeakerJudge;
  /** The phrase that woke. */
  phraseOf(woken: WokenWord): HeardAudio;
  letIn(woken: WokenWord): void;
}

export class WakeDoor {
  readonly #options: WakeDoorOptions;
  #waiting: WokenWord | null = null;

  constructor(options: WakeDoorOptions) {
    this.#options = options;
  }

  /** A wake waits for whose voice it is. */
  get waiting(): boolean {
    return this.#waiting !== null;
  }

  /** Nobody waits for that wake any more. */
  forget(): void {
    this.#waiting = null;
  }

  knock(woken: WokenWord): void {
    const { context, speakers, phraseOf, letIn } = this.#options;
    if (!speakers.active) {
      letIn(woken);
      return;
    }
    const phrase = phraseOf(woken);
    const coming = speakers.identify(phrase, 'wake');
    phrase.samples.fill(0);
    if (!speakers.onlyKnownWake) {
      letIn(woken);
      context.track(coming.then((identified) => this.#tell(woken, identified)));
      return;
    }
    this.#waiting = woken;
    const decide = (identified: Identified): void => {
      // Cancelled, or its stream is over.
      if (this.#waiting !== woken) return;
      this.#waiting = null;
      if (isClearlyNobody(identified.speaker)) {
        const { wakeId } = woken;
        context.emit({ kind: 'wake_unknown_voice', wakeId, speaker: identified.speaker });
        return;
      }
      this.#tell(woken, identified);
      letIn(woken);
    };
    context.track(speakers.within(coming, KNOWN_WAKE_WAIT_MS).then(decide));
  }

  #tell({ wakeId }: WokenWord, { speaker }: Identified): void {
    this.#options.context.emit({ kind: 'wake_speaker', wakeId, speaker });
  }
}
