import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Profile, Recording } from '../../../contract/profiles.ts';
import { formatElapsed } from '../../components/format.ts';
import { useHark, useServices } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './ProfileCard.module.css';
import { recordingName, recordingsText } from './profilesView.ts';

/** The sentences as they were read, where the person wanted them kept: to be heard, and to be deleted. */
export function Recordings({ profile }: { profile: Profile }) {
  const { id, recordings, state } = profile;
  const remove = useHark((store) => store.deleteRecordings);
  const list = useHark((store) => store.listRecordings);
  const { recordings: playback } = useServices();
  const [found, setFound] = useState<Recording[]>([]);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const { count = 0, until = 0 } = recordings ?? {};
  useEffect(() => {
    let isCurrent = true;
    // Asked again whenever there are others.
    if (count > 0 && until > 0) void list(id).then((answer) => isCurrent && setFound(answer));
    return () => {
      isCurrent = false;
    };
  }, [list, id, count, until]);
  useEffect(() => () => playback.stop(), [playback]);
  if (!recordings) return null;
  const play = async (recording: Recording) => {
    setRefused(null);
    setRefused(await playback.start(id, recording.id));
  };
  const now = Date.now();
  return (
    <div className={styles['group']} data-testid="profile-recordings">
      <div className={styles['row']}>
        <p>{recordingsText(recordings, now)}</p>
        <Button
          size="xs"
          variant="default"
          data-testid="recordings-delete"
          onClick={() => {
            playback.stop();
            void remove(id);
          }}
        >
          Delete them now
        </Button>
      </div>
      <ul className={styles['recordings']}>
        {found.map((recording) => (
          <Row
            key={recording.id}
            recording={recording}
            name={recordingName(recording, found, now)}
            isShut={state === 'locked'}
            onPlay={() => void play(recording)}
          />
        ))}
      </ul>
      <p role="alert" className={styles['warning']}>
        {refused && `${failureText(refused.code).title}. ${failureText(refused.code).body}`}
      </p>
    </div>
  );
}

interface RowProps {
  recording: Recording;
  name: string;
  /** It waits for the passphrase. */
  isShut: boolean;
  onPlay(): void;
}

function Row({ recording: { id, durationMs }, name, isShut, onPlay }: RowProps) {
  const isPlaying = useHark((store) => store.playingRecording === id);
  const { recordings: playback } = useServices();
  const Icon = isPlaying ? IconPlayerStop : IconPlayerPlay;
  return (
    <li className={styles['recording']} data-testid="recording">
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={isPlaying ? `Stop ${name}` : `Play ${name}`}
        data-testid="recording-play"
        data-playing={isPlaying ? '' : undefined}
        disabled={isShut}
        onClick={() => (isPlaying ? playback.stop() : onPlay())}
      >
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
      <span className={styles['origin']}>{name}</span>
      <span className={styles['seconds']}>{formatElapsed(durationMs)}</span>
    </li>
  );
}
