/** Times, sizes and levels as they are shown everywhere. */
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const hourAndMinute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const dayOfOtherYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const BYTES_PER_MB = 1_000_000;
const BYTES_PER_KB = 1_000;
const MS_PER_S = 1_000;
const S_PER_MIN = 60;
const S_PER_H = 3_600;
const S_PER_DAY = 86_400;
/** Farther from today, a weekday by itself would be another week's. */
const WEEKDAY_TELLS_DAYS = 6;
/** Shorter times are told in milliseconds. */
const SECONDS_FROM_MS = 1_000;
const SMALL_SCORE = 0.02;
const SMALLEST_SCORE = 0.000_1;

/** `at` is ms since the epoch. */
export function formatTime(at: number): string {
  return clock.format(at);
}

/** Without seconds, and with the day where it is not the day of `now`. Both in ms since the epoch. */
export function formatMoment(at: number, now: number): string {
  const day = formatOtherDay(at, now);
  return day === '' ? hourAndMinute.format(at) : `${day}, ${hourAndMinute.format(at)}`;
}

/** Its weekday, or its date where that is a week or more away; empty for the day of `now`. Both in ms since the epoch. */
export function formatOtherDay(at: number, now: number): string {
  const days = daysBetween(now, at);
  if (days === 0) return '';
  if (Math.abs(days) <= WEEKDAY_TELLS_DAYS) return weekday.format(at);
  const isOtherYear = new Date(at).getFullYear() !== new Date(now).getFullYear();
  return (isOtherYear ? dayOfOtherYear : dayOfYear).format(at);
}

/** By the calendar, whatever the hours. Both in ms since the epoch. */
export function daysBetween(from: number, to: number): number {
  const noonOf = (at: number) => new Date(at).setHours(12, 0, 0, 0);
  return Math.round((noonOf(to) - noonOf(from)) / (S_PER_DAY * MS_PER_S));
}

/** How long something took: "84 ms", "1.9 s". */
export function formatElapsed(ms: number): string {
  return ms < SECONDS_FROM_MS ? `${Math.round(ms)} ms` : `${(ms / MS_PER_S).toFixed(1)} s`;
}

/** What is left, in whole seconds that have begun: "0:10", "1:02:09"; of days, in whole hours: "2 d 1 h". */
export function formatCountdown(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / MS_PER_S);
  if (seconds < S_PER_DAY) return digits(seconds);
  return `${Math.floor(seconds / S_PER_DAY)} d ${Math.floor((seconds % S_PER_DAY) / S_PER_H)} h`;
}

/** What has passed, in whole seconds that are over. */
export function formatStopwatch(ms: number): string {
  return digits(Math.floor(Math.max(0, ms) / MS_PER_S));
}

/** As it is said: "10 seconds", "1 minute 30 seconds". */
export function formatSpan(ms: number): string {
  const total = Math.round(ms / MS_PER_S);
  const parts: [number, string][] = [
    [Math.floor(total / S_PER_DAY), 'day'],
    [Math.floor((total % S_PER_DAY) / S_PER_H), 'hour'],
    [Math.floor((total % S_PER_H) / S_PER_MIN), 'minute'],
    [total % S_PER_MIN, 'second'],
  ];
  const said = parts.filter(([count]) => count > 0);
  if (said.length === 0) return '0 seconds';
  return said.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ');
}

function digits(seconds: number): string {
  const hours = Math.floor(seconds / S_PER_H);
  const minutes = Math.floor((seconds % S_PER_H) / S_PER_MIN);
  const pad = (part: number) => String(part).padStart(2, '0');
  const tail = pad(seconds % S_PER_MIN);
  return hours > 0 ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}

export function formatBytes(bytes: number): string {
  if (bytes >= BYTES_PER_MB) return `${(bytes / BYTES_PER_MB).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / BYTES_PER_KB))} kB`;
}

/** With a true minus sign. */
export function formatDbfs(level: number): string {
  return `${formatSigned(level, 0)} dBFS`;
}

/** With a true minus sign. */
export function formatSigned(value: number, decimals: number): string {
  return `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(decimals)}`;
}

/** A score or threshold 0..1: two decimals, and of small ones as many as tell them from nothing: "0.93", "0.005". */
export function formatScore(score: number): string {
  return score >= SMALL_SCORE || score < SMALLEST_SCORE
    ? score.toFixed(2)
    : String(Number(score.toPrecision(1)));
}

/** 0..1 as "93 %". */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}
