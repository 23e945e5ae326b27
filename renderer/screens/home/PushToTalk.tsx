import { Button } from '@mantine/core';
import { IconMicrophone, IconPlayerStop } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { HEARING_STATES } from '../../../contract/states.ts';
import { useHark } from '../../components/servicesContext.ts';
import { keysOf } from '../settings/accelerator.ts';
import styles from './CommandBar.module.css';

/**
 * Listens to a command without the wake word: while it is held, or from one press to the next, as it is set. What
 * presses it as a whole, as a screen reader does, toggles it in either mode.
 */
export function PushToTalk() {
  const mode = useHark((store) => store.settings?.pushToTalk.mode ?? 'toggle');
  const state = useHark((store) => store.assistant?.state ?? 'starting');
  const isOwn = useHark((store) => store.interaction?.trigger === 'push');
  const push = useHark((store) => store.push);
  const hintId = useId();
  const held = useRef(false);
  /** A press that was held ends in a click too, which then says nothing new. */
  const wasHeld = useRef(false);

  const isTalking = state === 'capturing' && isOwn;
  const isDisabled = !HEARING_STATES.has(state) || (state === 'capturing' && !isOwn);
  const isHold = mode === 'hold';

  const press = () => {
    if (!isHold || held.current || isDisabled) return;
    held.current = true;
    wasHeld.current = true;
    void push('press');
  };
  const release = () => {
    if (!held.current) return;
    held.current = false;
    void push('release');
  };
  const click = () => {
    if (wasHeld.current) {
      wasHeld.current = false;
      return;
    }
    void push(isHold && isTalking ? 'release' : 'press');
  };
  const onKey = (event: KeyboardEvent, act: () => void) => {
    if (!isHold || (event.key !== ' ' && event.key !== 'Enter')) return;
    // Otherwise the key clicks as well.
    event.preventDefault();
    act();
    wasHeld.current = false;
  };
  // Gone while it is held, by a change of screen say: nobody can let go of it any more.
  useEffect(
    () => () => {
      if (held.current) void push('release');
      held.current = false;
    },
    [push],
  );

  return (
    <div className={styles['push']}>
      <Button
        data-testid="push-to-talk"
        data-mode={mode}
        variant={isTalking ? 'filled' : 'light'}
        size="md"
        radius="xl"
        disabled={isDisabled}
        aria-pressed={isTalking}
        aria-describedby={hintId}
        leftSection={
          isTalking && !isHold ? (
            <IconPlayerStop size={20} stroke={1.8} aria-hidden="true" />
          ) : (
            <IconMicrophone size={20} stroke={1.8} aria-hidden="true" />
          )
        }
        onPointerDown={(event) => {
          if (event.button !== 0 || !isHold) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          press();
        }}
        onPointerUp={release}
        onPointerCancel={release}
        onLostPointerCapture={release}
        onKeyDown={(event) => {
          if (!event.repeat) onKey(event, press);
          else onKey(event, () => undefined);
        }}
        onKeyUp={(event) => onKey(event, release)}
        onBlur={release}
        onClick={click}
        onContextMenu={(event) => event.preventDefault()}
      >
        {isTalking ? (isHold ? 'Let go to end' : 'Done talking') : isHold ? 'Hold to talk' : 'Talk'}
      </Button>
      <p id={hintId} className={styles['hint']}>
        <ShortcutHint />
      </p>
    </div>
  );
}

/** Which keys do the same from anywhere, or why they do not. */
function ShortcutHint() {
  const shortcut = useHark((store) => store.settings?.pushToTalk.shortcut ?? null);
  const mode = useHark((store) => store.settings?.pushToTalk.mode ?? 'toggle');
  const info = useHark((store) => store.info);
  if (!shortcut || !info) return null;
  const keys = keysOf(shortcut, info.platform).join(' ');
  if (info.pushShortcut.active === false) return `${keys} is taken by another program`;
  if (mode === 'hold' && info.pushShortcut.holdUnavailable !== null) {
    return <span title={info.pushShortcut.holdUnavailable}>{keys} anywhere: press, then again to end</span>;
  }
  return `${mode === 'hold' ? 'or hold' : 'or press'} ${keys} anywhere`;
}
