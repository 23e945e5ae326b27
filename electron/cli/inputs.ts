/** The recordings that a command was given: files as they are named, folders searched. */
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type FailureCode, HarkError } from '../../contract/failures.ts';
import { type ByteSource, fileSource, streamSource } from '../engine/audio/bytes.ts';

/** The operand that stands for standard input. */
export const STDIN = '-';
/** What a folder is searched for. A file that is named itself may be called anything. */
const AUDIO_NAME = /\.(wav|wave|flac)$/i;

/** One input by the name that its result carries, or why there is none. */
export type Input =
  | { file: string; open(): Promise<ByteSource> }
  | { file: string; error: { code: FailureCode; message: string } };

/**
 * In the order given; a folder's files sorted by path.
 * @throws HarkError usage.invalid when standard input is to be read twice
 */
export async function* listInputs(
  operands: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
): AsyncGenerator<Input> {
  if (operands.filter((operand) => operand === STDIN).length > 1) {
    throw new HarkError('usage.invalid', 'standard input (-) can be read only once');
  }
  for (const operand of operands) {
    if (operand === STDIN) {
      yield { file: STDIN, open: async () => streamSource('standard input', stdin) };
    } else if (await isFolder(operand)) {
      yield* filesUnder(operand);
    } else {
      yield { file: operand, open: () => fileSource(operand) };
    }
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function* filesUnder(folder: string): AsyncGenerator<Input> {
  const root = folder.endsWith(sep) ? folder.slice(0, -1) : folder;
  const found = await search(root, '');
  if (found.length === 0) {
    const message = `there is no WAV or FLAC file in ${folder}`;
    yield { file: folder, error: { code: 'audio.none_found', message } };
  }
  yield* found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Links to files are followed, links to folders are not: those could lead back here. */
async function search(root: string, below: string): Promise<Input[]> {
  const folder = `${root}${sep}${below}`;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    const message = `the folder ${folder} cannot be read`;
    return [{ file: folder, error: { code: 'audio.unreadable', message } }];
  }
  const found: Input[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) {
      found.push(...(await search(root, join(below, entry.name))));
    } else if (AUDIO_NAME.test(entry.name)) {
      const file = `${root}${sep}${join(below, entry.name)}`;
      if (entry.isSymbolicLink() && (await isFolder(file))) continue;
      found.push({ file, open: () => fileSource(file) });
    }
  }
  return found;
}
