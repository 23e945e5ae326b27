import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './ProfileCard.module.css';

interface Props {
  open: boolean;
  onClose(): void;
}

/** Takes in a voice that was exported. */
export function ImportDialog({ open, onClose }: Props) {
  return (
    <Dialog open={open} title="Import a voice" onCancel={onClose} testId="import-dialog">
      <ImportForm onDone={onClose} />
    </Dialog>
  );
}

function ImportForm({ onDone }: { onDone(): void }) {
  const importProfile = useHark((store) => store.importProfile);
  const [passphrase, setPassphrase] = useState('');
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (passphrase === '' || isBusy) return;
    setBusy(true);
    setRefused(null);
    const given = await importProfile(passphrase);
    setBusy(false);
    if ('code' in given) setRefused(given);
    else if (given.profileId !== null) onDone();
  };
  return (
    <form className={styles['form']} onSubmit={(event) => void send(event)}>
      <TextInput
        label="Passphrase of the file"
        description="The one it was exported with. Then choose the file."
        data-testid="import-passphrase"
        type="password"
        autoComplete="off"
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
      />
      {refused && (
        <Callout tone="danger" title={failureText(refused.code).title} testId="import-refused">
          {failureText(refused.code).body}
        </Callout>
      )}
      <div className={styles['buttons']}>
        <Button
          type="submit"
          variant="filled"
          data-testid="import-choose"
          disabled={passphrase === '' || isBusy}
        >
          Choose the file…
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
