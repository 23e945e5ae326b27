/**
 * One grammar of several files. The built-in ones change seldom and are most of the work: what they come to is kept, and
 * the files of people are laid over it, so that a file can be looked at again with every key that is typed into it.
 */
import type { GrammarDiagnostic, GrammarReport, ListValue } from '../../../../contract/command.ts';
import { checkFile, doubtsOf, hasOwnDefinitions, type References } from './check.ts';
import { exampleOf } from './examples.ts';
import { DIAGNOSTICS_MAX, type Place } from './fileDiagnostics.ts';
import { GrammarError } from './grammarError.ts';
import type { SentenceBlock } from './sentenceSource.ts';
import { SkipPhrases } from './skipPhrases.ts';
import { type GrammarFile, type ParsedFile, parseFile } from './source.ts';
import { type Conditions, GraphLimitError, type ListDefinition, type Mark, WordGraph } from './wordGraph.ts';
import { keys } from './words.ts';

export interface CompileOptions {
  /** Values of dynamic lists, by name; a dynamic list without values matches nothing. */
  lists?: Readonly<Record<string, readonly ListValue[]>>;
}

export interface Compiled {
  graph: WordGraph;
  /** Where every sentence begins. */
  start: number;
  skip: SkipPhrases;
  report: GrammarReport;
}

/** Sentences of some files, over those of others. */
interface Layer {
  graph: WordGraph;
  roots: readonly { target: number; mark: Mark }[];
  intents: GrammarReport['intents'];
  warnings: readonly GrammarDiagnostic[];
}

/** The built-in files, with the values that lists have at run time. */
interface Pack {
  files: readonly GrammarFile[];
  lists: string;
  dynamic: DynamicLists;
  parsed: readonly ParsedFile[];
  layer: Layer;
}

/** The pack that was compiled last. */
let latest: Pack | null = null;

/**
 * A file of people's with an error is left out whole and told in the report; where built-in files or all files are
 * faulty, that is an error.
 * @throws GrammarError grammar.invalid, grammar.too_large
 */
export function compileFiles(files: readonly GrammarFile[], { lists = {} }: CompileOptions): Compiled {
  const pack = packOf(
    files.filter(({ builtIn }) => builtIn),
    lists,
  );
  const { dynamic, layer: base } = pack;
  const own = files.filter(({ builtIn }) => !builtIn).map(parseFile);
  const diagnostics = [...pack.parsed, ...own].flatMap((file) => file.diagnostics);
  let left = own.filter(isSound);
  // What one file refers to may be defined in another: they are checked again when one was left out.
  for (;;) {
    const all = [...pack.parsed, ...left];
    const sound = left.filter((file) => {
      const found = checkFile(file, (block) => definitionsFor(file, all, dynamic, block));
      diagnostics.push(...found);
      return found.length === 0;
    });
    if (sound.length < left.length) {
      left = sound;
      continue;
    }
    if (all.length === 0 && files.length > 0) throw new GrammarError('grammar.invalid', diagnostics);
    const layer = layerOver(base, left, all, dynamic);
    if (!('fault' in layer)) {
      const roots = [...base.roots, ...layer.roots];
      const skip = new SkipPhrases(all.flatMap((file) => file.skipPhrases));
      diagnostics.push(...base.warnings, ...layer.warnings);
      const report = { intents: joinIntents([...base.intents, ...layer.intents]), diagnostics };
      return { graph: layer.graph, start: layer.graph.union(roots), skip, report };
    }
    if (all.length === 1) throw new GrammarError('grammar.too_large', [layer.fault]);
    diagnostics.push(layer.fault);
    left = left.filter((each) => each !== layer.file);
  }
}

const isSound = ({ diagnostics }: ParsedFile) => !diagnostics.some(({ severity }) => severity === 'error');

/** @throws GrammarError grammar.invalid, grammar.too_large */
function packOf(files: readonly GrammarFile[], lists: CompileOptions['lists'] & object): Pack {
  const values = JSON.stringify(lists);
  if (latest !== null && latest.lists === values && areSame(latest.files, files)) return latest;
  const dynamic = dynamicLists(lists);
  const parsed = files.map(parseFile);
  for (const file of parsed) {
    const sound = isSound(file);
    const found = sound
      ? checkFile(file, (block) => definitionsFor(file, parsed, dynamic, block))
      : file.diagnostics;
    if (!sound || found.length > 0) throw new GrammarError('grammar.invalid', found);
  }
  const empty: Layer = { graph: new WordGraph(), roots: [], intents: [], warnings: [] };
  const layer = layerOver(empty, parsed, parsed, dynamic);
  if ('fault' in layer) throw new GrammarError('grammar.too_large', [layer.fault]);
  const pack = { files, lists: values, dynamic, parsed, layer };
  if (files.length > 0) latest = pack;
  return pack;
}

function areSame(some: readonly GrammarFile[], others: readonly GrammarFile[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ name, text }, i) => name === others[i]?.name && text === others[i]?.text)
  );
}

/** @param all files that `files` may refer to, themselves among them */
function layerOver(
  base: Layer,
  files: readonly ParsedFile[],
  all: readonly ParsedFile[],
  dynamic: DynamicLists,
): Layer | { file: ParsedFile; fault: GrammarDiagnostic } {
  const graph = new WordGraph(base.graph);
  const roots: { target: number; mark: Mark }[] = [];
  const intents: GrammarReport['intents'] = [];
  const warnings: GrammarDiagnostic[] = [];
  const brought = contextKeysOf(all);
  for (const file of files) {
    const { name, builtIn } = file.file;
    const warn = (place: Place, message: string) => {
      if (!builtIn && warnings.length < DIAGNOSTICS_MAX)
        warnings.push({ severity: 'warning', file: name, ...place, message });
    };
    for (const [list, { list: definition, place }] of file.lists) {
      if (definition === 'dynamic' && !dynamic.has(list))
        warn(place, `nothing here fills list {${list}}: sentences with it match nothing`);
    }
    for (const [index, block] of file.blocks.entries()) {
      const definitions = definitionsFor(file, all, dynamic, block);
      const scope = hasOwnDefinitions(block) ? `${name}#${index}` : name;
      const { intent, slots, sentences, example } = block;
      const conditions = conditionsOf(block);
      const missing = block.requires.find(({ key }) => !brought.has(key));
      if (missing !== undefined) {
        const message = `no value of a list brings the context "${missing.key}" that these sentences of ${intent} require: they match nothing`;
        warn(block.place, message);
        continue;
      }
      for (const { template, place } of sentences) {
        for (const doubt of doubtsOf({ template, place }, definitions)) warn(doubt.place, doubt.message);
        const order = base.roots.length + roots.length;
        const mark: Mark = { kind: 'intent', intent, slots, order, conditions };
        try {
          roots.push({ target: graph.build(template, graph.final, definitions, scope), mark });
        } catch (error) {
          if (!(error instanceof GraphLimitError)) throw error;
          const message = `the sentences up to this one expand to ${error.message}; shorten their lists or alternatives`;
          return { file, fault: { severity: 'error', file: name, ...place(), message } };
        }
      }
      const examples = sentences.map(({ template }) => exampleOf(template, definitions));
      intents.push({
        intent,
        file: name,
        builtIn,
        sentences: sentences.map(({ text }) => text),
        examples: example === null ? examples : [example, ...examples],
      });
    }
  }
  return { graph, roots, intents, warnings };
}

type DynamicLists = ReadonlyMap<string, ListDefinition>;

function dynamicLists(values: Readonly<Record<string, readonly ListValue[]>>): DynamicLists {
  return new Map(
    Object.entries(values).map(([name, each]) => [
      name,
      {
        kind: 'values',
        values: each.map(({ in: said, out }) => ({
          template: { kind: 'words', text: said, offset: 0 },
          out,
          context: null,
        })),
      },
    ]),
  );
}
const NO_VALUES: ListDefinition = { kind: 'values', values: [] };

function definitionsFor(
  file: ParsedFile,
  all: readonly ParsedFile[],
  dynamic: DynamicLists,
  block: SentenceBlock | null,
): References {
  // A file's own definitions come first, then those of the others.
  const order = [file, ...all.filter((each) => each !== file)];
  return {
    list(name) {
      const found = (block?.lists.get(name) ?? order.find((each) => each.lists.has(name))?.lists.get(name))
        ?.list;
      if (found === undefined) return dynamic.get(name);
      return found === 'dynamic' ? (dynamic.get(name) ?? NO_VALUES) : found;
    },
    rule: (name) => block?.rules.get(name) ?? order.find((each) => each.rules.has(name))?.rules.get(name),
  };
}

/** Keys of all that values bring with them. */
function contextKeysOf(files: readonly ParsedFile[]): Set<string> {
  const lists = files.flatMap((file) => [file.lists, ...file.blocks.map((block) => block.lists)]);
  const found = new Set<string>();
  for (const { list } of lists.flatMap((each) => [...each.values()])) {
    if (list === 'dynamic' || list.kind !== 'values') continue;
    for (const { context } of list.values) for (const key of Object.keys(context ?? {})) found.add(key);
  }
  return found;
}

function conditionsOf({ requires, excludes, keywords }: SentenceBlock): Conditions | null {
  if (requires.length + excludes.length + keywords.length === 0) return null;
  return { requires, excludes, keywords: keywords.flatMap(keys) };
}

function joinIntents(blocks: GrammarReport['intents']): GrammarReport['intents'] {
  const joined = new Map<string, GrammarReport['intents'][number]>();
  for (const block of blocks) {
    const key = `${block.file}\n${block.intent}`;
    const known = joined.get(key);
    if (known === undefined) joined.set(key, { ...block });
    else {
      known.sentences = [...known.sentences, ...block.sentences];
      known.examples = [...known.examples, ...block.examples];
    }
  }
  return [...joined.values()];
}
