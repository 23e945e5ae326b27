import { VisuallyHidden } from '@mantine/core';
import { useHark } from './servicesContext.ts';
import { useRecentWake } from './useRecentWake.ts';
import { useStateView } from './useStateView.ts';

/** Tells assistive technology about wakes, replies and changes of state, without interrupting. */
export function Announcer() {
  const { title, detail } = useStateView();
  const wake = useRecentWake();
  const heard = wake?.verdict === 'woke' ? `Heard “${wake.phrase}”` : null;
  const reply = useHark((state) => state.interaction?.reply ?? '');
  const isSpoken = useHark(
    ({ settings, voices }) =>
      settings?.replies.speak === true && !settings.replies.quiet && voices !== null && voices.length > 0,
  );
  return (
    <VisuallyHidden>
      <output aria-live="polite">{heard ?? `${title}. ${detail}`}</output>
      {/* What Hark says aloud itself is not to be said twice at once. */}
      <div role="status">{isSpoken ? '' : reply}</div>
    </VisuallyHidden>
  );
}
