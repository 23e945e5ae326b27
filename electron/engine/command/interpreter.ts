/** From the audio of a command to its intent: recogniser and grammar together. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import type {
  GrammarDiagnostic,
  GrammarReport,
  ListValue,
  ParseResult,
  Understanding,
} from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { ModelStore } from '../models/store.ts';
import type { GrammarDecoding } from './beam.ts';
import { Grammar, type GrammarFile } from './grammar/grammar.ts';
import { type Heard, ROOT, type TokenTree } from './moonshine.ts';
import { Recogniser, type Transcript, tokensWithin } from './recogniser.ts';
import type { TokenGraph } from './tokenGraph.ts';
import { decode } from './tokenizer.ts';
import type { CommandUnderstanding, UnderstandOptions } from './understanding.ts';

/**
 * A command is accepted where its words are at most this much less likely than the free transcript's, nats per token
 * of the shorter of the two, tokens of a wildcard not counted: for each nat per token that the audio lifts them above
 * what they are unheard by so much, and never more than the most. The free transcript wins by more the more noise
 * there is; speech that is no command, for which the grammar has no words, is not lifted at all.
 */
const REJECTION_NATS = { base: 1, perLift: 1.5, most: 3 };
/**
 * The grammar's own tokens together have to be lifted by this much: one short word is soon something like what was said.
 */
const EVIDENCE_NATS = 3.5;
/** Where the free transcript is empty, as on quiet or very noisy speech, the audio has to lift the words by this much. */
const UNWRITTEN_LIFT_NATS = 0.9;
/** What the recogniser itself is this unsure of is no command, nats per token of the free transcript. */
const GUESSING_NATS = 1.6;
/** A wake phrase is taken as said where it scores at least this, nats per token. */
const WAKE_PHRASE_MIN = -3.5;
/**
 * A phrase is heard at its end or up to this long after it, and what follows in the same breath must not be lost: audio
 * is cut this long before.
 */
const WAKE_TAIL_SAMPLES = 0.2 * SAMPLE_RATE_HZ;
const GRAMMARS_FOLDER = 'grammars';

export interface GrammarSource {
  language: string;
  files: readonly { name: string; text: string }[];
  lists: Readonly<Record<string, readonly ListValue[]>>;
}

export class Interpreter implements CommandUnderstanding {
  readonly #modelsDir: string;
  readonly #recogniser: Recogniser;
  #grammar: Grammar;
  #graph: TokenGraph;
  #source: GrammarSource | null = null;

  private constructor(modelsDir: string, recogniser: Recogniser, grammar: Grammar) {
    this.#modelsDir = modelsDir;
    this.#recogniser = recogniser;
    this.#grammar = grammar;
    this.#graph = grammar.tokenGraph();
  }

  /**
   * @param grammar what commands are held against; the built-in English pack where it is left out
   * @throws HarkError model.missing, model.checksum, model.unusable; grammar.*
   */
  static async load(store: ModelStore, grammar?: Grammar): Promise<Interpreter> {
    const held = grammar ?? Grammar.compile(await readLanguagePack(store.dir, 'en'));
    return new Interpreter(store.dir, await Recogniser.load(store), held);
  }

  get report(): GrammarReport {
    return this.#grammar.report;
  }

  /** @throws HarkError grammar.*; the grammar before then stays */
  async changeGrammar(source: GrammarSource): Promise<GrammarReport> {
    const pack = await readLanguagePack(this.#modelsDir, source.language);
    const own = source.files.map((file) => ({ ...file, builtIn: false }));
    const grammar = Grammar.compile([...pack, ...own], { lists: source.lists });
    this.#grammar = grammar;
    this.#graph = grammar.tokenGraph();
    this.#source = source;
    return grammar.report;
  }

  /** What is wrong with a file, beside the pack and the lists in force. */
  async checkGrammar(name: string, text: string): Promise<GrammarDiagnostic[]> {
    const pack = await readLanguagePack(this.#modelsDir, this.#source?.language ?? 'en');
    const files = [...pack, { name, text, builtIn: false }];
    const { report } = Grammar.compile(files, { lists: this.#source?.lists ?? {} });
    return report.diagnostics.filter(({ file }) => file === name);
  }

  parse(text: string): ParseResult {
    return this.#grammar.parse(text);
  }

  couldGoOn(text: string): boolean {
    return this.#grammar.couldGoOn(text);
  }

  scorePhrase(samples: Float32Array, spellings: readonly string[]): Promise<number> {
    return this.#recogniser.scorePhrase(samples, spellings);
  }

  async understand(samples: Float32Array, options: UnderstandOptions = {}): Promise<Understanding> {
    const { signal, onPartial } = options;
    const grammar = this.#grammar;
    const graph = this.#graph;
    const began = performance.now();
    const begin = await this.#begin(samples, options);
    signal?.throwIfAborted();
    const encoded = performance.now();
    const timings = (transcribed: number) => {
      const now = performance.now();
      const parts = {
        encodeMs: encoded - began,
        transcribeMs: transcribed - encoded,
        grammarMs: now - transcribed,
      };
      return { ...parts, totalMs: now - began };
    };
    const audioS = (begin?.heard.samples ?? 0) / SAMPLE_RATE_HZ;
    const nothing = { text: '', intent: null, slots: {}, confidence: 0, textConfidence: 0, audioS };
    if (begin === null) return { ...nothing, path: 'silent', timings: timings(encoded) };

    const { heard, tree, from } = begin;
    const transcript = await this.#recogniser.transcribe(tree, heard, {
      signal,
      from,
      onPartial: onPartial && ((partial) => onPartial(afterCut(partial))),
    });
    const transcribed = performance.now();
    const { confidence: textConfidence } = transcript;
    const text = afterCut(transcript.text);
    const said = { textConfidence, audioS };

    const parsed = grammar.parseExactly(text);
    if (parsed !== null) {
      return {
        ...parsed,
        ...said,
        confidence: textConfidence,
        path: 'transcript',
        timings: timings(transcribed),
      };
    }
    const most = tokensWithin(heard.samples);
    for (const decoding of await this.#recogniser.decodeWithin(tree, graph, { signal, from, most })) {
      const meaning = grammar.parseExactly(decode(decoding.tokens));
      if (meaning === null) continue;
      const loss = lossOf(decoding, transcript);
      if (!isAccepted(decoding, text === '' ? null : loss, transcript)) break;
      const confidence = text === '' ? meanProbability(decoding) : Math.min(1, Math.exp(-loss));
      return { ...meaning, ...said, confidence, path: 'grammar', timings: timings(transcribed) };
    }
    const path = text === '' ? 'silent' : 'rejected';
    return { ...nothing, ...said, text, path, timings: timings(transcribed) };
  }

  async close(): Promise<void> {
    await this.#recogniser.close();
  }

  /** Encodes the audio; the command begins at the root of the tree, or after the wake phrase. */
  async #begin(
    samples: Float32Array,
    { wakePhrase, wakePhraseEnd, signal }: UnderstandOptions,
  ): Promise<{ heard: Heard; tree: TokenTree; from: number } | null> {
    const heard = await this.#recogniser.hear(samples);
    if (heard === null) return null;
    signal?.throwIfAborted();
    const tree = await this.#recogniser.tree(heard);
    if (!wakePhrase?.length) return { heard, tree, from: ROOT };
    const { node, score } = await this.#recogniser.forcePhrase(tree, wakePhrase);
    if (score >= WAKE_PHRASE_MIN) return { heard, tree, from: node };
    if (wakePhraseEnd === undefined) return { heard, tree, from: ROOT };
    // The phrase was said, but not as the first of it or not to be understood: others talked before it, say.
    const rest = samples.subarray(Math.max(0, wakePhraseEnd - WAKE_TAIL_SAMPLES));
    return this.#begin(rest, signal ? { signal } : {});
  }
}

/** What a cut phrase leaves before the words that follow it: ", what time is it?" */
function afterCut(text: string): string {
  return text.replace(/^[\s,.;:!?-]+/, '');
}

/** @param loss null where there is no free transcript to lose against */
function isAccepted(
  { lift, literal }: GrammarDecoding,
  loss: number | null,
  transcript: Transcript,
): boolean {
  if (lift * (literal + 1) < EVIDENCE_NATS) return false;
  if (loss === null) return lift >= UNWRITTEN_LIFT_NATS;
  const { base, perLift, most } = REJECTION_NATS;
  const sure = transcript.confidence >= Math.exp(-GUESSING_NATS);
  return sure && loss <= Math.min(most, base + perLift * lift);
}

function meanProbability({ logProbability, tokens }: GrammarDecoding): number {
  return Math.exp(logProbability / (tokens.length + 1));
}

/** How much less likely the grammar's words are than the free transcript's, nats per token; negative where they are more. */
function lossOf(decoding: GrammarDecoding, transcript: Transcript): number {
  const tokens = Math.min(decoding.literal, transcript.tokens.length) + 1;
  return (transcript.logProbability - decoding.logProbability) / tokens;
}

/**
 * The built-in sentence files of a language: models/grammars/<language>/*.yaml, by name.
 * @throws HarkError grammar.unreadable
 */
export async function readLanguagePack(modelsDir: string, language: string): Promise<GrammarFile[]> {
  const folder = join(modelsDir, GRAMMARS_FOLDER, language);
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
    return await Promise.all(
      names.map(async (name) => ({
        name: `${language}/${name}`,
        text: await readFile(join(folder, name), 'utf8'),
        builtIn: true,
      })),
    );
  } catch (cause) {
    throw new HarkError('grammar.unreadable', `there is no language pack "${language}"`, { cause });
  }
}
