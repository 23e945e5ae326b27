/** From the words after `hark` to a command, its options and its arguments. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { HarkError } from '../../contract/failures.ts';
import { PROVIDERS, type Provider } from '../../contract/providers.ts';
import type { Output } from './output.ts';

export interface OptionSpec {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  /** What stands for its value in the help. */
  value?: string;
  help: string;
}

/** What a command is, as far as the help goes; its code is loaded only when it runs. */
export interface Command {
  name: string;
  summary: string;
  /** What follows the options. */
  operands: string;
  options: Record<string, OptionSpec>;
  load(): Promise<Run>;
}

export type Run = (call: Call) => Promise<number>;

export interface Call {
  options: Options;
  operands: string[];
  global: GlobalOptions;
  output: Output;
}

/** Values by option name, typed on the way out. */
export interface Options {
  text(name: string): string | undefined;
  texts(name: string): string[];
  flag(name: string): boolean;
}

export interface GlobalOptions {
  /** Data folder, where one was named. */
  data: string | undefined;
  /** Threads per model; undefined for the engine's own choice. */
  threads: number | undefined;
  /** What computes every model; undefined for the CPU. */
  provider: Provider | undefined;
}

/** More threads than this help no model here. */
const MAX_THREADS = 64;

export const GLOBAL_OPTIONS: Record<string, OptionSpec> = {
  data: { type: 'string', value: 'DIR', help: "the data folder (default: the app's)" },
  threads: { type: 'string', value: 'N', help: `threads for each model, 1 to ${MAX_THREADS}` },
  provider: {
    type: 'string',
    value: 'NAME',
    help: `what computes the models: ${PROVIDERS.join(', ')}, where the platform offers it (default: cpu)`,
  },
  help: { type: 'boolean', short: 'h', help: 'show this' },
  version: { type: 'boolean', help: 'show the version' },
};

export type Request =
  | { kind: 'version' }
  | { kind: 'help'; command: Command | null }
  | { kind: 'run'; command: Command; call: Omit<Call, 'output'> };

/**
 * Global options may stand before the command or after it.
 * @throws HarkError usage.invalid, in one line
 */
export function readCommandLine(words: readonly string[], commands: readonly Command[]): Request {
  const at = commandPosition(words);
  const name = words[at];
  const before = parse(words.slice(0, at), GLOBAL_OPTIONS);
  if (before.options.flag('version')) return { kind: 'version' };
  if (name === undefined) {
    if (before.options.flag('help')) return { kind: 'help', command: null };
    throw new HarkError('usage.invalid', 'no command given; hark --help lists them');
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new HarkError('usage.invalid', `there is no command "${name}"; hark --help lists them`);
  }
  if (before.options.flag('help')) return { kind: 'help', command };
  const rest = [...words.slice(0, at), ...words.slice(at + 1)];
  const { options, operands } = parse(rest, { ...GLOBAL_OPTIONS, ...command.options });
  if (options.flag('version')) return { kind: 'version' };
  if (options.flag('help')) return { kind: 'help', command };
  return { kind: 'run', command, call: { options, operands, global: readGlobal(options) } };
}

/** Place of the first word that is neither a global option nor the value of one. */
function commandPosition(words: readonly string[]): number {
  const { tokens } = parseArgs({
    args: [...words],
    options: configOf(GLOBAL_OPTIONS),
    strict: false,
    tokens: true,
  });
  return tokens.find((token) => token.kind === 'positional')?.index ?? words.length;
}

function parse(
  words: readonly string[],
  specs: Record<string, OptionSpec>,
): { options: Options; operands: string[] } {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    const config = { options: configOf(specs), strict: true, allowPositionals: true, tokens: true } as const;
    parsed = parseArgs({ ...config, args: [...words] });
  } catch (cause) {
    const [first = 'cannot be read'] = cause instanceof Error ? cause.message.split(/\.\s|\n/) : [];
    throw new HarkError('usage.invalid', first.replace(/\.$/, ''), { cause });
  }
  const given = (parsed.tokens ?? []).flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const twice = given.find((name, i) => {
    const { type, multiple = false } = specs[name] ?? { type: 'boolean' };
    return type === 'string' && !multiple && given.indexOf(name) < i;
  });
  if (twice !== undefined) throw new HarkError('usage.invalid', `--${twice} is given more than once`);
  const listOf = (name: string): (string | boolean)[] => [parsed.values[name] ?? []].flat();
  const texts = (name: string): string[] => listOf(name).filter((value) => typeof value === 'string');
  return {
    operands: parsed.positionals,
    options: {
      texts,
      text: (name) => texts(name).at(-1),
      flag: (name) => listOf(name).includes(true),
    },
  };
}

function configOf(specs: Record<string, OptionSpec>): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { type, short, multiple = false }]) => [
      name,
      short === undefined ? { type, multiple } : { type, multiple, short },
    ]),
  );
}

/** @throws HarkError usage.invalid */
function readGlobal(options: Options): GlobalOptions {
  const named = options.text('provider');
  const provider = PROVIDERS.find((each) => each === named);
  if (named !== undefined && provider === undefined) {
    throw new HarkError(
      'usage.invalid',
      `there is no provider "${named}"; there are: ${PROVIDERS.join(', ')}`,
    );
  }
  const threads = options.text('threads');
  return {
    data: options.text('data'),
    provider,
    threads: threads === undefined ? undefined : readNumber('threads', threads, 1, MAX_THREADS, true),
  };
}

/** @throws HarkError usage.invalid */
export function readNumber(name: string, text: string, least: number, most: number, whole = false): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    const kind = whole ? 'a whole number' : 'a number';
    throw new HarkError('usage.invalid', `--${name} takes ${kind} from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

/** @throws HarkError usage.invalid */
export function requireOperands({ operands }: Pick<Call, 'operands'>, what: string): void {
  if (operands.length === 0) throw new HarkError('usage.invalid', `no ${what} given`);
}

/** @throws HarkError usage.invalid */
export function requireNoOperands({ operands }: Pick<Call, 'operands'>): void {
  const [extra] = operands;
  if (extra !== undefined)
    throw new HarkError('usage.invalid', `nothing was expected in place of "${extra}"`);
}

export function helpText(commands: readonly Command[]): string {
  return [
    'hark: private, offline voice assistant, on files',
    '',
    'usage: hark COMMAND [OPTIONS] ...',
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'options of every command:',
    ...optionLines(GLOBAL_OPTIONS),
    '',
    'Results go to stdout, one JSON object a line; hark COMMAND --help says more.',
    'Exit: 0 all inputs used, 1 internal error, 2 usage, 65 some input unusable,',
    '69 a model missing or damaged, 74 output not writable.',
  ].join('\n');
}

export function commandHelpText(command: Command): string {
  const own = optionLines(command.options);
  return [
    `usage: hark ${command.name} ${own.length > 0 ? '[OPTIONS] ' : ''}${command.operands}`.trimEnd(),
    '',
    command.summary,
    '',
    ...(own.length > 0 ? ['options:', ...own, ''] : []),
    'options of every command:',
    ...optionLines(GLOBAL_OPTIONS),
  ].join('\n');
}

function optionLines(specs: Record<string, OptionSpec>): string[] {
  return columns(
    Object.entries(specs).map(([name, { short, value, help }]) => {
      const long = value === undefined ? `--${name}` : `--${name} ${value}`;
      return [short === undefined ? long : `-${short}, ${long}`, help];
    }),
  );
}

function columns(rows: string[][]): string[] {
  const width = Math.max(0, ...rows.map(([left = '']) => left.length));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
}
