import { Button, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ActionInfo } from '../../../contract/actions.ts';
import type { Profile } from '../../../contract/profiles.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { digitsOf, isPin, PIN_MAX_DIGITS } from '../../components/pin.ts';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './ProfileCard.module.css';
import { repeatError } from './passphrase.ts';
import { actionsOf, challengeText } from './profilesView.ts';

const NO_ACTIONS: ActionInfo[] = [];

/** What this voice may have done, and the PIN that stands beside it. */
export function Rules({ profile }: { profile: Profile }) {
  const { id, name, rules, hasPin } = profile;
  const set = useHark((store) => store.setProfileRules);
  const setPin = useHark((store) => store.setPin);
  const actions = useHark((store) => store.commands?.actions ?? NO_ACTIONS);
  const guardedBy = useHark((store) => store.settings?.voices.guardedBy ?? 'words');
  const [isAsking, setAsking] = useState(false);
  return (
    <fieldset className={styles['group']}>
      <legend className={styles['label']}>What this voice may have done, besides what anyone may</legend>
      <Switch
        label="Personal commands"
        description={actionsOf('personal', actions)}
        data-testid="rule-personal"
        checked={rules.personal}
        onChange={(event) => void set(id, { ...rules, personal: event.currentTarget.checked })}
      />
      <Switch
        label="Guarded commands"
        description={`${actionsOf('guarded', actions)} Only beyond doubt, and after ${challengeText(guardedBy, profile)}.`}
        data-testid="rule-guarded"
        checked={rules.guarded}
        onChange={(event) => void set(id, { ...rules, guarded: event.currentTarget.checked })}
      />
      {rules.guarded && guardedBy === 'pin' && !hasPin && (
        <p className={styles['warning']} data-testid="pin-needed">
          Guarded commands are to ask for a PIN, and this voice has none: until it does, they ask for two
          words instead.
        </p>
      )}
      <div className={styles['row']}>
        <p>
          PIN: <span data-testid="pin-state">{hasPin ? 'set' : 'none'}</span>
        </p>
        <div className={styles['buttons']}>
          <Button size="xs" variant="default" data-testid="pin-set" onClick={() => setAsking(true)}>
            {hasPin ? 'Change it…' : 'Set a PIN…'}
          </Button>
          {hasPin && (
            <Button
              size="xs"
              variant="default"
              data-testid="pin-remove"
              onClick={() => void setPin(id, null)}
            >
              Remove it
            </Button>
          )}
        </div>
      </div>
      <Dialog
        open={isAsking}
        title={hasPin ? `A new PIN for ${name}` : `A PIN for ${name}`}
        onCancel={() => setAsking(false)}
        testId="pin-dialog"
      >
        <PinForm id={id} onDone={() => setAsking(false)} />
      </Dialog>
    </fieldset>
  );
}

function PinForm({ id, onDone }: { id: string; onDone(): void }) {
  const setPin = useHark((store) => store.setPin);
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const isRight = isPin(first) && first === second;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isRight) return;
    const refusal = await setPin(id, first);
    if (refusal) setRefused(failureText(refusal.code).title);
    else onDone();
  };
  const field = {
    type: 'password',
    inputMode: 'numeric',
    autoComplete: 'off',
    maxLength: PIN_MAX_DIGITS,
  } as const;
  return (
    <form className={styles['form']} onSubmit={(event) => void save(event)}>
      <TextInput
        {...field}
        label="PIN"
        description="Four to twelve digits, to be typed when a guarded command asks for them."
        data-testid="pin-first"
        value={first}
        onChange={(event) => setFirst(digitsOf(event.currentTarget.value))}
      />
      <TextInput
        {...field}
        label="The same again"
        data-testid="pin-second"
        value={second}
        error={repeatError(first, second) ?? refused}
        onChange={(event) => setSecond(digitsOf(event.currentTarget.value))}
      />
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" data-testid="pin-save" disabled={!isRight}>
          Keep it
        </Button>
        <Button variant="default" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
