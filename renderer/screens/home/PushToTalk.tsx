import { Button } from '@mantine/core';
import { IconMicrophone, IconPlayerStop } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { HEARING_STATES } from '../../../contract/states.ts';
import { useHark } from '../../components/servicesContext.ts';
import { keysOf } from '../settings/accelerator.ts';
import styles from './CommandBar.module.css';
import { PushGesture } from './pushGesture.ts';

/** Listens to a command without the wake word: while it is held, or from one press to the next, as it is set. */
export function PushToTalk() {
  const mode = useHark((store) => store.settings?.pushToTalk.mode ?? 'toggle');
  const state = useHark((store) => store.assistant?.state ?? 'starting');
  const isOwn = useHark((store) => store.interaction?.trigger === 'push');
  const push = useHark((store) => store.push);
  const hintId = useId();
  const [gesture] = useState(() => new PushGesture((what) => void push(what)));
  // Gone while it is held, by a change of screen say: nobody can let go of it any more.
  useEffect(() => () => gesture.up(false), [gesture]);

  const isTalking = state === 'capturing' && isOwn;
  const isDisabled = !HEARING_STATES.has(state) || (state === 'capturing' && !isOwn);
  const isHold = mode === 'hold';
  const Icon = isTalking && !isHold ? IconPlayerStop : IconMicrophone;
  /** Otherwise the key clicks as well. */
  const isHoldKey = (event: KeyboardEvent) => {
    if (!isHold || (event.key !== ' ' && event.key !== 'Enter')) return false;
    event.preventDefault();
    return true;
  };

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
        leftSection={<Icon size={20} stroke={1.8} aria-hidden="true" />}
        onPointerDown={(event) => {
          if (event.button !== 0 || !isHold) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          gesture.down(mode);
        }}
        onPointerUp={() => gesture.up(true)}
        onPointerCancel={() => gesture.up(false)}
        onKeyDown={(event) => {
          if (isHoldKey(event)) gesture.down(mode);
        }}
        onKeyUp={(event) => {
          if (isHoldKey(event)) gesture.up(false);
        }}
        onBlur={() => gesture.up(false)}
        onClick={() => gesture.click(mode, isTalking)}
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
  const { state } = info.pushShortcut;
  if (state === 'refused') {
    return info.shortcutsByPortal
      ? `the desktop does not give ${keys} to Hark`
      : `${keys} is taken by another program`;
  }
  if (state === 'asked') return `${keys} anywhere, where the desktop allows it`;
  if (mode === 'hold' && info.pushShortcut.holdUnavailable !== null) {
    return <span title={info.pushShortcut.holdUnavailable}>{keys} anywhere: press, then again to end</span>;
  }
  return `${mode === 'hold' ? 'or hold' : 'or press'} ${keys} anywhere`;
}
