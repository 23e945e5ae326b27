/** The app's self-test, in this process: a line for each known recording. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFailure } from '../../../contract/failures.ts';
import { DEFAULT_TARGETS, REMEDIES, type Targets } from '../../../contract/health.ts';
import { checkFix, checkTrouble, type SelfTestCheck } from '../../../contract/selfTest.ts';
import { readSettings, SETTINGS_FILE } from '../../../contract/settings.ts';
import type { ModelStore } from '../../engine/models/store.ts';
import type { CheckResult } from './check.ts';

/** @param folder the data folder, for the service levels that the app is held to */
export async function* selfTestChecks(store: ModelStore, folder: string): AsyncGenerator<CheckResult> {
  const [{ findSampleDir }, { selfTest }] = await Promise.all([
    import('../../engine/selfTest/sample.ts'),
    import('../../engine/selfTest/selfTest.ts'),
  ]);
  try {
    const { wake_detection, command_detection, voice_verification } = await targetsIn(folder);
    const checks = await selfTest({
      store,
      samples: findSampleDir(import.meta.dirname),
      limits: {
        wake: wake_detection * 1_000,
        command: command_detection * 1_000,
        speaker: voice_verification * 1_000,
      },
      // Scores of the app are of whatever it computes with.
      baseline: {},
    });
    for (const check of checks) yield resultOf(check);
  } catch (error) {
    const detail = describeFailure(error).message;
    yield { check: 'self-test', ok: false, detail, fix: REMEDIES.models };
  }
}

export function resultOf(check: SelfTestCheck): CheckResult {
  const name = `self-test ${check.check} ${check.name}`;
  if (!check.ok) return { check: name, ok: false, detail: checkTrouble(check), fix: checkFix(check) };
  const { found, latencyMs, limitMs, score } = check;
  const time = latencyMs === null ? '' : `, after ${latencyMs} ms`;
  const limit = latencyMs === null || limitMs === null ? '' : ` of ${limitMs}`;
  const rests = score === null ? '' : `, score ${score}`;
  return { check: name, ok: true, detail: `${found}${time}${limit}${rests}`, fix: null };
}

async function targetsIn(folder: string): Promise<Targets> {
  try {
    const stored: unknown = JSON.parse(await readFile(join(folder, SETTINGS_FILE), 'utf8'));
    return readSettings(stored).settings.health.targets;
  } catch {
    // The app says what is wrong with its settings.
    return DEFAULT_TARGETS;
  }
}
