/** The self-test in words. Pure. */
import type { SelfTestCheck, SelfTestReport, SelfTestSnapshot } from '../../../contract/selfTest.ts';
import { formatElapsed, formatScore, formatSigned } from '../../components/format.ts';
import { countOf } from './figures.ts';
import type { Mark } from './StateMark.tsx';

export const CHECK_NAMES: Record<SelfTestCheck['check'], string> = {
  wake: 'Wake word',
  command: 'Command',
  speaker: 'Voice',
  silence: 'Silence',
};

export interface CheckView {
  mark: Mark;
  words: string;
}

export function checkView({ ok, drifted, latencyMs, limitMs, expected, found }: SelfTestCheck): CheckView {
  if (!ok) {
    const isLate = expected === found && latencyMs !== null && limitMs !== null && latencyMs > limitMs;
    return { mark: 'bad', words: isLate ? 'too late' : 'wrong' };
  }
  return drifted ? { mark: 'risk', words: 'drifted' } : { mark: 'good', words: 'right' };
}

/** "84 ms of 500 ms". */
export function latencyText({ latencyMs, limitMs }: Pick<SelfTestCheck, 'latencyMs' | 'limitMs'>): string {
  if (latencyMs === null) return '–';
  const took = formatElapsed(latencyMs);
  return limitMs === null ? took : `${took} of ${formatElapsed(limitMs)}`;
}

/** Log-likelihood ratios are above one, and can be negative. */
function score(value: number): string {
  return value >= 0 && value <= 1 ? formatScore(value) : formatSigned(value, 1);
}

/** "0.93, was 0.95". */
export function scoreText({ score: now, baseline }: Pick<SelfTestCheck, 'score' | 'baseline'>): string {
  if (now === null) return '–';
  if (baseline === null) return score(now);
  const [shown, before] = [score(now), score(baseline)];
  return shown === before ? `${shown}, as ever` : `${shown}, was ${before}`;
}

export function reportView(report: SelfTestReport | null): CheckView {
  if (report === null) return { mark: 'none', words: 'Never run' };
  if (report.failure) return { mark: 'bad', words: 'Could not be done' };
  const failed = report.checks.filter(({ ok }) => !ok).length;
  if (!report.ok) return { mark: 'bad', words: failed > 0 ? `${countOf(failed, 'check')} failed` : 'Failed' };
  const drifted = report.checks.filter(({ drifted: has }) => has).length;
  return drifted > 0
    ? { mark: 'risk', words: `Passed, ${countOf(drifted, 'score')} drifted` }
    : { mark: 'good', words: 'Passed' };
}

export function pastView({ ok, failed, drifted }: SelfTestSnapshot['history'][number]): CheckView {
  if (!ok) return { mark: 'bad', words: failed > 0 ? `${countOf(failed, 'check')} failed` : 'not done' };
  return drifted > 0
    ? { mark: 'risk', words: `passed, ${countOf(drifted, 'score')} drifted` }
    : { mark: 'good', words: 'passed' };
}
