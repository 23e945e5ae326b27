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

/** Of voices it is a log-likelihood ratio, of the others 0..1. */
function formatOf(check: SelfTestCheck['check']): (value: number) => string {
  return check === 'speaker' ? (value) => formatSigned(value, 1) : formatScore;
}

/** "0.93, was 0.95". */
export function scoreText({
  check,
  score,
  baseline,
}: Pick<SelfTestCheck, 'check' | 'score' | 'baseline'>): string {
  if (score === null) return '–';
  const format = formatOf(check);
  if (baseline === null) return format(score);
  const [shown, before] = [format(score), format(baseline)];
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
