import { Button, Select, Slider, Switch } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import type { Settings } from '../../../contract/settings.ts';
import { Callout } from '../../components/Callout.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark, useServices } from '../../components/servicesContext.ts';
import styles from './SettingsScreen.module.css';

type Replies = Settings['replies'];

const SYSTEM_VOICE = 'system-default';
const [SLOWEST, FASTEST, RATE_STEP] = [0.5, 2, 0.1];
/** Long enough to skip most of a drag, short enough to feel live. */
const SAVE_AFTER_MS = 150;
const RATE_MARKS = [{ value: 1 }];

/** How Hark answers: aloud or on screen, with which voice. */
export function ReplySettings() {
  const replies = useHark((store) => store.settings?.replies ?? null);
  const voices = useHark((store) => store.voices);
  const update = useHark((store) => store.updateSettings);
  if (!replies) return null;
  const change = (part: Partial<Replies>) => void update({ replies: { ...replies, ...part } });
  const isMute = voices !== null && voices.length === 0;
  return (
    <Panel title="Replies">
      <Switch
        label="Quiet"
        description="No sound but that of timers and alarms. Replies show on screen."
        data-testid="quiet"
        checked={replies.quiet}
        onChange={(event) => change({ quiet: event.currentTarget.checked })}
      />
      <Switch
        label="Chime"
        description="A short sound when Hark listens, has done it, or could not."
        data-testid="chime"
        checked={replies.chime}
        disabled={replies.quiet}
        onChange={(event) => change({ chime: event.currentTarget.checked })}
      />
      <Switch
        label="Speak replies"
        description="With a voice of this computer. Say the wake word to stop it."
        data-testid="speak"
        checked={replies.speak}
        disabled={replies.quiet}
        onChange={(event) => change({ speak: event.currentTarget.checked })}
      />
      {isMute && <NoVoices />}
      {!isMute && <VoiceFields replies={replies} change={change} />}
    </Panel>
  );
}

function NoVoices() {
  const platform = useHark((store) => store.info?.platform);
  return (
    <Callout tone="warn" title="This computer has no voice that Hark can use" testId="no-voices">
      Replies show on screen only.{' '}
      {platform === 'linux'
        ? 'Install Speech Dispatcher with a voice such as eSpeak NG, then start Hark again.'
        : 'Add an English voice in the system’s speech settings; it is found at once.'}
    </Callout>
  );
}

function VoiceFields({ replies, change }: { replies: Replies; change(part: Partial<Replies>): void }) {
  const { tryVoice } = useServices();
  const voices = useHark((store) => store.voices) ?? [];
  const isOff = replies.quiet || !replies.speak;
  const listed = voices.map(({ name, language }) => ({ value: name, label: `${name} (${language})` }));
  const isListed = replies.voice === null || voices.some(({ name }) => name === replies.voice);
  const data = [
    { value: SYSTEM_VOICE, label: 'The system’s choice' },
    ...listed,
    ...(isListed ? [] : [{ value: replies.voice ?? '', label: `${replies.voice} (not installed)` }]),
  ];
  return (
    <div className={styles['pair']}>
      <Select
        label="Voice"
        data-testid="voice"
        data={data}
        value={replies.voice ?? SYSTEM_VOICE}
        onChange={(value) => {
          if (value !== null) change({ voice: value === SYSTEM_VOICE ? null : value });
        }}
        allowDeselect={false}
        disabled={isOff}
        comboboxProps={{ transitionProps: { duration: 0 } }}
      />
      <Rate rate={replies.rate} disabled={isOff} onChange={(rate) => change({ rate })} />
      <Button variant="default" data-testid="try-voice" disabled={isOff} onClick={tryVoice}>
        Try it
      </Button>
    </div>
  );
}

function Rate({
  rate,
  disabled,
  onChange,
}: {
  rate: number;
  disabled: boolean;
  onChange(rate: number): void;
}) {
  // What is being chosen, until it is saved.
  const [moving, setMoving] = useState<number | null>(null);
  const save = useDebouncedCallback(
    (value: number) => {
      onChange(value);
      setMoving((current) => (current === value ? null : current));
    },
    { delay: SAVE_AFTER_MS, flushOnUnmount: true },
  );
  const shown = moving ?? rate;
  return (
    <div className={styles['rate']}>
      <p className={styles['fieldLabel']} aria-hidden="true">
        Speed <span className={styles['figure']}>{shown.toFixed(1)}×</span>
      </p>
      <Slider
        thumbLabel="Speed of speech"
        data-testid="rate"
        value={shown}
        min={SLOWEST}
        max={FASTEST}
        step={RATE_STEP}
        marks={RATE_MARKS}
        label={(value) => `${value.toFixed(1)}×`}
        size="sm"
        disabled={disabled}
        onChange={(value) => {
          const rounded = Math.round(value / RATE_STEP) / Math.round(1 / RATE_STEP);
          setMoving(rounded);
          save(rounded);
        }}
      />
    </div>
  );
}
