/** The words after `npm run soak --`. */
import { parseArgs } from 'node:util';
import { HarkError } from '../../contract/failures.ts';
import { PROGRAMS, type Program } from './player.ts';

export interface SoakOptions {
  hours: number;
  seed: number;
  /** Folder of recordings; null for none. */
  audio: string | null;
  /** Share of speech, 0..1. */
  activity: number;
  /** So many times as fast as it was, at most. */
  speed: number;
  /** Different ones. */
  scenes: number;
  program: Program;
}

const DEFAULTS = { hours: 1, seed: 1, activity: 0.07, scenes: 44 } as const;
const HOURS_MAX = 1_000;
const SCENES_MAX = 500;

export const HELP = `npm run soak -- [OPTIONS]

Plays days through the engine, faster than they were, and watches what it holds and hears.

  --hours H       hours of audio (${DEFAULTS.hours})
  --seed N        another day for another number (${DEFAULTS.seed})
  --audio DIR     recordings that are heard too, WAV or FLAC
  --activity A    share of speech, 0.01 to 0.5 (${DEFAULTS.activity})
  --scenes N      different things that happen (${DEFAULTS.scenes})
  --speed S       at most S times as fast as it was, or max (max)
  --program P     what runs the engine, electron or node (electron)
  --help

One JSON object on standard output; exit code 1 where a bound is broken. Memory is judged from one hour on.
`;

/** @returns null where help is wanted @throws HarkError usage.invalid */
export function readOptions(words: readonly string[]): SoakOptions | null {
  const text = { type: 'string' } as const;
  const options = {
    hours: text,
    seed: text,
    audio: text,
    activity: text,
    scenes: text,
    speed: text,
    program: text,
    help: { type: 'boolean' },
  } as const;
  const { values } = parsed(() => parseArgs({ args: [...words], options, strict: true }));
  if (values.help === true) return null;
  const number = (name: keyof typeof DEFAULTS, least: number, most: number) =>
    within(name, values[name] ?? `${DEFAULTS[name]}`, least, most);
  const { speed = 'max' } = values;
  const program = PROGRAMS.find((known) => known === (values.program ?? PROGRAMS[0]));
  if (program === undefined) throw new HarkError('usage.invalid', `--program is ${PROGRAMS.join(' or ')}`);
  return {
    hours: number('hours', 0.001, HOURS_MAX),
    seed: Math.round(number('seed', 0, 2 ** 31)),
    audio: values.audio ?? null,
    activity: number('activity', 0.01, 0.5),
    scenes: Math.round(number('scenes', 1, SCENES_MAX)),
    speed: speed === 'max' ? Number.POSITIVE_INFINITY : within('speed', speed, 0.1, 100_000),
    program,
  };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new HarkError('usage.invalid', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function within(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new HarkError('usage.invalid', `--${name} is a number from ${least} to ${most}, not "${text}"`);
}
