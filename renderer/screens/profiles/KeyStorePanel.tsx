import { Button, TextInput } from '@mantine/core';
import { IconLock, IconLockOpen2 } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { HarkError } from '../../../contract/failures.ts';
import type { KeyStore } from '../../../contract/profiles.ts';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import { PassphraseForm } from './PassphraseForm.tsx';
import styles from './ProfileCard.module.css';
import { keyStoreView } from './profilesView.ts';

/** What stands between the voiceprints and whoever has the files. */
export function KeyStorePanel({ keyStore }: { keyStore: KeyStore }) {
  const setPassphrase = useHark((store) => store.setPassphrase);
  const notify = useHark((store) => store.notify);
  const [isAsking, setAsking] = useState(false);
  const { title, body, isWeak } = keyStoreView(keyStore);
  const Icon = isWeak ? IconLockOpen2 : IconLock;
  const hasPassphrase = keyStore.guard === 'passphrase';
  const give = async (passphrase: string) => {
    const refusal = await setPassphrase(passphrase);
    if (refusal === null) setAsking(false);
    return refusal;
  };
  const goBack = async () => {
    const refusal = await setPassphrase(null);
    if (refusal) notify(new HarkError(refusal.code, refusal.message));
  };
  const buttons = (
    <>
      <Button
        size="xs"
        variant={isWeak ? 'filled' : 'default'}
        data-testid="passphrase-set"
        disabled={keyStore.locked}
        onClick={() => setAsking(true)}
      >
        {hasPassphrase ? 'Change it…' : 'Set a passphrase…'}
      </Button>
      {hasPassphrase && (
        <Button
          size="xs"
          variant="default"
          data-testid="passphrase-remove"
          disabled={keyStore.locked}
          onClick={() => void goBack()}
        >
          Leave it to the system
        </Button>
      )}
    </>
  );
  return (
    <Panel title="What guards the voiceprints">
      {isWeak ? (
        <Callout tone="warn" title={title} testId="keystore" actions={buttons}>
          {body}
        </Callout>
      ) : (
        <div className={styles['guard']} data-testid="keystore" data-guard={keyStore.guard}>
          <Icon size={22} stroke={1.6} aria-hidden="true" className={styles['guardIcon']} />
          <div className={styles['guardWords']}>
            <p className={styles['label']}>{title}</p>
            <p className={styles['hint']}>{body}</p>
          </div>
          <div className={styles['buttons']}>{buttons}</div>
        </div>
      )}
      <Dialog
        open={isAsking}
        title={hasPassphrase ? 'A new passphrase' : 'Guard the voices with a passphrase'}
        onCancel={() => setAsking(false)}
        testId="passphrase-dialog"
      >
        <PassphraseForm action="Use it" onGive={give} onCancel={() => setAsking(false)}>
          <p>
            Hark will ask for it after each start, and knows no voice until then. It is kept nowhere:
            forgotten, the voices have to be recorded again.
          </p>
        </PassphraseForm>
      </Dialog>
    </Panel>
  );
}

/** Until the passphrase is given, no voice is known. */
export function UnlockPanel() {
  const unlock = useHark((store) => store.unlockProfiles);
  const [passphrase, setPassphrase] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (passphrase === '' || isBusy) return;
    setBusy(true);
    const refusal = await unlock(passphrase);
    setBusy(false);
    setPassphrase('');
    setRefused(refusal && failureText(refusal.code).title);
  };
  return (
    <Panel title="The voices are locked">
      <p className={styles['hint']}>
        Give the passphrase that guards them. They stay open until Hark is quit.
      </p>
      <form className={styles['unlock']} data-testid="unlock" onSubmit={(event) => void send(event)}>
        <TextInput
          className={styles['nameField']}
          aria-label="Passphrase"
          data-testid="unlock-passphrase"
          type="password"
          autoComplete="current-password"
          value={passphrase}
          error={refused}
          onChange={(event) => {
            setPassphrase(event.currentTarget.value);
            setRefused(null);
          }}
        />
        <Button
          type="submit"
          variant="filled"
          data-testid="unlock-give"
          disabled={passphrase === '' || isBusy}
        >
          Unlock
        </Button>
      </form>
    </Panel>
  );
}
