/** Stands in for what the engine does about voices: it seals, judges what it is told to, and answers at once. */
import { createHash, randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import type { EngineEvent, EngineResult } from '../../../../contract/engine.ts';
import { HarkError } from '../../../../contract/failures.ts';
import type { TakeReport, VoiceSummary } from '../../../../contract/speaker.ts';
import type { Sealed } from '../../store/voices.ts';
import type { RequestBody } from '../../supervisor/requests.ts';
import type { EngineAsk } from '../engineAsk.ts';

export const summary: VoiceSummary = {
  model: 'xvector',
  modelSha256: 'a'.repeat(64),
  references: [],
  speechMs: 12_000,
  cohesion: 0.8,
  threshold: 1.5,
  strictThreshold: 2.5,
  targetFar: 0.005,
  expectedFrr: 0,
  quality: 'good',
  ownScores: [3, 4],
  strangerScores: [-1, 0, 1],
};

export const GOOD: TakeReport = {
  verdict: 'good',
  speechMs: 3_000,
  snrDb: 24,
  clippingRatio: 0,
  levelDbfs: -20,
  likeness: 0.8,
};

type Ask<T extends RequestBody['type']> = Extract<RequestBody, { type: T }>;

export class FakeVoiceEngine {
  /** What becomes of a request of some type instead, where it was said. */
  readonly instead = new Map<RequestBody['type'], () => Promise<unknown>>();
  readonly asked: RequestBody[] = [];
  /** All blobs that it ever gave out. */
  readonly sealed: Sealed[] = [];
  /** Everything it would say by itself goes here. */
  emit: (event: EngineEvent) => void = () => undefined;

  readonly ask = vi.fn(async (body: RequestBody) => {
    this.asked.push(body);
    return (this.instead.get(body.type) ?? (async () => this.#answer(body)))();
  }) as unknown as EngineAsk;

  lastAsked<T extends RequestBody['type']>(type: T): Ask<T> {
    const found = this.asked.findLast((body): body is Ask<T> => body.type === type);
    if (found === undefined) throw new Error(`it was not asked for ${type}`);
    return found;
  }

  /** The take under way was good, or what is said of it. */
  endTake(report = GOOD): void {
    const { takeId, draftId, key, keepAudio } = this.lastAsked('take');
    const isGood = report.verdict === 'good';
    this.emit({
      kind: 'take_ended',
      takeId,
      report,
      draft: isGood ? this.#seal(draftId, key) : null,
      audio: isGood && keepAudio ? this.#seal(draftId, key) : null,
    });
  }

  /** A print as it would have made it. */
  seal(owner: string, key: Uint8Array): Sealed {
    return this.#seal(owner, key);
  }

  #answer(body: RequestBody): EngineResult<RequestBody['type']> {
    switch (body.type) {
      case 'voices':
        return body.profiles.map(({ profileId, sealed, key }) => {
          const opens = isSealed(sealed, profileId, key);
          const error = opens ? null : ({ code: 'profile.damaged', message: 'it does not open' } as const);
          return { profileId, error, summary: opens ? summary : null };
        });
      case 'enroll':
        refuseOther(body.draft, body.draftId, body.draftKey);
        if (body.base !== null) refuseOther(body.base, body.profileId, body.key);
        return { sealed: this.#seal(body.profileId, body.key), summary };
      case 'edit_voice':
        refuseOther(body.sealed, body.profileId, body.key);
        return { sealed: this.#seal(body.profileId, body.key), summary };
      case 'export_voice':
        refuseOther(body.sealed, body.profileId, body.key);
        return { file: new TextEncoder().encode(`${body.passphrase}\n${body.name}`) };
      case 'import_voice': {
        const [passphrase = '', name = ''] = new TextDecoder().decode(body.file).split('\n');
        if (passphrase !== body.passphrase) throw new HarkError('profile.passphrase', 'that is not it');
        return { sealed: this.#seal(body.profileId, body.key), summary, name };
      }
      case 'open_audio':
        refuseOther(body.sealed, body.owner, body.key);
        return { wav: body.sealed };
      case 'take':
        if (body.draft !== null) refuseOther(body.draft, body.draftId, body.key);
        return undefined;
      default:
        return undefined;
    }
  }

  #seal(owner: string, key: Uint8Array): Sealed {
    const sealed = new Uint8Array(Buffer.concat([mark(owner, key), randomBytes(3_000)]));
    this.sealed.push(sealed);
    return sealed;
  }
}

function refuseOther(sealed: Uint8Array, owner: string, key: Uint8Array): void {
  if (!isSealed(sealed, owner, key)) throw new HarkError('profile.foreign_key', 'it does not open');
}

function isSealed(sealed: Uint8Array, owner: string, key: Uint8Array): boolean {
  return mark(owner, key).equals(sealed.subarray(0, 32));
}

function mark(owner: string, key: Uint8Array): Buffer {
  return createHash('sha256').update(owner).update(key).digest();
}
