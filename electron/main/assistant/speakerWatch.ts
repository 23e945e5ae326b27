/** Keeps with each exchange who said it: first a guess from the wake phrase, to be shown; then what is judged by. */
import type { Risk, SpeakerRecord } from '../../../contract/interactions.ts';
import type { SpeakerResult } from '../../../contract/speaker.ts';
import { withoutSpeaker } from '../store/history.ts';
import type { Exchange } from './exchange.ts';
import { judge, type Verdict } from './policy.ts';
import { type KnownVoices, recordOf, speakerOf } from './speakers.ts';

export class SpeakerWatch {
  readonly #voices: KnownVoices;
  /** Of the last wake, which may have no exchange yet. */
  #guess: { wakeId: string; speaker: SpeakerRecord } | null = null;

  constructor(voices: KnownVoices) {
    this.#voices = voices;
  }

  /** Who woke, as far as the phrase alone tells. @returns false where that is nothing to be shown */
  guessed(wakeId: string, result: SpeakerResult): boolean {
    const speaker = recordOf(result, this.#voices);
    // A phrase is short: that it was too short to tell is no news.
    if (speaker === null || (speaker.outcome !== 'known' && speaker.outcome !== 'stranger')) return false;
    this.#guess = { wakeId, speaker };
    return true;
  }

  /** What was guessed of its wake is shown with it, where nothing better is known. @returns whether it was */
  show(exchange: Exchange): boolean {
    const { timeline, voice, isOver } = exchange;
    if (this.#guess === null || timeline.record.wakeId !== this.#guess.wakeId || voice !== null || isOver)
      return false;
    timeline.set({ speaker: this.#guess.speaker });
    return true;
  }

  /** The engine says whose voice it was. */
  told(exchange: Exchange, result: SpeakerResult): void {
    exchange.voice = result;
    exchange.timeline.set({ speaker: recordOf(result, this.#voices) });
  }

  /** It was understood: a known voice was heard. */
  heard({ voice }: Exchange): void {
    if (voice?.outcome === 'known' && voice.profileId !== null) this.#voices.heard(voice.profileId);
  }

  /** What was typed is not judged by a voice: it comes from whoever uses this desktop. */
  judge({ capture, voice }: Exchange, risk: Risk): Verdict {
    const speaker = capture === null ? null : speakerOf(voice, this.#voices);
    return judge(risk, speaker, this.#voices.guardedBy());
  }

  /** A profile is gone. @returns whether the exchange named it, and does not any more */
  forget({ timeline }: Exchange, profileId: string): boolean {
    if (this.#guess?.speaker.profileId === profileId) this.#guess = null;
    if (timeline.record.speaker?.profileId !== profileId) return false;
    timeline.set(withoutSpeaker(timeline.record));
    return true;
  }
}
