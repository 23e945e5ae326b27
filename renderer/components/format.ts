/** Times, sizes and levels as they are shown everywhere. */
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const BYTES_PER_MB = 1_000_000;
const BYTES_PER_KB = 1_000;

/** `at` is ms since the epoch. */
export function formatTime(at: number): string {
  return clock.format(at);
}

export function formatBytes(bytes: number): string {
  if (bytes >= BYTES_PER_MB) return `${(bytes / BYTES_PER_MB).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / BYTES_PER_KB))} kB`;
}

/** With a true minus sign. */
export function formatDbfs(level: number): string {
  return `${level < 0 ? '−' : ''}${Math.abs(level).toFixed(0)} dBFS`;
}
