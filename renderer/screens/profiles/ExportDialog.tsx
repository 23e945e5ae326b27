import type { Profile } from '../../../contract/profiles.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { PassphraseForm } from './PassphraseForm.tsx';

interface Props {
  open: boolean;
  profile: Profile;
  onClose(): void;
}

/** Takes a voice to another computer. */
export function ExportDialog({ open, profile: { id, name }, onClose }: Props) {
  const exportProfile = useHark((store) => store.exportProfile);
  const give = async (passphrase: string) => {
    const written = await exportProfile(id, passphrase);
    if (typeof written !== 'boolean') return written;
    // Thought better of while choosing a place: the passphrase is still there to go on with.
    if (written) onClose();
    return null;
  };
  return (
    <Dialog open={open} title={`Export the voice of ${name}`} onCancel={onClose} testId="export-dialog">
      <PassphraseForm action="Choose where…" onGive={give} onCancel={onClose}>
        <p>
          The file holds the voiceprint, encrypted with this passphrase, and no sound. Whoever has both can
          have Hark take it for this voice.
        </p>
      </PassphraseForm>
    </Dialog>
  );
}
