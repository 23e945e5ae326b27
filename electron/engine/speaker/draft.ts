/** An enrollment that is not finished: the takes so far. Main keeps it, sealed; the engine keeps nothing. */
import { PROMPTS, type TakeReport } from '../../../contract/speaker.ts';
import type { Reference } from './voiceprint.ts';

export interface DraftTake {
  report: TakeReport;
  /** The whole sentence. */
  speech: Reference;
  /** The wake phrase that it began with, where that was heard. */
  wake: Reference | null;
}

export interface Draft {
  /** Of the model that made every embedding. */
  model: string;
  modelSha256: string;
  /** PROMPTS of them; null where there is no good take yet. */
  takes: readonly (DraftTake | null)[];
}

export function emptyDraft({ model, modelSha256 }: { model: string; modelSha256: string }): Draft {
  return { model, modelSha256, takes: Array.from({ length: PROMPTS }, () => null) };
}

/** The draft with a take in its place. */
export function withTake(draft: Draft, index: number, take: DraftTake): Draft {
  return { ...draft, takes: draft.takes.map((known, i) => (i === index ? take : known)) };
}

/** The takes that there are. */
export function takesOf(draft: Draft): DraftTake[] {
  return draft.takes.filter((take) => take !== null);
}
