/** What `transcribe`, `command` and `parse` share: a grammar from a file or built in, and a recording as one piece. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import type { Recording } from '../engine/audio/decode.ts';
import { Grammar } from '../engine/command/grammar/grammar.ts';
import { readLanguagePack } from '../engine/command/interpreter.ts';
import { findModelsDir } from '../engine/models/store.ts';

/** A command is seconds long; of longer recordings the rest is not looked at. */
export const COMMAND_MAX_S = 30;

/**
 * The grammar of `--grammar`, or the built-in one.
 * @throws HarkError grammar.unreadable, grammar.invalid (file, line, column and reason), grammar.too_large
 */
export async function readGrammar(path: string | undefined): Promise<Grammar> {
  if (path === undefined) return Grammar.compile(await readLanguagePack(findModelsDir(), 'en'));
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new HarkError('grammar.unreadable', `${basename(path)} cannot be read`, { cause });
  }
  return Grammar.compile([{ name: basename(path), text, builtIn: false }]);
}

/** All samples of a recording, 16 kHz mono, up to COMMAND_MAX_S. */
export async function samplesOf(recording: Recording): Promise<Float32Array> {
  const blocks: Float32Array[] = [];
  let length = 0;
  for await (const block of recording.blocks) {
    blocks.push(block.slice());
    length += block.length;
    if (length >= COMMAND_MAX_S * SAMPLE_RATE_HZ) break;
  }
  const samples = new Float32Array(length);
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return samples;
}
