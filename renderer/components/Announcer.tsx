import { VisuallyHidden } from '@mantine/core';
import { useRecentWake } from './useRecentWake.ts';
import { useStateView } from './useStateView.ts';

/** Tells assistive technology about wakes and changes of state, without interrupting. */
export function Announcer() {
  const { title, detail } = useStateView();
  const wake = useRecentWake();
  return (
    <VisuallyHidden>
      <output aria-live="polite">{wake ? `Heard “${wake.phrase}”` : `${title}. ${detail}`}</output>
    </VisuallyHidden>
  );
}
