/** One thing that `hark doctor` looks at. */
import { describeFailure } from '../../../contract/failures.ts';

export interface CheckResult {
  check: string;
  ok: boolean;
  detail: string;
  /** What to do about it; null where all is well. */
  fix: string | null;
}

/** What a check found, or an error for what is wrong. */
export interface Check {
  check: string;
  fix: string;
  look(): Promise<string> | string;
}

/** Wrong in a way that has a remedy of its own. */
export class Finding extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

export async function perform({ check, fix, look }: Check): Promise<CheckResult> {
  try {
    return { check, ok: true, detail: await look(), fix: null };
  } catch (error) {
    const remedy = error instanceof Finding ? error.fix : fix;
    return { check, ok: false, detail: describeFailure(error).message, fix: remedy };
  }
}
