import { TextInput } from '@mantine/core';
import { useState } from 'react';
import styles from './SettingsScreen.module.css';

interface Props {
  label: string;
  description: string;
  placeholder?: string;
  /** Empty for none. */
  value: string;
  /** What is wrong with a text; null where it can be saved. */
  check(text: string): string | null;
  onSave(text: string): void;
  testId: string;
}

/** An address that is saved when it is left or confirmed, and only if it is one. Escape takes a change back. */
export function UrlField({ label, description, placeholder, value, check, onSave, testId }: Props) {
  /** Null while nothing is being changed. */
  const [draft, setDraft] = useState<string | null>(null);
  const error = draft === null ? null : check(draft.trim());
  const save = () => {
    if (draft === null || error !== null) return;
    if (draft.trim() !== value) onSave(draft.trim());
    setDraft(null);
  };
  return (
    <TextInput
      className={styles['wide']}
      label={label}
      description={description}
      placeholder={placeholder}
      data-testid={testId}
      type="url"
      inputMode="url"
      autoComplete="off"
      value={draft ?? value}
      error={error}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
