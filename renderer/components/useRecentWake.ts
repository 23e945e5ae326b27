import { useEffect, useState } from 'react';
import type { WakeRecord } from '../../contract/channels.ts';
import { useHark } from './servicesContext.ts';

/** How long a wake stays in the foreground. */
const RECENT_MS = 6_000;

/** The newest wake while it is only seconds old. */
export function useRecentWake(): WakeRecord | null {
  const newest = useHark((state) => state.assistant?.wakes[0] ?? null);
  const [passedId, setPassedId] = useState<string | null>(null);
  const id = newest?.id;
  const at = newest?.at;
  useEffect(() => {
    if (id === undefined || at === undefined) return;
    const timer = setTimeout(() => setPassedId(id), Math.max(0, at + RECENT_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [id, at]);
  if (!newest || newest.id === passedId || Date.now() - newest.at >= RECENT_MS) return null;
  return newest;
}
