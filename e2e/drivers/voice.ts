/**
 * A voice for machines that have none. It stands where the system's voices stand, in the page, and takes as long as it is
 * told to: all that is before it, choosing it and waiting for it, is the app's own.
 */
import type { Page } from 'playwright';

/** One thing that was said. Times in ms since the epoch. */
export interface Utterance {
  text: string;
  beganAt: number;
  /** Null while it is being said. */
  endedAt: number | null;
  /** It was made to fall silent. */
  stopped: boolean;
}

declare global {
  interface Window {
    utterances?: Utterance[];
  }
}

/** @param lengthMs how long everything takes to say */
export async function giveVoice(page: Page, lengthMs: number): Promise<void> {
  await page.addInitScript((takesMs) => {
    const utterances: Utterance[] = [];
    window.utterances = utterances;
    let end: ((stopped: boolean) => void) | null = null;
    class Spoken {
      onstart: (() => void) | null = null;
      onend: (() => void) | null = null;
      readonly text: string;
      constructor(text: string) {
        this.text = text;
      }
    }
    const synthesis = Object.assign(new EventTarget(), {
      getVoices: () => [{ name: 'A voice of the tests', lang: 'en-US', default: true, localService: true }],
      get speaking() {
        return end !== null;
      },
      pending: false,
      speak(spoken: Spoken) {
        const utterance = {
          text: spoken.text,
          beganAt: Date.now(),
          endedAt: null as number | null,
          stopped: false,
        };
        utterances.push(utterance);
        const timer = setTimeout(() => end?.(false), takesMs);
        end = (stopped) => {
          clearTimeout(timer);
          end = null;
          Object.assign(utterance, { endedAt: Date.now(), stopped });
          spoken.onend?.();
        };
        spoken.onstart?.();
      },
      cancel: () => end?.(true),
    });
    Object.defineProperty(window, 'speechSynthesis', { value: synthesis });
    Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Spoken });
  }, lengthMs);
  await page.reload();
}

/** Everything said so far, oldest first. */
export async function utterances(page: Page): Promise<Utterance[]> {
  return page.evaluate(() => window.utterances ?? []);
}
