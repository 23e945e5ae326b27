import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chosenLevel, createLog, LOG_LINE_MAX_CHARS } from './log.ts';
import { LOG_FILE_MAX_BYTES, LOG_FILES_KEPT, openLog } from './logFile.ts';

const asIs = (text: string) => text;

describe('createLog', () => {
  it('tags each line with its process and appends its fields', () => {
    const sink = vi.fn();
    const log = createLog(sink, asIs);
    log.info('engine ready', { life: 2, code: 'a "b"', error: null, absent: undefined });
    log.of('engine').warn('late');
    expect(sink.mock.calls).toEqual([
      ['info', '(main) engine ready life=2 code="a \\"b\\"" error=null'],
      ['warn', '(engine) late'],
    ]);
  });

  it('redacts the message and the fields', () => {
    const sink = vi.fn();
    createLog(sink, (text) => text.replaceAll('ann', '~')).error('at ann', { path: 'ann/x' });
    expect(sink).toHaveBeenCalledWith('error', '(main) at ~ path="~/x"');
  });

  it('keeps one event on one line and bounds it', () => {
    const sink = vi.fn();
    const log = createLog(sink, asIs);
    log.info('a\r\n2026 [error] forged\u001b[2J');
    log.info('x'.repeat(10 * LOG_LINE_MAX_CHARS));
    expect(sink.mock.calls[0]?.[1]).toBe('(main) a 2026 [error] forged [2J');
    expect(sink.mock.calls[1]?.[1].length).toBeLessThan(LOG_LINE_MAX_CHARS + 20);
  });
});

it.each([
  ['debug', 'debug'],
  ['warn', 'warn'],
  ['silly', 'info'],
  [undefined, 'info'],
] as const)('reads HARK_LOG_LEVEL=%s as %s', (value, level) => {
  expect(chosenLevel(value)).toBe(level);
});

describe('openLog', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hark-log-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    vi.restoreAllMocks();
  });
  const read = (name = 'hark.log') => readFileSync(join(folder, name), 'utf8');
  const open = (level: 'info' | 'debug' = 'info', echo = false) =>
    openLog({ folder, level, redact: asIs, echo });

  it('writes lines of its level and above, with the time', () => {
    const log = open();
    log.debug('hidden');
    log.info('100 %s of it');
    log.of('renderer').error('bad');
    expect(read()).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z \[info\] \(main\) 100 %s of it\r?\n.+Z \[error\] \(renderer\) bad\r?\n$/,
    );
  });

  it('writes debug lines when asked to', () => {
    open('debug').debug('shown');
    expect(read()).toContain('[debug] (main) shown');
  });

  it('echoes to stderr only when asked to', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    open().info('quiet');
    expect(stderr).not.toHaveBeenCalled();
    rmSync(folder, { recursive: true });
    openLog({ folder: join(folder, 'other'), level: 'info', redact: asIs, echo: true }).info('loud');
    expect(stderr.mock.calls.join('')).toContain('[info] (main) loud');
  });

  it('rotates at its size and never keeps more than its number of files', () => {
    const log = open();
    for (let generation = 0; generation < LOG_FILES_KEPT + 2; generation += 1) {
      writeFileSync(join(folder, 'hark.log'), 'x'.repeat(LOG_FILE_MAX_BYTES + 1));
      // A fresh logger, as after a restart of the app, reads the size of the file that it finds.
      openLog({ folder, level: 'info', redact: asIs, echo: false }).info(`generation ${generation}`);
    }
    log.info('last');
    expect(readdirSync(folder).sort()).toEqual(['hark.1.log', 'hark.2.log', 'hark.3.log', 'hark.log']);
    expect(readdirSync(folder)).toHaveLength(LOG_FILES_KEPT);
    expect(statSync(join(folder, 'hark.log')).size).toBeLessThan(1_000);
    expect(read()).toContain('last');
  });

  it('does without a file where there can be none', () => {
    writeFileSync(join(folder, 'file'), '');
    const log = openLog({ folder: join(folder, 'file', 'logs'), level: 'info', redact: asIs, echo: false });
    expect(() => log.error('still here')).not.toThrow();
  });
});
