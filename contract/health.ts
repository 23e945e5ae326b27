/**
 * What is measured, what is promised of it, and how it is shown. Names and base units follow Prometheus
 * (prometheus.io/docs/practices/naming): seconds, bytes, ratios of one, `_total` for what only grows.
 */
import { z } from 'zod';
import { FAILURE_CODES } from './failures.ts';
import { OUTCOMES, STAGES, stageRecordSchema, TRIGGERS } from './interactions.ts';
import { MODEL_TASKS } from './models.ts';
import { PROVIDERS } from './providers.ts';

/** Processes of the app. */
export const PROCESSES = ['main', 'engine', 'window', 'gpu', 'other'] as const;
export const MICROPHONE_STATES = [
  'off',
  'opening',
  'live',
  'denied',
  'missing',
  'busy',
  'muted',
  'failed',
] as const;
export const STORAGE_KINDS = [
  'database',
  'voices',
  'logs',
  'backups',
  'archives',
  'crashes',
  'models',
  'other',
] as const;

interface MetricSpec {
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  /** Every value that a label can have: no name and no text of anybody's ever becomes one. */
  labels: Readonly<Record<string, readonly string[]>>;
}

/** Every metric that there is. What has no entry here cannot be measured by accident. */
export const METRICS = {
  hark_wake_detection_seconds: {
    kind: 'histogram',
    help: 'From the end of a wake phrase to the wake',
    labels: {},
  },
  hark_command_detection_seconds: {
    kind: 'histogram',
    help: 'From the end of a command to what it means',
    labels: {},
  },
  hark_voice_verification_seconds: {
    kind: 'histogram',
    help: 'What it took to tell whose voice it was',
    labels: {},
  },
  hark_stage_seconds: {
    kind: 'histogram',
    help: 'Stages of interactions',
    labels: { stage: STAGES },
  },
  hark_interactions_total: {
    kind: 'counter',
    help: 'Interactions that ended',
    labels: { trigger: TRIGGERS, outcome: OUTCOMES },
  },
  hark_wakes_total: {
    kind: 'counter',
    help: 'Wakes by what became of them',
    labels: { verdict: ['woke', 'rejected', 'unknown_voice'] },
  },
  hark_errors_total: { kind: 'counter', help: 'Failures', labels: { code: FAILURE_CODES } },
  hark_hop_seconds: {
    kind: 'gauge',
    help: 'Processing of one hop of audio, over the last second',
    labels: { quantile: ['0.5', '0.99'] },
  },
  hark_frames_dropped_total: { kind: 'counter', help: 'Frames of audio that were lost', labels: {} },
  hark_frames_queued: { kind: 'gauge', help: 'Frames of audio that wait for the engine', labels: {} },
  hark_engine_restarts_total: { kind: 'counter', help: 'Restarts of the voice engine', labels: {} },
  hark_engine_load_seconds: {
    kind: 'gauge',
    help: 'Start of the voice engine until it listened',
    labels: {},
  },
  hark_model_load_seconds: {
    kind: 'gauge',
    help: 'Loading of a model; the slowest where several share a task',
    labels: { task: MODEL_TASKS },
  },
  hark_model_inference_seconds: {
    kind: 'gauge',
    help: 'A run of a model, of the last runs; the slowest where several share a task',
    labels: { task: MODEL_TASKS, quantile: ['0.5', '0.99'] },
  },
  hark_provider_fallbacks_total: {
    kind: 'counter',
    help: 'Execution providers that failed in use',
    labels: { provider: PROVIDERS },
  },
  hark_self_test_ok: { kind: 'gauge', help: '1 where the last self-test passed', labels: {} },
  hark_backup_age_seconds: { kind: 'gauge', help: 'Since the newest sound backup was made', labels: {} },
  hark_crashes_total: { kind: 'counter', help: 'Crashes', labels: { process: PROCESSES } },
  hark_process_cpu_ratio: {
    kind: 'gauge',
    help: 'Processor time of a process; 1 is one core',
    labels: { process: PROCESSES },
  },
  hark_process_memory_bytes: {
    kind: 'gauge',
    help: 'Resident memory of a process',
    labels: { process: PROCESSES },
  },
  hark_system_cpu_ratio: { kind: 'gauge', help: 'Processor time of the whole machine', labels: {} },
  hark_system_memory_ratio: { kind: 'gauge', help: 'Memory in use of the whole machine', labels: {} },
  hark_app_memory_ratio: { kind: 'gauge', help: "Hark's share of the machine's memory", labels: {} },
  hark_app_cpu_ratio: { kind: 'gauge', help: "Hark's share of the machine's processors", labels: {} },
  hark_storage_bytes: { kind: 'gauge', help: 'What Hark keeps', labels: { kind: STORAGE_KINDS } },
  hark_disk_free_bytes: { kind: 'gauge', help: 'Free where Hark keeps it', labels: {} },
  hark_microphone_state: {
    kind: 'gauge',
    help: '1 for the state that the microphone is in',
    labels: { state: MICROPHONE_STATES },
  },
  hark_uptime_seconds: { kind: 'gauge', help: 'Since Hark was started', labels: {} },
} as const satisfies Record<string, MetricSpec>;
export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];
type Labels<N extends MetricName> = (typeof METRICS)[N]['labels'];
/** A value for every label of a metric. */
export type LabelsOf<N extends MetricName> = {
  [L in keyof Labels<N>]: Labels<N>[L] extends readonly (infer V)[] ? V : never;
};

/** Upper bounds of the buckets of every histogram, seconds; what is above the last is counted too. */
export const BUCKETS_S = [
  0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30,
] as const;

// ---- over time ----

export const RANGES = ['15m', '24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];
/** How far each reaches back, and how long one point of it is, ms. */
export const RANGE_MS: Record<Range, { span: number; step: number }> = {
  '15m': { span: 15 * 60_000, step: 60_000 },
  '24h': { span: 86_400_000, step: 15 * 60_000 },
  '7d': { span: 7 * 86_400_000, step: 2 * 3_600_000 },
  '30d': { span: 30 * 86_400_000, step: 6 * 3_600_000 },
};
/** Rolled up minutes are kept so long. */
export const METRICS_KEPT_DAYS = 30;

export const seriesQuerySchema = z.object({
  metric: z.enum(METRIC_NAMES),
  /** Only these values of labels; the others are added up, or their worst taken for gauges. */
  labels: z.record(z.string().max(40), z.string().max(80)),
  range: z.enum(RANGES),
});
export type SeriesQuery = z.infer<typeof seriesQuerySchema>;

/** Null where nothing was measured. */
const value = z.number().nullable();
export const seriesSchema = z.object({
  /** Start of each point, ms since the epoch, oldest first. */
  at: z.array(z.number()),
  /** Counters: growth within the point. Gauges: mean. Histograms: number of values. */
  values: z.array(value),
  /** Gauges: largest. Histograms: 0.95 quantile. */
  high: z.array(value),
  /** Histograms: 0.5 and 0.99 quantile; empty otherwise. */
  p50: z.array(value),
  p99: z.array(value),
});
export type Series = z.infer<typeof seriesSchema>;

/** Of each code. */
export const ERROR_EXAMPLES = 5;
export const activitySchema = z.object({
  range: z.enum(RANGES),
  total: z.number().int(),
  /** Interactions a day over the range. */
  perDay: z.number(),
  /** Change of the second half of the range against the first, as a ratio; null with too few. */
  trend: z.number().nullable(),
  /** By weekday (0 is Sunday) and hour of this machine's clock. */
  heat: z.array(z.array(z.number().int()).length(24)).length(7),
  /** Weekday and hour with the most; null for none. */
  peak: z.object({ day: z.number().int(), hour: z.number().int(), count: z.number().int() }).nullable(),
  outcomes: z.array(z.object({ outcome: z.enum(OUTCOMES), count: z.number().int() })),
  /** Most frequent first, with when they last happened. */
  errors: z.array(
    z.object({
      code: z.enum(FAILURE_CODES),
      count: z.number().int(),
      lastAt: z.number(),
      /** The last ones since Hark was started, newest first, at most ERROR_EXAMPLES. In memory only. */
      examples: z.array(z.object({ at: z.number(), message: z.string() })),
    }),
  ),
});
export type Activity = z.infer<typeof activitySchema>;

/** How long one interaction took, stage by stage; nothing of what was said. */
export const traceSchema = z.object({
  id: z.string(),
  at: z.number(),
  trigger: z.enum(TRIGGERS),
  outcome: z.enum(OUTCOMES),
  /** Until its reply began. */
  totalMs: z.number(),
  stages: z.array(stageRecordSchema),
});
export type Trace = z.infer<typeof traceSchema>;
export const tracesSchema = z.object({
  /** Newest first. */
  last: z.array(traceSchema),
  /** Slowest first, of the last 24 h. */
  slowest: z.array(traceSchema),
});
export type Traces = z.infer<typeof tracesSchema>;

// ---- service levels ----

export const SERVICE_LEVELS = [
  'wake_detection',
  'command_detection',
  'voice_verification',
  'errors',
  'cpu',
  'memory',
  'disk',
] as const;
export type ServiceLevelId = (typeof SERVICE_LEVELS)[number];

/** What a level is called within a sentence, and what can be done for it, wherever that is said. */
export const LEVEL_WORDS: Record<ServiceLevelId, { name: string; fix: string }> = {
  wake_detection: {
    name: 'hearing the wake word',
    fix: 'Close programs that keep the processor busy, or restart the voice engine. On a slow machine a higher target is more honest.',
  },
  command_detection: {
    name: 'understanding commands',
    fix: 'Close programs that keep the processor busy, or restart the voice engine. On a slow machine a higher target is more honest.',
  },
  voice_verification: {
    name: 'telling voices',
    fix: 'Close programs that keep the processor busy, or restart the voice engine.',
  },
  errors: {
    name: 'errors',
    fix: 'See which errors they are under “Errors” in the monitor. Where they come from the voice engine, restart it.',
  },
  cpu: {
    name: 'the processor',
    fix: 'Turn off wake words that you do not use, and restart the voice engine if it does not calm down.',
  },
  memory: {
    name: 'memory',
    fix: 'Restart the voice engine; if memory grows again, restart Hark.',
  },
  disk: {
    name: 'the disk',
    fix: 'Keep the history for fewer days under Settings, and delete kept recordings under Voices.',
  },
};

/** Upper bounds that are promised: seconds, ratios, bytes. */
export const targetsSchema = z.object({
  wake_detection: z.number().min(0.05).max(10),
  command_detection: z.number().min(0.05).max(10),
  voice_verification: z.number().min(0.05).max(10),
  errors: z.number().min(0.0001).max(0.5),
  cpu: z.number().min(0.01).max(1),
  memory: z.number().min(0.01).max(1),
  disk: z
    .number()
    .min(50 * 1024 ** 2)
    .max(1024 ** 4),
});
export type Targets = z.infer<typeof targetsSchema>;
export const DEFAULT_TARGETS: Targets = {
  wake_detection: 0.5,
  command_detection: 0.5,
  voice_verification: 1,
  errors: 0.01,
  cpu: 0.7,
  memory: 0.5,
  disk: 2 * 1024 ** 3,
};

export const serviceLevelSchema = z.object({
  id: z.enum(SERVICE_LEVELS),
  /** What it is read from. */
  metric: z.enum(METRIC_NAMES),
  unit: z.enum(['seconds', 'ratio', 'bytes']),
  target: z.number(),
  /** Over the last 24 h, or as it stands now for what has no history; null where nothing was measured. */
  value,
  p50: value,
  p95: value,
  p99: value,
  /** Values that it rests on. */
  count: z.number().int(),
  /** Of 24 h: the share of values that may miss the target, the share that did, and how much is left, 0..1. */
  budget: z.object({ allowed: z.number(), missed: z.number(), left: z.number() }),
  /** 'idle' where nothing was measured. */
  state: z.enum(['ok', 'at_risk', 'broken', 'idle']),
});
export type ServiceLevel = z.infer<typeof serviceLevelSchema>;

export const alertSchema = z.object({
  id: z.string(),
  level: z.enum(SERVICE_LEVELS),
  state: z.enum(['at_risk', 'broken']),
  /** Wall clock, ms since the epoch. */
  since: z.number(),
  /** Null while it lasts. */
  endedAt: z.number().nullable(),
  acknowledged: z.boolean(),
  value: z.number(),
  target: z.number(),
});
export type Alert = z.infer<typeof alertSchema>;
/** Their name among the store's documents. */
export const ALERTS_DOCUMENT = 'alerts';
export const alertsDocumentSchema = z.array(alertSchema);

// ---- health ----

export const COMPONENTS = [
  'engine',
  'microphone',
  'models',
  'recogniser',
  'voices',
  'storage',
  'backups',
  'self_test',
  'service_levels',
] as const;
/** What can be done about a part that is not as it should be, wherever that is said. */
export const REMEDIES = {
  models:
    'In a checkout, run “hark models pull”; otherwise install Hark again. Then restart the voice engine.',
  engine: 'Restart the voice engine.',
  crashes: 'If it goes on, see “Crash reports” in the monitor for what happened, and restart Hark.',
  damaged: 'Look through your history, notes and voices for what could not be carried over.',
  newer: 'Install the newest Hark.',
  unwritable: 'Free some space, and see that Hark may write to its folder; then start it again.',
  space: 'Free some space.',
  backups: 'Free some space, see that Hark may write to its folder, and back up now in the monitor.',
  drill: 'Back up now in the monitor, then try it there.',
} as const;

export const componentHealthSchema = z.object({
  component: z.enum(COMPONENTS),
  state: z.enum(['ok', 'degraded', 'failed', 'off']),
  /** In a sentence: why, where it is not ok. */
  reason: z.string(),
  /** What to do; null where there is nothing to do. */
  fix: z.string().nullable(),
});
export type ComponentHealth = z.infer<typeof componentHealthSchema>;

export const healthSnapshotSchema = z.object({
  at: z.number(),
  state: z.enum(['ok', 'degraded', 'failed']),
  components: z.array(componentHealthSchema),
  levels: z.array(serviceLevelSchema),
  /** Those that last, then the last ones that are over; newest first. */
  alerts: z.array(alertSchema),
  engine: z.object({
    running: z.boolean(),
    /** Since it listened, ms; null while it does not. */
    upMs: z.number().nullable(),
    restarts: z.number().int(),
    provider: z.enum(PROVIDERS),
    /** Of the model that has most. */
    threads: z.number().int().nullable(),
    hopP50Ms: z.number().nullable(),
    hopP99Ms: z.number().nullable(),
    queuedFrames: z.number().int(),
    droppedFrames: z.number().int(),
  }),
  upMs: z.number(),
});
export type HealthSnapshot = z.infer<typeof healthSnapshotSchema>;
