/**
 * How Hark is: what was measured, what is promised, and how each part does. One timer, every few seconds, does all of it;
 * nobody who measures waits for anything.
 */
import { HarkError } from '../../../contract/failures.ts';
import type {
  Activity,
  Alert,
  ComponentHealth,
  HealthSnapshot,
  Range,
  Series,
  SeriesQuery,
  ServiceLevel,
  Traces,
} from '../../../contract/health.ts';
import type { ModelTimes } from '../../../contract/providers.ts';
import { activeWords, type Settings } from '../../../contract/settings.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import type { BackupsHealth } from '../upkeep/backups.ts';
import { readAlerts, writeAlerts } from './alertStore.ts';
import { Alerts } from './alerts.ts';
import { type ComponentInput, componentsOf, overall } from './components.ts';
import { exposition } from './exposition.ts';
import type { Feed } from './feed.ts';
import { type MachineReader, MachineUse } from './machineUse.ts';
import { type Measured, nothingMeasured, withRunning } from './measured.ts';
import { Measurements } from './measurements.ts';
import { type ProcessMetric, ProcessUse } from './processUse.ts';
import type { Registry } from './registry.ts';
import { Rollup } from './rollup.ts';
import { serviceLevels } from './serviceLevels.ts';
import { freeBytes, storageSizes } from './storageUse.ts';

export const LOOK_INTERVAL_MS = 5_000;
/** What is on disk is looked at so often. */
export const STORAGE_INTERVAL_MS = 600_000;
/** The first time a little after the start, which has other things to do. */
export const STORAGE_FIRST_MS = 30_000;

export interface HealthOptions {
  folder: string;
  feed: Feed;
  store: Pick<Store, 'metrics' | 'documents' | 'notices'>;
  settings(): Settings;
  assistant(): ComponentInput['assistant'];
  models(): ComponentInput['models'];
  voices(): ComponentInput['voices'];
  /** How the last self-test went; null before the first. */
  selfTest(): ComponentInput['selfTest']['last'];
  backups(): BackupsHealth;
  /** What Electron knows of Hark's processes. */
  processes(): readonly ProcessMetric[];
  /** What the engine's process is called there. */
  engineName: string;
  machine: MachineReader;
  changed(snapshot: HealthSnapshot): void;
  /** A service level broke. */
  broke(alert: Alert): void;
  restartEngine(): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms; 0 is when Hark was started. */
  ticks(): number;
  log: Log;
}

export class Health {
  readonly #options: HealthOptions;
  readonly #registry: Registry;
  readonly #rollup: Rollup;
  readonly #measurements: Measurements;
  readonly #alerts: Alerts;
  readonly #processUse: ProcessUse;
  readonly #machineUse: MachineUse;
  #timer: NodeJS.Timeout | null = null;
  /** Null where it has to be read anew. */
  #lastDay: Measured | null = null;
  #levels: readonly ServiceLevel[] = [];
  #storageAt: number;
  #storageBytes: number | null = null;
  #freeBytes: number | null = null;
  #isSeen = false;
  #told = '';

  constructor(options: HealthOptions) {
    this.#options = options;
    const { store, now, ticks, log, machine, engineName } = options;
    const { registry } = options.feed;
    this.#registry = registry;
    this.#rollup = new Rollup({ registry, store: store.metrics, now, ticks, log });
    this.#measurements = new Measurements({
      registry,
      store: store.metrics,
      minute: () => this.#rollup.minute,
      now,
    });
    this.#alerts = new Alerts({
      kept: readAlerts(store.documents, log),
      changed: (alerts) => writeAlerts(store.documents, alerts, log),
      broke: (alert) => options.broke(alert),
      now,
      ticks,
    });
    this.#processUse = new ProcessUse(registry, engineName, machine);
    this.#machineUse = new MachineUse(registry, machine);
    this.#storageAt = ticks() + STORAGE_FIRST_MS;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), LOOK_INTERVAL_MS);
    this.#timer.unref?.();
  }

  /** Before the store closes: the minute under way is written. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#rollup.close();
  }

  // ---- the window ----

  snapshot(): HealthSnapshot {
    // Nothing was looked at yet.
    if (this.#levels.length === 0) this.#judge();
    const components = this.#components();
    const { assistant, now, ticks } = this.#options;
    const { heartbeat, engineUpMs } = this.#options.feed;
    return {
      at: now(),
      state: overall(components),
      components,
      levels: [...this.#levels],
      alerts: [...this.#alerts.list],
      engine: {
        running: engineUpMs !== null,
        upMs: engineUpMs,
        restarts: assistant().engineRestarts,
        ...this.#options.feed.computing,
        hopP50Ms: heartbeat?.hopP50Ms ?? null,
        hopP99Ms: heartbeat?.hopP99Ms ?? null,
        queuedFrames: heartbeat?.queuedFrames ?? 0,
        droppedFrames: heartbeat?.droppedFrames ?? 0,
      },
      upMs: ticks(),
    };
  }

  /** @throws HarkError store.*; so does `activity` */
  series(query: SeriesQuery): Series {
    return this.#measurements.series(query);
  }

  activity(range: Range): Activity {
    const { lastErrors, examples } = this.#options.feed;
    return this.#measurements.activity(range, { lastErrors, examples: (code) => examples.of(code) });
  }

  traces(): Traces {
    return this.#options.feed.traces.get(this.#options.now());
  }

  /** @throws HarkError store.not_found */
  acknowledge(id: string): void {
    if (!this.#alerts.acknowledge(id)) throw new HarkError('store.not_found', 'there is no such alert');
    this.#tell();
  }

  /** Of the models that the running engine loaded. */
  get modelTimes(): ModelTimes[] {
    return [...this.#options.feed.models];
  }

  restartEngine(): void {
    this.#options.restartEngine();
  }

  prometheus(): string {
    return exposition(this.#registry);
  }

  /** Whether the window can be seen. */
  seen(isSeen: boolean): void {
    this.#isSeen = isSeen;
    if (isSeen) this.#tell();
  }

  /** Something happened that may have changed how a part does. */
  look(): void {
    if (this.#stateNow() !== this.#told) this.#tell();
  }

  /** What is promised is another. */
  targetsChanged(): void {
    this.#judge();
    this.#tell();
  }

  // ---- every few seconds ----

  #look(): void {
    this.#measure();
    if (this.#rollup.look()) this.#lastDay = null;
    this.#judge();
    this.#alerts.look(this.#levels);
    if (this.#isSeen) this.#tell();
    else this.look();
  }

  #measure(): void {
    const { processes, ticks } = this.#options;
    this.#processUse.sample(processes(), ticks());
    this.#machineUse.sample();
    this.#options.feed.lookAtMicrophone();
    this.#registry.of('hark_uptime_seconds').set(ticks() / 1_000);
    if (ticks() < this.#storageAt) return;
    this.#storageAt = ticks() + STORAGE_INTERVAL_MS;
    void this.#measureStorage();
  }

  async #measureStorage(): Promise<void> {
    const { folder, models } = this.#options;
    const sizes = await storageSizes(folder);
    const present = models()?.filter((model) => model.present) ?? [];
    sizes.set(
      'models',
      present.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    for (const [kind, bytes] of sizes) this.#registry.of('hark_storage_bytes', { kind }).set(bytes);
    this.#storageBytes = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#freeBytes = await freeBytes(folder);
    if (this.#freeBytes !== null) this.#registry.of('hark_disk_free_bytes').set(this.#freeBytes);
  }

  #judge(): void {
    this.#lastDay ??= this.#readLastDay();
    const measured = withRunning(this.#lastDay, this.#measurements.running);
    this.#levels = serviceLevels(measured, this.#storageBytes, this.#options.settings().health.targets);
  }

  #readLastDay(): Measured {
    try {
      return this.#measurements.lastDay();
    } catch {
      // The store has told of it.
      return nothingMeasured();
    }
  }

  // ---- telling ----

  #components(): ComponentHealth[] {
    const { assistant, models, settings, voices, selfTest, backups, store, now, ticks } = this.#options;
    const { engineUpMs, engineLostAgoMs, heartbeat, failedRecognitions } = this.#options.feed;
    return componentsOf({
      assistant: assistant(),
      engineUpMs,
      engineLostAgoMs,
      hopP50Ms: heartbeat?.hopP50Ms ?? null,
      isSample: settings().microphone.source === 'sample',
      models: models(),
      words: new Set(activeWords(settings()).map(({ model }) => model)),
      failedRecognitions,
      voices: voices(),
      storeNotices: store.notices,
      unwritable: this.#rollup.fails,
      freeBytes: this.#freeBytes,
      backups: { ...backups(), enabled: settings().upkeep.backups.enabled },
      upMs: ticks(),
      now: now(),
      selfTest: { last: selfTest(), isDaily: settings().upkeep.selfTest },
      levels: this.#levels,
    });
  }

  /** Two that are the same show the same. */
  #stateNow(): string {
    const alerts = this.#alerts.list.map(({ id, state, endedAt }) => [id, state, endedAt]);
    return JSON.stringify([this.#components(), this.#levels.map(({ state }) => state), alerts]);
  }

  #tell(): void {
    this.#told = this.#stateNow();
    this.#options.changed(this.snapshot());
  }
}
