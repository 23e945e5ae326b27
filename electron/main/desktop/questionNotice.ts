/**
 * Tells that Hark asks something where its window is not in front: closed to the tray it would ask an empty room, and
 * the answer would be no. A desktop that shows no notifications gets the window instead.
 */
import type { Question } from '../../../contract/actions.ts';

/** The little of Electron's Notification that is used here. */
export interface Notice {
  on(event: 'click' | 'failed', listener: () => void): unknown;
  show(): void;
  close(): void;
}

export interface QuestionNoticeOptions {
  /** Null where this desktop shows none. */
  notify(title: string, body: string): Notice | null;
  /** The window is in front of everything else. */
  isInFront(): boolean;
  /** Brings the window to the front. */
  show(): void;
}

const HOW_TO_ANSWER: Readonly<Record<Question['kind'], string>> = {
  site: 'Say the wake word and “yes” or “no”, or click to answer in Hark.',
  // The question itself says how: "Wake me and say: …".
  words: 'Click to see the words in Hark.',
  pin: 'Click to type it.',
};

export class QuestionNotice {
  readonly #options: QuestionNoticeOptions;
  #told: { id: string; notice: Notice | null } | null = null;

  constructor(options: QuestionNoticeOptions) {
    this.#options = options;
  }

  /** @param open the question that waits for an answer; null for none */
  update(open: Question | null): void {
    if (open?.id === this.#told?.id) return;
    this.#told?.notice?.close();
    this.#told = open === null ? null : { id: open.id, notice: this.#tell(open) };
  }

  #tell({ kind, text }: Question): Notice | null {
    const { notify, isInFront, show } = this.#options;
    if (isInFront()) return null;
    const notice = notify(text, HOW_TO_ANSWER[kind]);
    if (notice === null) {
      show();
      return null;
    }
    notice.on('click', show);
    notice.on('failed', show);
    notice.show();
    return notice;
  }
}
