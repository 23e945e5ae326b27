/** A limit on a wait. */

export class Late extends Error {
  override readonly name = 'Late';
}

/**
 * What came too late is not waited for. Where this thread was busy for so long itself, what arrived meanwhile counts as
 * in time.
 * @throws Late; what `coming` rejects with
 */
export async function within<T>(coming: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Messages that wait are handed out before the next turn.
      turn = setImmediate(() => reject(new Late(`it took longer than ${limitMs} ms`)));
    }, limitMs);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
    clearImmediate(turn);
  }
}
