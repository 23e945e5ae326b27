import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { passphraseSchema } from '../../../contract/profiles.ts';
import { failureText } from '../../store/failureTexts.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './ProfileCard.module.css';
import { passphraseView, repeatError } from './passphrase.ts';

const PASSPHRASE_MAX_CHARACTERS = 1_000;

interface Props {
  /** What it does: the words on its button. */
  action: string;
  children: ReactNode;
  /** @returns why it was refused; null where it was not */
  onGive(passphrase: string): Promise<Refusal | null>;
  onCancel(): void;
}

/** A passphrase of one's own, entered twice, with a hint of how good it is. */
export function PassphraseForm({ action, children, onGive, onCancel }: Props) {
  const strengthId = useId();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const strength = passphraseView(first);
  const isRight = passphraseSchema.safeParse(first).success && first === second;
  const give = async (event: FormEvent) => {
    event.preventDefault();
    if (!isRight || isBusy) return;
    setBusy(true);
    const refusal = await onGive(first);
    setBusy(false);
    if (refusal) setRefused(failureText(refusal.code).title);
  };
  const field = {
    type: 'password',
    autoComplete: 'new-password',
    maxLength: PASSPHRASE_MAX_CHARACTERS,
  } as const;
  return (
    <form className={styles['form']} onSubmit={(event) => void give(event)}>
      {children}
      <div>
        <TextInput
          {...field}
          label="Passphrase"
          data-testid="passphrase-first"
          aria-describedby={strengthId}
          value={first}
          onChange={(event) => {
            setFirst(event.currentTarget.value);
            setRefused(null);
          }}
        />
        <p
          id={strengthId}
          className={styles['strength']}
          data-level={first === '' ? undefined : strength.level}
          data-testid="passphrase-strength"
          role="status"
        >
          {strength.text}
        </p>
      </div>
      <TextInput
        {...field}
        label="The same again"
        data-testid="passphrase-second"
        value={second}
        error={repeatError(first, second) ?? refused}
        onChange={(event) => {
          setSecond(event.currentTarget.value);
          setRefused(null);
        }}
      />
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" data-testid="passphrase-give" disabled={!isRight || isBusy}>
          {action}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
