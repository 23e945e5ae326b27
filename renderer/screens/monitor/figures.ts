/** Measured values as people read them. Pure. */
import type { ServiceLevel } from '../../../contract/health.ts';
import { formatElapsed } from '../../components/format.ts';

/** 'cores' has 1 for one core. */
export type Unit = ServiceLevel['unit'] | 'cores' | 'count';

export const NOTHING_MEASURED = 'Nothing measured yet';
const MS_PER_S = 1_000;
const PERCENT = 100;
const BYTES_PER_STEP = 1_024;
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
/** From here on a decimal tells nothing more. */
const WHOLE_FROM = 10;
const counts = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

export function formatFigure(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  switch (unit) {
    case 'seconds':
      return formatElapsed(value * MS_PER_S);
    case 'ratio':
    case 'cores':
      return formatPercent(value);
    case 'bytes':
      return formatSize(value);
    case 'count':
      return counts.format(value);
  }
}

/** A share 0..1: "0.4 %", "12 %", in one piece. */
export function formatPercent(share: number): string {
  const percent = share * PERCENT;
  const hasDecimal = percent > 0 && percent < WHOLE_FROM && !Number.isInteger(Number(percent.toFixed(1)));
  return `${percent.toFixed(hasDecimal ? 1 : 0)}\u00a0%`;
}

/** In powers of 1024: "410 MiB", "2 GiB", "2.1 GiB". */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= BYTES_PER_STEP && unit < BYTE_UNITS.length - 1) {
    value /= BYTES_PER_STEP;
    unit += 1;
  }
  const isWhole = value >= WHOLE_FROM || unit === 0 || Number.isInteger(Number(value.toFixed(1)));
  return `${value.toFixed(isWhole ? 0 : 1)} ${BYTE_UNITS[unit]}`;
}

/** "one request", "12 requests". */
export function countOf(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${counts.format(count)} ${what}s`;
}
