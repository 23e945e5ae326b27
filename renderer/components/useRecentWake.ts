import { useEffect, useState } from 'react';
import type { WakeRecord } from '../../contract/channels.ts';
import { HEARING_STATES } from '../../contract/states.ts';
import { useHark } from './servicesContext.ts';

/** How long a wake stays in the foreground. */
const RECENT_MS = 6_000;

/**
 * The newest wake while it is only seconds old and the assistant still listens: a pause is the newer news, and so is
 * the command that followed it. It may still be a maybe; one that woke nothing is none.
 */
export function useRecentWake(): WakeRecord | null {
  const newest = useHark((state) => newestWake(state.assistant?.wakes));
  const hears = useHark((state) => HEARING_STATES.has(state.assistant?.state ?? 'starting'));
  const answered = useHark((state) => state.interaction?.wakeId ?? null);
  const [passedId, setPassedId] = useState<string | null>(null);
  const id = newest?.id;
  const at = newest?.at;
  useEffect(() => {
    if (id === undefined || at === undefined) return;
    const timer = setTimeout(() => setPassedId(id), Math.max(0, at + RECENT_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [id, at]);
  if (!newest || !hears || newest.id === passedId || newest.id === answered) return null;
  return Date.now() - newest.at < RECENT_MS ? newest : null;
}

/** The newest that woke or may yet; null where there is none. */
export function newestWake(wakes: readonly WakeRecord[] | undefined): WakeRecord | null {
  return wakes?.find(({ verdict }) => verdict === 'woke' || verdict === 'maybe') ?? null;
}
