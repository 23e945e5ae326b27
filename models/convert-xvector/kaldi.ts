/**
 * Reads Kaldi's binary files (kaldi-asr.org, base/io-funcs and nnet3/nnet-nnet): a header of text, then tokens in angle
 * brackets, each followed by its value. Numbers, vectors and matrices say what they are before their values:
 *
 *   \x04 + 4 bytes     int32 or float32, whichever the token means
 *   \x08 + 8 bytes     float64
 *   T | F              a truth value
 *   FV                 vector of float32: \x04, rows
 *   FM                 matrix of float32: \x04, rows, \x04, columns, row by row
 *
 * All little endian.
 */
import { HarkError } from '../../contract/failures.ts';

export interface Matrix {
  rows: number;
  columns: number;
  /** Row by row. */
  values: Float32Array;
}

const SPACE = 0x20;
/** No vector or matrix of a speaker model is larger; a damaged size is not to be trusted with memory. */
const MAX_VALUES = 50_000_000;

export class KaldiReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #name: string;
  #at = 0;

  /** @throws HarkError model.unusable where the bytes are no binary file of Kaldi's; so everything below */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#name = name;
    if (bytes[0] !== 0 || bytes[1] !== 0x42) this.#fail('not a binary file of Kaldi');
    this.#at = 2;
  }

  /** Everything up to the next token as text: the network's description stands there. */
  textUntil(token: string): string {
    const end = this.#find(token);
    const text = this.#latin(this.#at, end);
    this.#at = end;
    return text;
  }

  /** The next word up to a space. */
  word(): string {
    const end = this.#bytes.indexOf(SPACE, this.#at);
    if (end < 0) this.#fail('it ends in the middle');
    const word = this.#latin(this.#at, end);
    this.#at = end + 1;
    return word;
  }

  expect(token: string): void {
    const found = this.word();
    if (found !== token) this.#fail(`${found.slice(0, 40)} instead of ${token}`);
  }

  /** Skips to what follows a token. The values in between are of no use for inference. */
  skipTo(token: string): void {
    this.#at = this.#find(token) + token.length + 1;
  }

  int(): number {
    this.#size(4);
    const value = this.#view.getInt32(this.#at, true);
    this.#at += 4;
    return value;
  }

  float(): number {
    this.#size(4);
    const value = this.#view.getFloat32(this.#at, true);
    this.#at += 4;
    return value;
  }

  vector(): Float32Array {
    this.expect('FV');
    return this.#floats(this.int());
  }

  matrix(): Matrix {
    this.expect('FM');
    const rows = this.int();
    const columns = this.int();
    return { rows, columns, values: this.#floats(rows * columns) };
  }

  /** Size of the matrix that follows the next such token; the reader stays where it is. */
  peekMatrix(token: string): Pick<Matrix, 'rows' | 'columns'> {
    const stays = this.#at;
    this.skipTo(token);
    this.expect('FM');
    const size = { rows: this.int(), columns: this.int() };
    this.#at = stays;
    return size;
  }

  #floats(count: number): Float32Array {
    if (count < 0 || count > MAX_VALUES || this.#at + 4 * count > this.#bytes.length) {
      this.#fail(`${count} numbers are announced, and are not there`);
    }
    const values = new Float32Array(
      Uint8Array.from(this.#bytes.subarray(this.#at, this.#at + 4 * count)).buffer,
    );
    this.#at += 4 * count;
    return values;
  }

  #size(expected: number): void {
    if (this.#bytes[this.#at] !== expected || this.#at + 1 + expected > this.#bytes.length) {
      this.#fail(`a number of ${expected} bytes was expected`);
    }
    this.#at += 1;
  }

  #find(token: string): number {
    const at = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length).indexOf(
      `${token} `,
      this.#at,
      'latin1',
    );
    if (at < 0) this.#fail(`${token} is missing`);
    return at;
  }

  #latin(from: number, to: number): string {
    return Buffer.from(this.#bytes.subarray(from, to)).toString('latin1');
  }

  #fail(why: string): never {
    throw new HarkError('model.unusable', `${this.#name}: ${why}`);
  }
}

/** A vector as text: " [ 1.5 -2 3 ]". @throws HarkError model.unusable */
export function parseTextVector(text: string, name: string): Float32Array {
  const inner = /^\s*\[([^[\]]*)\]\s*$/.exec(text)?.[1];
  const values = Float32Array.from((inner ?? '').trim().split(/\s+/), Number);
  if (inner === undefined || values.some((value) => !Number.isFinite(value))) {
    throw new HarkError('model.unusable', `${name}: not a vector`);
  }
  return values;
}
