/** A disk that is full, in builds for tests. */

let isFull = false;

export function fillDisk(full: boolean): void {
  isFull = full;
}

/** @throws what SQLite says on a full disk */
export function failWhereFull(): void {
  if (!isFull) return;
  const text = 'database or disk is full';
  throw Object.assign(new Error(text), { code: 'ERR_SQLITE_ERROR', errcode: 13, errstr: text });
}

/** @throws what the system says on a full disk */
export function failFileWhereFull(): void {
  if (!isFull) return;
  const text = 'ENOSPC: no space left on device, write';
  throw Object.assign(new Error(text), { code: 'ENOSPC', errno: -28, syscall: 'write' });
}
