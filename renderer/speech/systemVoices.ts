/** The system's voices through Web Speech: which there are, and one of them saying something. */
import type { Voice } from '../store/replySlice.ts';
import { chooseVoice, listVoices } from './voices.ts';

/** Where no voice was told of by then, there is none; one that appears later is still taken. */
const VOICES_WAIT_MS = 8_000;

export class SystemVoices {
  readonly #synthesis: SpeechSynthesis | undefined;
  /** Kept, for the browser forgets an utterance that nothing else refers to, and its end with it. */
  #utterance: SpeechSynthesisUtterance | null = null;
  /** Kept too: some systems have thousands of voices. */
  #voices: Voice[] = [];
  #byName = new Map<string, SpeechSynthesisVoice>();

  /** @param changed told of the voices once they are known, and of every change */
  constructor(changed: (voices: Voice[]) => void) {
    this.#synthesis = window.speechSynthesis;
    if (!this.#synthesis) {
      changed([]);
      return;
    }
    const synthesis = this.#synthesis;
    const tell = () => {
      const local = synthesis.getVoices().filter((voice) => voice.localService);
      this.#byName = new Map(local.map((voice) => [voice.name, voice]));
      this.#voices = listVoices(local);
      changed(this.#voices);
    };
    synthesis.addEventListener('voiceschanged', tell);
    if (synthesis.getVoices().length > 0) tell();
    else setTimeout(tell, VOICES_WAIT_MS);
  }

  /** @returns null where there is no voice; else what stops it at once */
  say(
    text: string,
    { voice, rate }: { voice: string | null; rate: number },
    on: { began(): void; ended(): void },
  ): { stop(): void } | null {
    const synthesis = this.#synthesis;
    const chosen = chooseVoice(this.#voices, voice, navigator.language);
    if (!synthesis || chosen === null) return null;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = this.#byName.get(chosen.name) ?? null;
    utterance.lang = chosen.language;
    utterance.rate = rate;
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      if (this.#utterance === utterance) this.#utterance = null;
      on.ended();
    };
    utterance.onstart = () => {
      if (!over) on.began();
    };
    utterance.onend = end;
    utterance.onerror = end;
    // What is left of an earlier one would have to be waited for.
    if (synthesis.speaking || synthesis.pending) synthesis.cancel();
    this.#utterance = utterance;
    synthesis.speak(utterance);
    return {
      stop: () => {
        over = true;
        if (this.#utterance !== utterance) return;
        this.#utterance = null;
        synthesis.cancel();
      },
    };
  }
}
