import { Slider, Switch } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import type { Word } from '../store/words.ts';
import { useHark } from './servicesContext.ts';

/** Long enough to skip most of a drag, short enough to feel live. */
const SAVE_AFTER_MS = 120;
const PERCENT = 100;
const STEP = 5;

interface Props {
  word: Word;
}

/** Whether this word is listened for. */
export function WordSwitch({ word }: Props) {
  const update = useHark((state) => state.updateSettings);
  const { model, phrase, enabled, sensitivity, usable } = word;
  return (
    <Switch
      label={phrase}
      aria-label={`Listen for “${phrase}”`}
      data-testid={`word-${model}`}
      checked={enabled}
      disabled={!usable}
      onChange={(event) =>
        void update({ words: { [model]: { enabled: event.currentTarget.checked, sensitivity } } })
      }
    />
  );
}

/** How easily this word wakes; takes effect while it is moved. */
export function SensitivitySlider({ word }: Props) {
  const update = useHark((state) => state.updateSettings);
  const { model, phrase, enabled, sensitivity, usable } = word;
  // What is being chosen, until it is saved: an answer to an earlier position must not pull the thumb back.
  const [moving, setMoving] = useState<number | null>(null);
  const save = useDebouncedCallback(
    (value: number) => {
      void update({ words: { [model]: { enabled, sensitivity: value / PERCENT } } });
      setMoving((current) => (current === value ? null : current));
    },
    { delay: SAVE_AFTER_MS, flushOnUnmount: true },
  );
  return (
    <Slider
      thumbLabel={`Sensitivity for “${phrase}”`}
      data-testid={`sensitivity-${model}`}
      value={moving ?? Math.round(sensitivity * PERCENT)}
      min={0}
      max={PERCENT}
      step={STEP}
      size="xs"
      thumbSize={16}
      disabled={!enabled || !usable}
      onChange={(value) => {
        setMoving(value);
        save(value);
      }}
    />
  );
}
