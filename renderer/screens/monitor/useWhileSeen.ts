import { useEffect } from 'react';
import { useServices } from '../../components/servicesContext.ts';

/** Does `work` at once and then every so often, as long as the component is there and the window can be seen. */
export function useWhileSeen(work: () => Promise<void>, everyMs: number, isOn = true): void {
  const { feed } = useServices();
  useEffect(() => {
    if (!isOn) return;
    void work();
    const timer = setInterval(() => feed.watched && void work(), everyMs);
    return () => clearInterval(timer);
  }, [work, everyMs, isOn, feed]);
}
