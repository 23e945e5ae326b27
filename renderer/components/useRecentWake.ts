import { useEffect, useState } from 'react';
import type { WakeRecord } from '../../contract/channels.ts';
import type { AssistantState } from '../../contract/states.ts';
import { useHark } from './servicesContext.ts';

const HEARING: ReadonlySet<AssistantState> = new Set([
  'listening',
  'capturing',
  'deciding',
  'acting',
  'replying',
]);
/** How long a wake stays in the foreground. */
const RECENT_MS = 6_000;

/** The newest wake while it is only seconds old and the assistant still listens: a pause is the newer news. */
export function useRecentWake(): WakeRecord | null {
  const newest = useHark((state) => state.assistant?.wakes[0] ?? null);
  const hears = useHark((state) => HEARING.has(state.assistant?.state ?? 'starting'));
  const [passedId, setPassedId] = useState<string | null>(null);
  const id = newest?.id;
  const at = newest?.at;
  useEffect(() => {
    if (id === undefined || at === undefined) return;
    const timer = setTimeout(() => setPassedId(id), Math.max(0, at + RECENT_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [id, at]);
  if (!newest || !hears || newest.id === passedId || Date.now() - newest.at >= RECENT_MS) return null;
  return newest;
}
