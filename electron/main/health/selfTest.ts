/** The self-test: has it done in a process of its own, on request and daily, and keeps what came of it. */
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { Targets } from '../../../contract/health.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { ProviderChoice } from '../../../contract/providers.ts';
import {
  type SelfTestCheck,
  type SelfTestDocument,
  type SelfTestReport,
  type SelfTestSnapshot,
  type SelfTestTrouble,
  selfTestTrouble,
} from '../../../contract/selfTest.ts';
import type { TrialJob } from '../../../contract/trial.ts';
import type { Log } from '../log/log.ts';
import type { Documents } from '../store/documents.ts';
import type { Gauge } from './registry.ts';
import { baselineOf, whatComputes, withReport } from './selfTestRecord.ts';
import { hasSlept, type Moment, SELF_TEST_INTERVAL_MS, selfTestDueInMs } from './selfTestSchedule.ts';
import { readSelfTests, writeSelfTests } from './selfTestStore.ts';

export const SELF_TEST_LOOK_MS = 30_000;
/** It takes seconds; on a machine twenty times as slow, this long. */
export const SELF_TEST_LIMIT = { timeoutMs: 120_000 };

/** What a self-test is done with. */
export type SelfTestAsk = Omit<Extract<TrialJob, { kind: 'self_test' }>, 'kind' | 'samples'>;

export interface SelfTestOptions {
  documents: Pick<Documents, 'read' | 'write'>;
  /** In a process of its own. */
  perform(ask: SelfTestAsk): Promise<SelfTestCheck[]>;
  targets(): Targets;
  /** One every day is wanted. */
  isDaily(): boolean;
  /** Once the engine told of them; rejects where it does not. */
  models(): Promise<readonly ModelStatus[]>;
  providers(): ProviderChoice;
  /** A command is being heard or done: not now. */
  isBusy(): boolean;
  /** hark_self_test_ok */
  gauge: Pick<Gauge, 'set'>;
  changed(snapshot: SelfTestSnapshot): void;
  /** Something is wrong by one that nobody asked for. */
  foundByItself(trouble: SelfTestTrouble): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic, ms. */
  ticks(): number;
  log: Log;
}

export class SelfTest {
  readonly #options: SelfTestOptions;
  #kept: SelfTestDocument;
  #isRunning = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | null = null;
  #lookedAt: Moment;
  #awakeSinceTicks: number;
  #begunAtTicks: number | null = null;

  constructor(options: SelfTestOptions) {
    this.#options = options;
    this.#kept = readSelfTests(options.documents, options.log);
    this.#lookedAt = this.#moment;
    this.#awakeSinceTicks = this.#lookedAt.ticks;
    this.#show();
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), SELF_TEST_LOOK_MS);
    this.#timer.unref?.();
  }

  /** Before the store closes. What still runs comes to nothing. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  snapshot(): SelfTestSnapshot {
    const { last, history } = this.#kept;
    const dueInMs = this.#dueInMs();
    return {
      running: this.#isRunning,
      last,
      history,
      nextAt:
        dueInMs === null ? null : this.#options.now() + (this.#isRunning ? SELF_TEST_INTERVAL_MS : dueInMs),
    };
  }

  /** Of how it went last: null before the first. */
  get last(): SelfTestReport | null {
    return this.#kept.last;
  }

  /** Begins one. @throws HarkError trial.busy */
  run(): void {
    if (this.#isRunning) throw new HarkError('trial.busy', 'a self-test runs already');
    void this.#perform('manual');
  }

  /** Whether one is wanted every day may have changed. */
  settingsChanged(): void {
    this.#options.changed(this.snapshot());
  }

  get #moment(): Moment {
    return { now: this.#options.now(), ticks: this.#options.ticks() };
  }

  #dueInMs(): number | null {
    return selfTestDueInMs({
      ...this.#moment,
      isWanted: this.#options.isDaily(),
      lastAt: this.#kept.last?.at ?? null,
      awakeSinceTicks: this.#awakeSinceTicks,
      begunAtTicks: this.#begunAtTicks,
    });
  }

  #look(): void {
    const before = this.#lookedAt;
    this.#lookedAt = this.#moment;
    if (hasSlept(before, this.#lookedAt, SELF_TEST_LOOK_MS)) this.#awakeSinceTicks = this.#lookedAt.ticks;
    if (this.#isRunning || this.#dueInMs() !== 0 || this.#options.isBusy()) return;
    void this.#perform('daily');
  }

  /** Never rejects. */
  async #perform(trigger: SelfTestReport['trigger']): Promise<void> {
    const { models, providers, targets, perform, now, ticks, changed, foundByItself, log } = this.#options;
    this.#isRunning = true;
    this.#begunAtTicks = ticks();
    changed(this.snapshot());
    const chosen = providers();
    const key = await models().then(
      (known) => whatComputes(known, chosen),
      () => null,
    );
    const { wake_detection, command_detection, voice_verification } = targets();
    let outcome: Pick<SelfTestReport, 'checks' | 'failure'>;
    try {
      const checks = await perform({
        providers: chosen,
        limits: {
          wake: wake_detection * 1_000,
          command: command_detection * 1_000,
          speaker: voice_verification * 1_000,
        },
        baseline: baselineOf(this.#kept, key),
      });
      outcome = { checks, failure: null };
    } catch (error) {
      outcome = { checks: [], failure: describeFailure(error) };
    }
    this.#isRunning = false;
    if (this.#isClosed) return;
    const tookMs = Math.round(ticks() - this.#begunAtTicks);
    const ok = outcome.failure === null && outcome.checks.every((check) => check.ok);
    const report: SelfTestReport = { at: now(), trigger, ok, tookMs, ...outcome };
    this.#kept = withReport(this.#kept, report, key);
    writeSelfTests(this.#options.documents, this.#kept, log);
    this.#show();
    const { failed, drifted } = this.#kept.history[0] ?? {};
    log.info('self-test', { trigger, ok, failed, drifted, tookMs, failure: outcome.failure?.code });
    changed(this.snapshot());
    const trouble = selfTestTrouble(report);
    if (trigger === 'daily' && trouble !== null) foundByItself(trouble);
  }

  #show(): void {
    if (this.#kept.last !== null) this.#options.gauge.set(this.#kept.last.ok ? 1 : 0);
  }
}
