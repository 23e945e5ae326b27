import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Profile } from '../../../contract/profiles.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './ProfileCard.module.css';

interface Props {
  open: boolean;
  profile: Profile;
  onClose(): void;
}

/** Erases a voice, once it is said what goes and that nothing brings it back. */
export function DeleteDialog({ open, profile: { id, name }, onClose }: Props) {
  const remove = useHark((store) => store.deleteProfile);
  const [refused, setRefused] = useState<string | null>(null);
  const erase = async () => {
    const refusal = await remove(id);
    if (refusal) return setRefused(failureText(refusal.code).title);
    onClose();
    // Everything that could have the focus goes with the voice.
    document.getElementById('content')?.focus();
  };
  return (
    <Dialog open={open} title={`Delete the voice of ${name}?`} onCancel={onClose} testId="delete-dialog">
      <p>
        The voiceprint, its keys and any recordings are erased, also from the copies beside them, and the name
        is taken out of the history. Nothing brings them back: to be known again, {name} has to read the
        sentences again. Files that were exported before are not touched.
      </p>
      {refused && <p className={styles['warning']}>{refused}</p>}
      <div className={styles['buttons']}>
        <Button variant="filled" data-testid="delete-yes" onClick={() => void erase()}>
          Erase it
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </Dialog>
  );
}
