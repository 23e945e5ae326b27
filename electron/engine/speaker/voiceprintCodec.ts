/**
 * Voiceprints and drafts as bytes. Trusts nothing: whoever has the passphrase of an export can have written anything
 * into it.
 *
 *     bytes  what
 *         1  version
 *         2  numbers of an embedding
 *         4  bytes of the JSON
 *         n  JSON: all but the embeddings
 *         m  the embeddings, in the order of their references, float32
 *
 * All numbers are little-endian.
 */
import { z } from 'zod';
import { HarkError } from '../../../contract/failures.ts';
import { PROMPTS, REFERENCES_MAX, referenceSchema, takeReportSchema } from '../../../contract/speaker.ts';
import type { Draft } from './draft.ts';
import type { Reference, Voiceprint } from './voiceprint.ts';

const VERSION = 1;
const HEADER_BYTES = 7;
/** No speaker model gives more. */
const DIMENSIONS_MAX = 1_024;
/** What rounding to float32 leaves of a length of 1. */
const UNIT_TOLERANCE = 1e-3;
const NAME_MAX_CHARACTERS = 100;

const model = z.string().min(1).max(200);
const modelSha256 = z.string().regex(/^[0-9a-f]{64}$/);
const duration = z.number().min(0).max(86_400_000);
const decibels = z.number().min(-200).max(200);
const share = z.number().min(0).max(1);
const reference = z.strictObject({
  ...referenceSchema.shape,
  id: z.string().min(1).max(100),
  at: z.number().min(0).max(8.64e15),
  speechMs: duration,
  snrDb: decibels.nullable(),
});
const report = z.strictObject({
  ...takeReportSchema.shape,
  verdict: z.literal('good'),
  speechMs: duration,
  snrDb: decibels.nullable(),
  clippingRatio: share,
  levelDbfs: decibels,
  likeness: z.number().min(-1.01).max(1.01).nullable(),
});

const printSchema = z.strictObject({
  model,
  modelSha256,
  references: z.array(reference).min(1).max(REFERENCES_MAX),
});
const draftSchema = z.strictObject({
  model,
  modelSha256,
  takes: z
    .array(
      z
        .strictObject({ report, speech: reference, wake: reference.nullable() })
        .refine(({ speech, wake }) => speech.kind === 'speech' && (wake === null || wake.kind === 'wake'))
        .nullable(),
    )
    .length(PROMPTS),
});
const exportSchema = printSchema.extend({ name: z.string().min(1).max(NAME_MAX_CHARACTERS) });

export function encodePrint(print: Voiceprint): Uint8Array {
  const { references, ...rest } = print;
  return encode({ ...rest, references: references.map(withoutEmbedding) }, references);
}

/** @throws HarkError profile.damaged */
export function decodePrint(bytes: Uint8Array): Voiceprint {
  const { json, embeddings } = decode(bytes, printSchema);
  return { ...json, references: referencesOf(json.references, embeddings) };
}

export function encodeExport(name: string, print: Voiceprint): Uint8Array {
  const { references, ...rest } = print;
  return encode({ name, ...rest, references: references.map(withoutEmbedding) }, references);
}

/** @throws HarkError profile.damaged */
export function decodeExport(bytes: Uint8Array): { name: string; print: Voiceprint } {
  const { json, embeddings } = decode(bytes, exportSchema);
  const { name, ...print } = json;
  return { name, print: { ...print, references: referencesOf(print.references, embeddings) } };
}

export function encodeDraft(draft: Draft): Uint8Array {
  const kept = draft.takes.flatMap((take) => (take === null ? [] : [take.speech, take.wake ?? []].flat()));
  const takes = draft.takes.map((take) =>
    take === null
      ? null
      : {
          report: take.report,
          speech: withoutEmbedding(take.speech),
          wake: take.wake && withoutEmbedding(take.wake),
        },
  );
  return encode({ model: draft.model, modelSha256: draft.modelSha256, takes }, kept);
}

/** @throws HarkError profile.damaged */
export function decodeDraft(bytes: Uint8Array): Draft {
  const { json, embeddings } = decode(bytes, draftSchema);
  const kept = json.takes.flatMap((take) => (take === null ? [] : [take.speech, take.wake ?? []].flat()));
  const references = referencesOf(kept, embeddings);
  let next = 0;
  const take = (): Reference => {
    const found = references[next++];
    if (found === undefined) throw damaged('lacks an embedding');
    return found;
  };
  return {
    model: json.model,
    modelSha256: json.modelSha256,
    takes: json.takes.map(
      (known) => known && { report: known.report, speech: take(), wake: known.wake && take() },
    ),
  };
}

function withoutEmbedding({ embedding: _, ...rest }: Reference): Omit<Reference, 'embedding'> {
  return rest;
}

function encode(json: object, references: readonly Reference[]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const dimensions = references[0]?.embedding.length ?? 0;
  const bytes = new Uint8Array(HEADER_BYTES + text.length + references.length * dimensions * 4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint16(1, dimensions, true);
  view.setUint32(3, text.length, true);
  bytes.set(text, HEADER_BYTES);
  let at = HEADER_BYTES + text.length;
  for (const { embedding } of references) {
    if (embedding.length !== dimensions) throw new HarkError('internal', 'embeddings of different models');
    for (const value of embedding) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  text.fill(0);
  return bytes;
}

/** @throws HarkError profile.damaged */
function decode<S extends z.ZodType>(
  bytes: Uint8Array,
  schema: S,
): { json: z.infer<S>; embeddings: Float32Array[] } {
  if (bytes.length < HEADER_BYTES) throw damaged('is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(0);
  if (version !== VERSION) throw damaged(`is of version ${version}, not ${VERSION}`);
  const dimensions = view.getUint16(1, true);
  const textBytes = view.getUint32(3, true);
  const floatBytes = bytes.length - HEADER_BYTES - textBytes;
  if (floatBytes < 0) throw damaged('is cut short');
  if (dimensions > DIMENSIONS_MAX) throw damaged('has embeddings that are too long');
  const count = dimensions === 0 ? 0 : floatBytes / (dimensions * 4);
  if (!Number.isInteger(count) || (dimensions === 0 && floatBytes > 0)) throw damaged('has the wrong length');
  const json = parse(bytes.subarray(HEADER_BYTES, HEADER_BYTES + textBytes), schema);
  const embeddings: Float32Array[] = [];
  for (let at = HEADER_BYTES + textBytes; at < bytes.length; at += dimensions * 4) {
    const embedding = Float32Array.from({ length: dimensions }, (_, i) => view.getFloat32(at + i * 4, true));
    const length = Math.hypot(...embedding);
    // Of what is no number, too.
    if (!(Math.abs(length - 1) <= UNIT_TOLERANCE)) throw damaged('has an embedding that is none');
    embeddings.push(embedding);
  }
  return { json, embeddings };
}

function parse<S extends z.ZodType>(bytes: Uint8Array, schema: S): z.infer<S> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged('cannot be read', { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw damaged(`is not as it should be: ${parsed.error.issues[0]?.path.join('.') || 'the whole'}`);
  }
  return parsed.data;
}

/** @throws HarkError profile.damaged */
function referencesOf(
  described: readonly z.infer<typeof reference>[],
  embeddings: readonly Float32Array[],
): Reference[] {
  if (described.length !== embeddings.length) throw damaged('has too few or too many embeddings');
  if (new Set(described.map(({ id }) => id)).size !== described.length)
    throw damaged('has a reference twice');
  return described.map((known, i) => ({ ...known, embedding: embeddings[i] ?? new Float32Array() }));
}

function damaged(why: string, options?: ErrorOptions): HarkError {
  return new HarkError('profile.damaged', `the voiceprint ${why}`, options);
}
