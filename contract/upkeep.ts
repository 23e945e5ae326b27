/** What Hark does to stay well: its log, crash reports, backups, storage, and its configuration as a file. */
import { z } from 'zod';
import { failureSchema } from './failureReport.ts';

// ---- the log ----

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** Which process a line is about. */
export const LOG_TAGS = ['main', 'engine', 'renderer'] as const;
export type LogTag = (typeof LOG_TAGS)[number];
/** Lines of this run and those before it that the window can see. */
export const LOG_LINES_KEPT = 2_000;

export const logLineSchema = z.object({
  /** Counts up by one per line. */
  seq: z.number().int(),
  /** Wall clock, ms since the epoch. */
  at: z.number(),
  level: z.enum(LOG_LEVELS),
  tag: z.enum(LOG_TAGS),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

// ---- crashes ----

export const CRASH_REPORTS_KEPT = 20;
/** Within the data folder, a file each: `<ms since the epoch>-<process>.json`. */
export const CRASH_FOLDER = 'crashes';
export const CRASH_FILE = /^(\d{13})-(main|engine|window|gpu|other)\.json$/;
export const crashReportSchema = z.object({
  id: z.string(),
  /** Wall clock, ms since the epoch. */
  at: z.number(),
  process: z.enum(['main', 'engine', 'window', 'gpu', 'other']),
  version: z.string(),
  /** In a sentence. */
  what: z.string(),
  /** Stack and circumstances, without paths that tell who its user is. */
  detail: z.string(),
});
export type CrashReport = z.infer<typeof crashReportSchema>;

/** Starts that failed one after another before Hark starts safely. */
export const SAFE_MODE_AFTER = 3;

// ---- backups ----

export const backupSchema = z.object({
  /** Name of its file. */
  id: z.string(),
  /** Wall clock, ms since the epoch. */
  at: z.number(),
  bytes: z.number().int(),
  kind: z.enum(['scheduled', 'manual', 'before_restore']),
  /** Hark that made it. */
  version: z.string(),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int()),
  /** Its checksum and its database were sound when last looked at. */
  ok: z.boolean(),
});
export type Backup = z.infer<typeof backupSchema>;

/** A backup restored into a folder of its own and compared with what it was made of. */
export const drillSchema = z.object({
  at: z.number(),
  backup: z.string(),
  ok: z.boolean(),
  tables: z.number().int(),
  rows: z.number().int(),
  tookMs: z.number(),
  /** What differed; null where nothing did. */
  reason: z.string().nullable(),
});
export type Drill = z.infer<typeof drillSchema>;

export const backupsSnapshotSchema = z.object({
  /** Newest first. */
  backups: z.array(backupSchema),
  /** Wall clock of the next one; null where they are off. */
  nextAt: z.number().nullable(),
  lastDrill: drillSchema.nullable(),
  /** Why the last one could not be made; null where it was. */
  failure: failureSchema.nullable(),
});
export type BackupsSnapshot = z.infer<typeof backupsSnapshotSchema>;

export const restoredSchema = z.object({
  backup: z.string(),
  rows: z.number().int(),
  /** The backup that was made of what was there before. */
  before: z.string(),
});
export type Restored = z.infer<typeof restoredSchema>;

export const backupSettingsSchema = z.object({
  enabled: z.boolean(),
  /** Newest of so many days, and of so many weeks before them. */
  days: z.number().int().min(1).max(30),
  weeks: z.number().int().min(0).max(52),
});

// ---- storage ----

export const integritySchema = z.object({ at: z.number(), ok: z.boolean(), detail: z.string() });
export type Integrity = z.infer<typeof integritySchema>;

export const storageSnapshotSchema = z.object({
  /** What can be written is; in memory alone where it is not. */
  persistent: z.boolean(),
  freeBytes: z.number().nullable(),
  /** Of the history: items, and the oldest; null where there is none. */
  history: z.object({ items: z.number().int(), oldestAt: z.number().nullable() }),
  archives: z.object({ files: z.number().int(), bytes: z.number().int() }),
  /** Encrypted recordings of enrollments. */
  recordings: z.object({ count: z.number().int(), bytes: z.number().int() }),
  /** Null before the first check of this run. */
  integrity: integritySchema.nullable(),
});
export type StorageSnapshot = z.infer<typeof storageSnapshotSchema>;

export const cleanedSchema = z.object({ freedBytes: z.number().int(), what: z.array(z.string()) });
export type Cleaned = z.infer<typeof cleanedSchema>;

// ---- configuration ----

/** What a configuration file brought along. */
export const importedConfigSchema = z.object({
  /** Settings that are other than before, "replies.voice". */
  changed: z.array(z.string()),
  sentences: z.boolean(),
  actions: z.number().int(),
});
export type ImportedConfig = z.infer<typeof importedConfigSchema>;
