/** What a trial process can be asked to do. Each job loads what it needs itself, and that alone. */
import { constants, setPriority } from 'node:os';
import { describeFailure, HarkError } from '../../contract/failures.ts';
import { type TrialJob, type TrialMessage, type TrialResult, trialJobSchema } from '../../contract/trial.ts';

type Jobs = {
  [K in TrialJob['kind']]: (job: Extract<TrialJob, { kind: K }>) => Promise<TrialResult<K>>;
};

const JOBS: Jobs = {
  async offered() {
    const { offered, RUNTIME_VERSION } = await import('../engine/session/runtime.ts');
    return { providers: offered(), runtime: RUNTIME_VERSION };
  },
  async probe({ model, provider }) {
    yieldToOthers();
    const [{ probe }, { findModelsDir, ModelStore }] = await Promise.all([
      import('../engine/probe.ts'),
      import('../engine/models/store.ts'),
    ]);
    return probe(await ModelStore.open(findModelsDir()), model, provider);
  },
  async self_test({ samples, limits, baseline, providers }) {
    yieldToOthers();
    const [{ selfTest }, { findModelsDir, ModelStore }, { chooseProviders }] = await Promise.all([
      import('../engine/selfTest/selfTest.ts'),
      import('../engine/models/store.ts'),
      import('../engine/session/runtime.ts'),
    ]);
    chooseProviders(providers);
    return selfTest({ store: await ModelStore.open(findModelsDir()), samples, limits, baseline });
  },
};

/** What the engine hears meanwhile comes first. */
function yieldToOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not every system lets a process do so.
  }
}

/** Does a job that was asked for by a message. Never throws: what went wrong is the answer. */
export async function attempt(message: unknown, jobs: Jobs = JOBS): Promise<TrialMessage> {
  try {
    const parsed = trialJobSchema.safeParse(message);
    if (!parsed.success) throw new HarkError('ipc.arguments', 'the job does not fit the contract');
    const job = parsed.data;
    // The table pairs each kind with its own job; the compiler cannot follow the pairing through a union.
    const work = jobs[job.kind] as (job: TrialJob) => Promise<unknown>;
    return { type: 'done', result: await work(job) };
  } catch (error) {
    return { type: 'failed', error: describeFailure(error) };
  }
}
