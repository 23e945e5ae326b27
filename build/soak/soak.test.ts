/** The soak itself, for some minutes of audio: what it says is well has to be. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SoakReport } from './run.ts';

/** Five engines, one after another. */
const LIMIT_MS = 180_000;
const ENTRY = join(import.meta.dirname, 'index.ts');

// Node is there wherever tests run.
const SHORT = ['--program', 'node', '--hours', '0.07', '--scenes', '2', '--activity', '0.2'];

function soak(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      out.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      out.stderr += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...out }));
  });
}

it(
  'plays some minutes, and everything is heard as it is alone',
  async () => {
    const { code, stdout, stderr } = await soak(...SHORT);
    expect(stderr).toContain('of 4 min');
    const report = JSON.parse(stdout) as SoakReport;
    expect(report.broken).toEqual([]);
    expect(code).toBe(0);
    expect(report.errors).toEqual([]);
    // Each of the two scenes holds a word and a command.
    expect(report.totals.scenes).toBeGreaterThanOrEqual(4);
    expect(report.totals.expectedWakes).toBeGreaterThanOrEqual(report.totals.scenes - 1);
    expect(report.totals.lostWakes + report.totals.extraWakes + report.totals.changedCommands).toBe(0);
    expect(Object.keys(report.incidents).length).toBeGreaterThan(0);
    expect(report.minutes.at(-1)?.rssBytes).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

it('says what its words may be, and refuses others', async () => {
  const help = await soak('--help');
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('--hours');
  const refused = await soak('--days', '2');
  expect(refused.code).toBe(2);
  expect(refused.stdout).toBe('');
});
