/**
 * What main asks about voices that are kept: opened, worked on, sealed again. Nothing is remembered between two
 * requests.
 */
import type { EngineRequest, EngineResult } from '../../../contract/engine.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import { type Draft, emptyDraft, takesOf } from './draft.ts';
import type { Embedder, EmbedderLane } from './embedderLane.ts';
import { checkDraft, edited, printOf } from './prints.ts';
import { wavOf } from './recordingFile.ts';
import {
  exportPrint,
  importPrint,
  openDraft,
  openPrint,
  openRecording,
  requireModel,
  sealPrint,
} from './sealedPrint.ts';
import type { Reference, Voiceprint } from './voiceprint.ts';
import type { judgeVoice, KnownVoice, knownVoice } from './voices.ts';

type Ask<T extends EngineRequest['type']> = Omit<Extract<EngineRequest, { type: T }>, 'type' | 'id'>;

/** How voices are compared. */
export interface Scoring {
  knownVoice: typeof knownVoice;
  judgeVoice: typeof judgeVoice;
}

/** A profile that is in use, with what its voiceprint is sealed with. */
export interface KeptVoice {
  known: KnownVoice;
  key: Uint8Array;
}

export class VoiceDesk {
  readonly #lane: EmbedderLane;
  readonly #scoring: Scoring;

  constructor(lane: EmbedderLane, scoring: Scoring) {
    this.#lane = lane;
    this.#scoring = scoring;
  }

  /**
   * Opens profiles to be compared with; those that do not open say why.
   * @throws HarkError speaker.unavailable, model.*
   */
  async voices({
    profiles,
    policy,
  }: Ask<'voices'>): Promise<{ kept: KeptVoice[]; result: EngineResult<'voices'> }> {
    if (profiles.length === 0) return { kept: [], result: [] };
    const embedder = await this.#lane.embedder();
    const opened = profiles.map(({ profileId, sealed, key }) => {
      try {
        const print = openPrint(sealed, profileId, key);
        requireSound(embedder, print);
        return { profileId, key, print, error: null };
      } catch (error) {
        return { profileId, key, print: null, error: describeFailure(error) };
      }
    });
    const kept: KeptVoice[] = [];
    const result: EngineResult<'voices'> = [];
    for (const { profileId, key, print, error } of opened) {
      if (print === null) {
        result.push({ profileId, error, summary: null });
        continue;
      }
      const household = opened
        .filter((other) => other.profileId !== profileId)
        .flatMap((other) => other.print?.references.map(({ embedding }) => embedding) ?? []);
      const { cohort } = embedder.backend;
      const known = this.#scoring.knownVoice(profileId, print, policy.targetFar, cohort, household);
      kept.push({ known, key });
      result.push({ profileId, error: null, summary: known.summary });
    }
    return { kept, result };
  }

  /**
   * The draft that a take is to go into.
   * @throws HarkError speaker.unavailable, model.*, profile.foreign_key, profile.damaged, profile.foreign_model
   */
  async draft({ draft, draftId, key }: Pick<Ask<'take'>, 'draft' | 'draftId' | 'key'>): Promise<Draft> {
    const embedder = await this.#lane.embedder();
    if (draft === null) return emptyDraft(embedder);
    const opened = openDraft(draft, draftId, key);
    requireMadeBy(
      embedder,
      opened,
      takesOf(opened).map(({ speech }) => speech),
    );
    return opened;
  }

  /** @throws HarkError as `draft` does */
  async checkDraft(request: Ask<'check_draft'>): Promise<EngineResult<'check_draft'>> {
    return checkDraft(await this.draft(request));
  }

  /** @throws HarkError as `draft` does; enrollment.speech, enrollment.inconsistent, profile.full */
  async enroll(request: Ask<'enroll'>): Promise<EngineResult<'enroll'>> {
    const { draft, draftId, draftKey, profileId, key, base } = request;
    const opened = await this.draft({ draft, draftId, key: draftKey });
    const known = base === null ? null : openPrint(base, profileId, key);
    return this.#keep(printOf(opened, known), request);
  }

  /** @throws HarkError speaker.unavailable, model.*, profile.*, enrollment.speech */
  async editVoice(request: Ask<'edit_voice'>): Promise<EngineResult<'edit_voice'>> {
    const { sealed, profileId, key, edit } = request;
    return this.#keep(edited(openPrint(sealed, profileId, key), edit), request);
  }

  /** @throws HarkError speaker.unavailable, model.*, profile.* */
  async summariseVoice(request: Ask<'summarise_voice'>): Promise<EngineResult<'summarise_voice'>> {
    const { sealed, profileId, key, targetFar } = request;
    return (await this.#know(profileId, openPrint(sealed, profileId, key), targetFar)).summary;
  }

  /** @throws HarkError profile.foreign_key, profile.damaged */
  async exportVoice(request: Ask<'export_voice'>): Promise<EngineResult<'export_voice'>> {
    const { sealed, profileId, key, name, passphrase } = request;
    return { file: await exportPrint(name, openPrint(sealed, profileId, key), passphrase) };
  }

  /** @throws HarkError speaker.unavailable, model.*, profile.passphrase, profile.damaged, profile.foreign_model */
  async importVoice(request: Ask<'import_voice'>): Promise<EngineResult<'import_voice'>> {
    const { name, print } = await importPrint(request.file, request.passphrase);
    return { ...(await this.#keep(print, request)), name };
  }

  /** @throws HarkError profile.foreign_key, profile.damaged */
  async openAudio({ owner, sealed, key }: Ask<'open_audio'>): Promise<EngineResult<'open_audio'>> {
    return { wav: wavOf(openRecording(sealed, owner, key)) };
  }

  async #keep(
    print: Voiceprint,
    { profileId, key, targetFar }: Pick<Ask<'enroll'>, 'profileId' | 'key' | 'targetFar'>,
  ): Promise<EngineResult<'enroll'>> {
    const { summary } = await this.#know(profileId, print, targetFar);
    return { sealed: sealPrint(print, profileId, key), summary };
  }

  /** @throws HarkError speaker.unavailable, model.*, profile.foreign_model */
  async #know(profileId: string, print: Voiceprint, targetFar: number): Promise<KnownVoice> {
    const embedder = await this.#lane.embedder();
    requireSound(embedder, print);
    return this.#scoring.knownVoice(profileId, print, targetFar, embedder.backend.cohort);
  }
}

/** @throws HarkError as below; profile.damaged where nothing in it can be compared with */
function requireSound(embedder: Embedder, print: Voiceprint): void {
  requireMadeBy(embedder, print, print.references);
  if (print.references.some(({ kind }) => kind === 'speech')) return;
  throw new HarkError('profile.damaged', 'the voiceprint holds no speech that voices can be compared with');
}

/** @throws HarkError profile.foreign_model; profile.damaged where it only says that it is of this model */
function requireMadeBy(
  embedder: Embedder,
  made: { model: string; modelSha256: string },
  references: readonly Reference[],
): void {
  requireModel(made, embedder);
  if (references.every(({ embedding }) => embedding.length === embedder.backend.size)) return;
  throw new HarkError(
    'profile.damaged',
    'the voiceprint has embeddings of another length than its model gives',
  );
}
