/** The two keys of the wizard, wherever the focus is. */
import { useEffect, useRef } from 'react';

/** What Space means something to itself. */
const CONTROLS = 'button, input, textarea, select, summary, a[href], [role="option"]';

/** Escape leaves, unless something in front of the page takes it. */
export function useEscape(leave: () => void): void {
  useKey('Escape', leave, (target) => target?.ariaExpanded !== 'true');
}

/** Space does `act` wherever no control takes it. */
export function useSpace(act: () => void): void {
  useKey(' ', act, (target) => !target?.closest(CONTROLS));
}

function useKey(key: string, act: () => void, isOurs: (target: Element | null) => boolean): void {
  const latest = useRef({ act, isOurs });
  useEffect(() => {
    latest.current = { act, isOurs };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== key || event.repeat || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') || !latest.current.isOurs(event.target as Element | null))
        return;
      event.preventDefault();
      latest.current.act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [key]);
}
