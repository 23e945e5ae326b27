/**
 * Crash reports: small files in the data folder, for the person alone. They hold kinds of errors, places in the program
 * and lines of the log; no message, no memory, nothing that was said. They are never sent.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HarkError } from '../../../contract/failures.ts';
import {
  CRASH_FILE,
  CRASH_FOLDER,
  CRASH_REPORTS_KEPT,
  type CrashReport,
  crashReportSchema,
} from '../../../contract/upkeep.ts';
import type { Log } from '../log/log.ts';

/** Longer details are cut. */
export const DETAIL_MAX_CHARS = 8_000;
/** What crashes over and over does not push the others out: of one process, a report so often at the most. */
export const SAME_PROCESS_INTERVAL_MS = 2_000;

export type CrashedProcess = CrashReport['process'];

export interface CrashReportsOptions {
  /** The data folder. */
  folder: string;
  version: string;
  redact(text: string): string;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
}

export class CrashReports {
  readonly #options: CrashReportsOptions;
  readonly #folder: string;
  readonly #lastAt = new Map<CrashedProcess, number>();
  #isEnding = false;
  /** Told of each crash. */
  onCrash: (process: CrashedProcess) => void = () => undefined;

  constructor(options: CrashReportsOptions) {
    this.#options = options;
    this.#folder = join(options.folder, CRASH_FOLDER);
  }

  /** Written before it returns, for whoever calls may have no later. Never throws. */
  write(process: CrashedProcess, what: string, detail: string): void {
    if (this.#isEnding) return;
    const { now, version, redact, log } = this.#options;
    const at = now();
    this.onCrash(process);
    const last = this.#lastAt.get(process);
    if (last !== undefined && Math.abs(at - last) < SAME_PROCESS_INTERVAL_MS) return;
    this.#lastAt.set(process, at);
    const id = `${String(at).padStart(13, '0')}-${process}`;
    const report: CrashReport = {
      id,
      at,
      process,
      version,
      what: redact(what),
      detail: redact(detail).slice(0, DETAIL_MAX_CHARS),
    };
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const path = join(this.#folder, `${id}.json`);
      writeFileSync(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${path}.part`, path);
      this.#dropOldest();
    } catch (error) {
      log.warn('no crash report was kept', { code: (error as NodeJS.ErrnoException).code });
    }
  }

  /** Hark ends: what ends from now on ends with it, and is no crash. */
  ends(): void {
    this.#isEnding = true;
  }

  /** Newest first. What cannot be read is left out. */
  async list(): Promise<CrashReport[]> {
    const names = (await readdir(this.#folder).catch((): string[] => []))
      .filter((name) => CRASH_FILE.test(name))
      .toSorted()
      .toReversed()
      .slice(0, CRASH_REPORTS_KEPT);
    const reports = await Promise.all(
      names.map(async (name) => {
        try {
          const parsed: unknown = JSON.parse(await readFile(join(this.#folder, name), 'utf8'));
          return { ...crashReportSchema.parse(parsed), id: idOf(name) };
        } catch {
          return null;
        }
      }),
    );
    return reports.filter((report) => report !== null);
  }

  /** @throws HarkError (by rejection) store.not_found */
  async delete(id: string): Promise<void> {
    if (!CRASH_FILE.test(`${id}.json`)) throw notFound();
    try {
      await rm(join(this.#folder, `${id}.json`));
    } catch {
      throw notFound();
    }
  }

  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Whether Hark itself met an error since then, ms since the epoch. */
  async mainSince(at: number): Promise<boolean> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    return names.some((name) => {
      const [, when, process] = CRASH_FILE.exec(name) ?? [];
      return process === 'main' && Number(when) >= at;
    });
  }

  #dropOldest(): void {
    const names = readdirSync(this.#folder).toSorted();
    const reports = names.filter((name) => CRASH_FILE.test(name));
    for (const name of reports.slice(0, Math.max(0, reports.length - CRASH_REPORTS_KEPT)))
      rmSync(join(this.#folder, name), { force: true });
    for (const name of names.filter((one) => one.endsWith('.part')))
      rmSync(join(this.#folder, name), { force: true });
  }
}

function idOf(name: string): string {
  return name.slice(0, -'.json'.length);
}

function notFound(): HarkError {
  return new HarkError('store.not_found', 'there is no such crash report');
}
