/** Actions and the grammar fit together: what can be said is done, and what can be done can be said. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Slots } from '../../../contract/command.ts';
import type { Risk } from '../../../contract/interactions.ts';
import { createLog } from '../log/log.ts';
import { BUILT_IN } from './builtIn.ts';
import { ClockRig } from './clock/testing/clockRig.ts';
import { ActionRegistry } from './registry.ts';
import { ActionRunner } from './runner.ts';
import { services } from './testing/services.ts';

const GRAMMARS = join(import.meta.dirname, '../../../models/grammars');
const TABLES = join(GRAMMARS, 'testing', 'en');

const sayable = new Set(
  readdirSync(join(GRAMMARS, 'en')).flatMap((name) =>
    [...readFileSync(join(GRAMMARS, 'en', name), 'utf8').matchAll(/^ {2}(Hark\w+):/gm)].map(
      ([, intent]) => intent,
    ),
  ),
);

const rows = readdirSync(TABLES).flatMap((name) =>
  Object.entries(
    JSON.parse(readFileSync(join(TABLES, name), 'utf8')) as Record<string, [text: string, slots: Slots][]>,
  ).flatMap(([intent, sentences]) => sentences.map(([text, slots]) => ({ text, intent, slots }))),
);

const log = createLog(
  () => undefined,
  (text) => text,
);

it('answers to every intent of the grammar, and none that cannot be said', () => {
  const answered = new Set(BUILT_IN.map(({ intent }) => intent));
  expect([...answered].filter((intent) => !sayable.has(intent))).toEqual([]);
  expect([...sayable].filter((intent) => intent !== undefined && !answered.has(intent))).toEqual([]);
});

it('has done for anyone only what neither tells nor changes what belongs to somebody', () => {
  const of = (wanted: Risk) =>
    BUILT_IN.filter(({ risk }) => risk === wanted).map(({ intent }) => intent.replace(/^Hark/, ''));
  expect(of('guarded')).toEqual(['DeleteNotes']);
  expect(of('personal').toSorted()).toEqual([
    'CancelAlarms',
    'CancelEverything',
    'CopyReply',
    'CopyText',
    'DeleteNote',
    'Dictate',
    'ListAlarms',
    'OpenApp',
    'OpenSite',
    'ReadClipboard',
    'ReadNotes',
    'SearchWeb',
    'TakeScreenshot',
  ]);
});

describe('a plan for each sentence of the tables', () => {
  let rig: ClockRig;
  beforeEach(() => {
    vi.useFakeTimers();
    rig = new ClockRig();
  });
  afterEach(() => {
    rig.clock.close();
    vi.useRealTimers();
  });

  it.each(rows)('"$text"', ({ intent, slots }) => {
    const given = services({ clock: rig.clock, now: () => rig.now, notes: { list: () => [] } as never });
    const runner = new ActionRunner(new ActionRegistry(BUILT_IN), given, log);
    const { preview, title } = runner.plan(intent, slots);
    expect(title).not.toBe('');
    expect(preview).toMatch(/^[^a-z\s].{2,}[^.]$/);
  });
});
