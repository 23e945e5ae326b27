/** What moves with time alone, drawn past React: a countdown writes its digits itself. */
import { useLayoutEffect } from 'react';
import { useServices } from './servicesContext.ts';

/** No look is more frequent: ten a second is as fast as digits can be read. */
const MIN_WAIT_MS = 100;
/** No look is rarer, so that a machine that slept shows the right time soon. */
const MAX_WAIT_MS = 1_000;

/**
 * Calls `draw` at once, before the first paint, and then whenever it asks to be: it gives the ms until it will look
 * different, or null when it never will. It must stay the same function between renders. A window that cannot be seen
 * draws nothing.
 */
export function useClockwork(draw: () => number | null): void {
  const { feed } = useServices();
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (isFirst: boolean) => {
      const waitMs = isFirst || feed.watched ? draw() : MAX_WAIT_MS;
      if (waitMs === null) return;
      timer = setTimeout(() => look(false), Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, waitMs)));
    };
    look(true);
    return () => clearTimeout(timer);
  }, [feed, draw]);
}
