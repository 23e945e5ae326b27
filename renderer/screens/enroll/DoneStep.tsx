import { Button } from '@mantine/core';
import { useHark } from '../../components/servicesContext.ts';
import { VoiceChart } from '../../components/VoiceChart.tsx';
import { qualityView } from '../profiles/profilesView.ts';
import styles from './EnrollScreen.module.css';
import { StepFrame } from './StepFrame.tsx';

interface Props {
  profileId: string;
  onClose(): void;
}

/** How far the voice lies from others, and where everything about it is found. */
export function DoneStep({ profileId, onClose }: Props) {
  const profile = useHark((store) => store.profiles?.profiles.find(({ id }) => id === profileId) ?? null);
  const hint = profile && qualityView(profile).hint;
  return (
    <StepFrame
      title={profile ? `Hark knows ${profile.name}` : 'Done'}
      actions={
        <Button size="md" variant="filled" data-testid="enroll-done" onClick={onClose}>
          Done
        </Button>
      }
    >
      {profile?.summary && (
        <div className={styles['panel']}>
          <VoiceChart voice={profile.summary} />
        </div>
      )}
      {hint && <p>{hint}</p>}
      <p className={styles['hint']}>
        Under Voices you set what this voice may have done, give it a PIN, add another microphone, and erase
        it. Remember that a voice is not a password: it can be recorded.
      </p>
    </StepFrame>
  );
}
