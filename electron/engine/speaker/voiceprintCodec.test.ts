import { describe, expect, it } from 'vitest';
import { type FailureCode, HarkError } from '../../../contract/failures.ts';
import { KEY_BYTES, REFERENCES_MAX } from '../../../contract/speaker.ts';
import { emptyDraft } from './draft.ts';
import {
  exportPrint,
  importPrint,
  openDraft,
  openPrint,
  openRecording,
  requireModel,
  sealDraft,
  sealPrint,
  sealRecording,
} from './sealedPrint.ts';
import { draftOf, embeddingOf, MODEL, printOf, referenceOf } from './testing/voices.ts';
import type { Voiceprint } from './voiceprint.ts';
import {
  decodeDraft,
  decodeExport,
  decodePrint,
  encodeDraft,
  encodeExport,
  encodePrint,
} from './voiceprintCodec.ts';

const KEY = new Uint8Array(KEY_BYTES).fill(3);

function codeOf(work: () => unknown): FailureCode | 'opened' {
  try {
    work();
    return 'opened';
  } catch (error) {
    if (error instanceof HarkError) return error.code;
    throw error;
  }
}

/** The bytes of a voiceprint with other JSON in them. */
function withJson(bytes: Uint8Array, json: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const text = new TextEncoder().encode(json);
  const floats = bytes.subarray(7 + view.getUint32(3, true));
  const changed = new Uint8Array(7 + text.length + floats.length);
  changed.set(bytes.subarray(0, 3));
  new DataView(changed.buffer).setUint32(3, text.length, true);
  changed.set(text, 7);
  changed.set(floats, 7 + text.length);
  return changed;
}

// biome-ignore lint/suspicious/noExplicitAny: what is read here is changed in ways that no type allows
type Edit = (json: any) => unknown;

function edited(bytes: Uint8Array, edit: Edit): Uint8Array {
  const textBytes = new DataView(bytes.buffer).getUint32(3, true);
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(7, 7 + textBytes)));
  const result = edit(json);
  return withJson(bytes, JSON.stringify(result === undefined ? json : result));
}

/** Sets what a path leads to; undefined removes it. */
function put(path: string, value: unknown): Edit {
  return (json) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let at = json;
    for (const key of keys) at = at[key];
    at[last] = value;
  };
}

describe('voiceprints, drafts and exports', () => {
  it('come back as they were', async () => {
    const print = printOf(1);
    expect(openPrint(sealPrint(print, 'anna', KEY), 'anna', KEY)).toEqual(print);
    const draft = draftOf([0, null, 0, 0]);
    expect(openDraft(sealDraft(draft, 'draft', KEY), 'draft', KEY)).toEqual(draft);
    expect(openDraft(sealDraft(emptyDraft(MODEL), 'd', KEY), 'd', KEY)).toEqual(emptyDraft(MODEL));
    const file = await exportPrint('Änne', print, 'pass');
    expect(await importPrint(file, 'pass')).toEqual({ name: 'Änne', print });
  });

  it('are of now where they come from a clock that was ahead', async () => {
    const now = 1_700_000_000_002;
    const file = await exportPrint('Anna', printOf(1), 'pass');
    const { print } = await importPrint(file, 'pass', now);
    expect(print.references.map(({ at }) => at - now)).toEqual([-2, -1, 0, 0, 0]);
  });

  it('fit the contract where they are as large as they may be', () => {
    const references = Array.from({ length: REFERENCES_MAX }, (_, i) =>
      referenceOf(0, i, {
        id: `${i}`.padEnd(100, 'x'),
        microphone: 'ü'.repeat(200),
        embedding: new Float32Array(1_024).fill(1 / 32),
      }),
    );
    const sealed = sealPrint({ ...MODEL, references }, 'anna', KEY);
    expect(openPrint(sealed, 'anna', KEY).references).toHaveLength(REFERENCES_MAX);
  });

  it('are refused by another model', () => {
    expect(codeOf(() => requireModel(printOf(0), MODEL))).toBe('opened');
    const other = { model: 'newer', modelSha256: 'cd'.repeat(32) };
    expect(codeOf(() => requireModel(printOf(0), other))).toBe('profile.foreign_model');
  });
});

it('a recording comes back in 16 bits, limited to full scale', () => {
  const pcm = openRecording(sealRecording(Float32Array.of(0, 0.5, -0.5, 2, -2), 'draft', KEY), 'draft', KEY);
  expect([...new Int16Array(pcm.buffer)]).toEqual([0, 16_384, -16_384, 32_767, -32_768]);
});

describe('what is no voiceprint', () => {
  const good = encodePrint(printOf(1));

  it('is refused cut short anywhere, and with bytes after it', () => {
    for (let length = 0; length < good.length; length++) {
      expect(
        codeOf(() => decodePrint(good.slice(0, length))),
        `${length}`,
      ).toBe('profile.damaged');
    }
    for (const more of [1, 3, 4, 64]) {
      const longer = new Uint8Array(good.length + more);
      longer.set(good);
      expect(
        codeOf(() => decodePrint(longer)),
        `${more} more`,
      ).toBe('profile.damaged');
    }
  });

  it('is refused with damage that the seal does not see', () => {
    // A flipped bit may leave a valid name or number, but never crashes.
    let refused = 0;
    for (let at = 0; at < good.length; at++) {
      const damaged = good.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x80;
      const code = codeOf(() => decodePrint(damaged));
      expect(['profile.damaged', 'opened']).toContain(code);
      if (code !== 'opened') refused++;
    }
    expect(refused).toBeGreaterThan(good.length / 2);
  });

  it('is refused with embeddings that are no unit vectors', () => {
    const of = (embedding: Float32Array): Voiceprint => ({
      ...MODEL,
      references: [referenceOf(0, 0, { embedding })],
    });
    for (const embedding of [
      new Float32Array(16),
      embeddingOf(0).map((value) => value * 1.01),
      embeddingOf(0).map((value) => value * 1e30),
      embeddingOf(0).fill(Number.NaN, 0, 1),
      embeddingOf(0).fill(Number.POSITIVE_INFINITY, 0, 1),
      new Float32Array(0),
      new Float32Array(2_000).fill(Math.sqrt(1 / 2_000)),
    ]) {
      expect(codeOf(() => decodePrint(encodePrint(of(embedding))))).toBe('profile.damaged');
    }
  });

  it.each<[string, Edit]>([
    ['nothing', () => null],
    ['a list', () => []],
    ['a text', () => 'voiceprint'],
    ['no references', put('references', undefined)],
    ['an empty list of references', (json) => void json.references.splice(0)],
    ['one reference fewer', (json) => void json.references.pop()],
    ['one reference more', (json) => void json.references.push({ ...json.references[0], id: 'more' })],
    ['a reference twice', put('references.1.id', 'reference-1-0-speech')],
    [
      'more references than may be',
      (json) => void json.references.push(...Array(50).fill(json.references[0])),
    ],
    ['no model', put('model', undefined)],
    ['an empty model', put('model', '')],
    ['a hash that is none', put('modelSha256', 'AB'.repeat(32))],
    ['a field too many', put('admin', true)],
    ['a prototype', (json) => void Object.defineProperty(json, '__proto__', { value: {}, enumerable: true })],
    ['a reference with a field too many', put('references.0.admin', true)],
    ['an embedding in the JSON', put('references.0.embedding', [1])],
    ['an unknown origin', put('references.0.origin', 'heaven')],
    ['an unknown kind', put('references.0.kind', 'song')],
    ['a time before all', put('references.0.at', -1)],
    ['a time after all', put('references.0.at', 1e300)],
    ['a time that is text', put('references.0.at', '2026')],
    ['speech of negative length', put('references.0.speechMs', -5)],
    ['speech of endless length', put('references.0.speechMs', 1e12)],
    ['noise that is no number', put('references.0.snrDb', 'NaN')],
    ['an endless name of a microphone', put('references.0.microphone', 'x'.repeat(201))],
    ['an empty id', put('references.0.id', '')],
    ['an endless id', put('references.0.id', 'x'.repeat(101))],
    ['references that are no list', put('references', { length: 5 })],
  ])('is refused with %s', (_, edit) => {
    expect(codeOf(() => decodePrint(edited(good, edit)))).toBe('profile.damaged');
  });

  it.each([
    ['no JSON', '{'],
    ['half a character', '\ud800'],
    ['deep nesting', '['.repeat(100_000)],
    ['an infinite number', '{"model":1e999}'],
  ])('is refused with %s', (_, json) => {
    expect(codeOf(() => decodePrint(withJson(good, json)))).toBe('profile.damaged');
  });

  it('is refused with a header that lies', () => {
    for (const [at, value] of [
      [0, 0],
      [0, 2],
      [0, 255],
      [1, 0],
      [1, 15],
      [1, 17],
      [2, 255],
      [3, 0],
      [3, 255],
      [6, 255],
    ] as const) {
      const lying = good.slice();
      lying[at] = value;
      expect(
        codeOf(() => decodePrint(lying)),
        `byte ${at} = ${value}`,
      ).toBe('profile.damaged');
    }
  });

  it('is refused as another thing', () => {
    const draft = encodeDraft(draftOf([0, 0]));
    const exported = encodeExport('Anna', printOf(0));
    for (const decode of [decodePrint, decodeDraft, decodeExport]) {
      const right = { [decodePrint.name]: good, [decodeDraft.name]: draft, [decodeExport.name]: exported };
      for (const bytes of [good, draft, exported]) {
        const expected = bytes === right[decode.name] ? 'opened' : 'profile.damaged';
        expect(codeOf(() => decode(bytes))).toBe(expected);
      }
    }
  });

  it.each<[string, Edit]>([
    ['four places', (json) => void json.takes.pop()],
    ['six places', (json) => void json.takes.push(null)],
    ['a take that was no good', put('takes.0.report.verdict', 'clipped')],
    ['a take without speech', put('takes.0.speech', null)],
    ['a wake phrase for speech', put('takes.0.speech.kind', 'wake')],
    ['speech for a wake phrase', put('takes.0.wake.kind', 'speech')],
    ['a missing embedding', (json) => void json.takes.splice(4, 1, json.takes[0])],
    ['a superfluous embedding', put('takes.0', null)],
    ['a likeness beyond all', put('takes.0.report.likeness', 7)],
    ['clipping beyond all', put('takes.0.report.clippingRatio', 2)],
  ])('a draft is refused with %s', (_, edit) => {
    expect(codeOf(() => decodeDraft(edited(encodeDraft(draftOf([0, 0, 0])), edit)))).toBe('profile.damaged');
  });

  it('an exported name is bounded', () => {
    for (const name of ['', 'x'.repeat(101)]) {
      expect(codeOf(() => decodeExport(encodeExport(name, printOf(0))))).toBe('profile.damaged');
    }
  });
});
