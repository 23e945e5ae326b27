/** What `transcribe`, `command` and `parse` share: a grammar from a file or built in, and a recording as one piece. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GRAMMAR_MAX_CHARACTERS } from '../../contract/command.ts';
import { HarkError } from '../../contract/failures.ts';
import { Grammar } from '../engine/command/grammar/grammar.ts';
import { lineOf } from '../engine/command/grammar/grammarError.ts';
import { readLanguagePack } from '../engine/command/interpreter.ts';
import { findModelsDir } from '../engine/models/store.ts';
import type { Call } from './commandLine.ts';

/** A command is seconds long; of longer recordings the rest is not looked at. */
export const COMMAND_MAX_S = 30;

/** A character of UTF-8 is at most 4 bytes. */
const GRAMMAR_MAX_BYTES = 4 * GRAMMAR_MAX_CHARACTERS;
/** Warnings of a grammar that are said. */
const WARNINGS_MAX = 20;
/** Why a file cannot be opened, by the system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of its path is no folder',
  EACCES: 'it may not be read: permission is denied',
  EPERM: 'it may not be read: permission is denied',
  EISDIR: 'it is a folder, and one file is needed',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/**
 * The grammar of `--grammar`, or the built-in one; what is doubtful about it is said.
 * @throws HarkError grammar.unreadable; GrammarError grammar.invalid, grammar.too_large with file, line, column, reason
 */
export async function readGrammar({ options, output }: Pick<Call, 'options' | 'output'>): Promise<Grammar> {
  const path = options.text('grammar');
  if (path === undefined) return Grammar.compile(await readLanguagePack(findModelsDir(), 'en'));
  const file = { name: basename(path), text: await readSentences(path), builtIn: false };
  const grammar = Grammar.compile([file]);
  for (const warning of grammar.report.diagnostics.slice(0, WARNINGS_MAX))
    output.say(`hark: ${lineOf(warning)}`);
  return grammar;
}

/** Looks before it reads: what is huge, or has no end, is not read at all. */
async function readSentences(path: string): Promise<string> {
  const unreadable = (reason: string, cause?: unknown) =>
    new HarkError('grammar.unreadable', `${path} cannot be read: ${reason}`, { cause });
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw unreadable(REASONS['EISDIR'] as string);
    if (!found.isFile()) throw unreadable('it is a pipe, a socket or a device, and a file is needed');
    if (found.size > GRAMMAR_MAX_BYTES)
      throw new HarkError('grammar.too_large', `${path} is larger than ${GRAMMAR_MAX_BYTES} bytes`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof HarkError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw unreadable(REASONS[code] ?? (code || 'reading it failed'), cause);
  }
}
