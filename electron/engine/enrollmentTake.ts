/** One sentence of an enrollment: judged, and where it is good put into its draft, which goes back sealed. */
import { randomUUID } from 'node:crypto';
import type { EngineEvent, EngineRequest } from '../../contract/engine.ts';
import type { TakeReport } from '../../contract/speaker.ts';
import { type Draft, type DraftTake, withTake } from './speaker/draft.ts';
import { sealDraft, sealRecording } from './speaker/sealedPrint.ts';
import { type HeardTake, type JudgedTake, judgeTake } from './speaker/takeJudgement.ts';
import type { Reference, SpokenSample } from './speaker/voiceprint.ts';
import type { UtteranceOptions } from './utterance.ts';

type TakeRequest = Omit<Extract<EngineRequest, { type: 'take' }>, 'type' | 'id'>;

const CANCELLED: TakeReport = {
  verdict: 'cancelled',
  speechMs: 0,
  snrDb: null,
  clippingRatio: 0,
  levelDbfs: -120,
  likeness: null,
};

export interface EnrollmentTake {
  request: TakeRequest;
  /** The takes so far. */
  draft: Draft;
  embed(samples: Float32Array): Promise<SpokenSample>;
  /** Hark itself was heard in it. */
  played(): boolean;
  emit(event: EngineEvent): void;
  /** Told why it could not be judged. */
  failed(error: unknown): void;
  /** It was cancelled meanwhile. */
  over(): boolean;
}

/** What becomes of the utterance. */
export function takeOf(
  take: EnrollmentTake,
): Pick<UtteranceOptions, 'said' | 'cancelled'> & Required<Pick<UtteranceOptions, 'progress'>> {
  const { request, draft, embed, played, emit, failed, over } = take;
  const { takeId, draftId, key, index, keepAudio } = request;
  const cancelled = () => emit({ kind: 'take_ended', takeId, report: CANCELLED, draft: null, audio: null });
  const end = (heard: HeardTake, { report, kept }: JudgedTake): void => {
    if (kept === null) {
      emit({ kind: 'take_ended', takeId, report, draft: null, audio: null });
      return;
    }
    const extended = withTake(draft, index, draftTakeOf(request, report, kept));
    emit({
      kind: 'take_ended',
      takeId,
      report,
      draft: sealDraft(extended, draftId, key),
      audio: keepAudio ? sealRecording(heard.samples, draftId, key) : null,
    });
  };
  return {
    progress: (progress) => emit({ kind: 'take_progress', takeId, ...progress }),
    said: async (heard) => {
      try {
        const earlier = draft.takes.flatMap((known, i) =>
          known === null || i === index ? [] : [known.speech.embedding],
        );
        const isMixed = played();
        const judged = await judgeTake(heard, embed, earlier);
        if (!over()) end(heard, isMixed ? mixed(judged) : judged);
      } catch (error) {
        failed(error);
        if (!over()) cancelled();
      }
    },
    cancelled,
  };
}

/** What is good by itself is not, where Hark spoke too: its voice is no part of anybody's. */
function mixed({ report, kept }: JudgedTake): JudgedTake {
  return kept === null ? { report, kept } : { report: { ...report, verdict: 'background_talk' }, kept: null };
}

function draftTakeOf(
  { microphone, at }: TakeRequest,
  report: TakeReport,
  { speech, wake }: NonNullable<JudgedTake['kept']>,
): DraftTake {
  const referenceOf = (
    kind: Reference['kind'],
    sample: SpokenSample,
    embedding: Float32Array,
  ): Reference => ({
    id: randomUUID(),
    origin: 'enrollment',
    kind,
    microphone,
    at,
    speechMs: sample.speechMs,
    snrDb: sample.snrDb,
    embedding,
  });
  return {
    report,
    speech: referenceOf('speech', speech, speech.embedding),
    wake: wake?.embedding ? referenceOf('wake', wake, wake.embedding) : null,
  };
}
