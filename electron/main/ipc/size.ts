/**
 * How much one call may carry. The parsers look at every value before they say that there are too many of them, and
 * main stands still meanwhile; what no call of the contract could ever need is refused before they see it.
 */

/** Values within values. The largest arguments, a settings patch or an action of one's own, have a few hundred. */
export const VALUES_MAX = 20_000;
/** Arrays and objects within each other. */
export const DEPTH_MAX = 32;

export function isTooMuch(value: unknown): boolean {
  let values = 0;
  const waiting: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const inside = valuesInside(next.value);
    values += inside.length;
    if (values > VALUES_MAX || (inside.length > 0 && next.depth >= DEPTH_MAX)) return true;
    for (const each of inside) {
      if (typeof each === 'object' && each !== null) waiting.push({ value: each, depth: next.depth + 1 });
    }
  }
  return false;
}

/** Bytes are one value, however many they are: what limits them is said by the call that takes them. */
function valuesInside(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value);
}
