import { Button, TextInput } from '@mantine/core';
import { IconPencil, IconUserCircle } from '@tabler/icons-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { PROFILE_NAME_MAX, type Profile, profileNameSchema } from '../../../contract/profiles.ts';
import { Callout } from '../../components/Callout.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { VoiceChart } from '../../components/VoiceChart.tsx';
import { failureText } from '../../store/failureTexts.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import styles from './ProfileCard.module.css';
import { fitsMicrophone, lastHeardText, NO_ROOM_FOR_MICROPHONE, qualityView } from './profilesView.ts';
import { Recordings } from './Recordings.tsx';
import { References } from './References.tsx';
import { Rules } from './Rules.tsx';

interface Props {
  profile: Profile;
  /** The only one is shown whole. */
  isAlone: boolean;
  isUnavailable: boolean;
}

/** One voice: a line of the list, and all about it below. */
export function ProfileCard({ profile, isAlone, isUnavailable }: Props) {
  const { id, name, lastHeardAt } = profile;
  const quality = qualityView(profile);
  const [isOpen, setOpen] = useState(isAlone);
  return (
    <details
      className={styles['card']}
      data-testid="profile"
      data-id={id}
      data-state={profile.state}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={styles['summary']}>
        <IconUserCircle size={28} stroke={1.5} aria-hidden="true" className={styles['icon']} />
        <h2 className={styles['name']}>{name}</h2>
        <span className={styles['facts']}>
          <span className={styles['quality']} data-tone={quality.tone} data-testid="profile-quality">
            {quality.word}
          </span>
          <span>{lastHeardText(lastHeardAt, Date.now())}</span>
        </span>
      </summary>
      {isOpen && <Body profile={profile} isUnavailable={isUnavailable} hint={quality.hint} />}
    </details>
  );
}

interface BodyProps {
  profile: Profile;
  isUnavailable: boolean;
  hint: string | null;
}

function Body({ profile, isUnavailable, hint }: BodyProps) {
  const { id, name, state, failure, summary } = profile;
  const enroll = useHark((store) => store.openEnrollment);
  const isReady = state === 'ready' && !isUnavailable;
  const noRoomId = useId();
  const hasNoRoom = summary !== null && !fitsMicrophone(summary);
  const [asking, setAsking] = useState<'export' | 'delete' | null>(null);
  const close = () => setAsking(null);
  return (
    <div className={styles['body']}>
      <Name profile={profile} />
      {failure && (
        <Callout tone="warn" title={failureText(failure.code).title} testId="profile-failure">
          {failureText(failure.code).body}
        </Callout>
      )}
      {state === 'locked' && <p className={styles['hint']}>It is used once the passphrase is given above.</p>}
      {summary && <VoiceChart voice={summary} name={name} />}
      {hint && <p className={styles['hint']}>{hint}</p>}
      <Rules profile={profile} />
      {summary && <References profile={profile} summary={summary} />}
      <Recordings profile={profile} />
      <div className={styles['buttons']}>
        <Button
          variant="default"
          data-testid="profile-again"
          disabled={state === 'locked' || isUnavailable}
          onClick={() => enroll({ purpose: 'again', profileId: id, name })}
        >
          Record again
        </Button>
        <Button
          variant="default"
          data-testid="profile-microphone"
          disabled={!isReady || hasNoRoom}
          aria-describedby={hasNoRoom ? noRoomId : undefined}
          onClick={() => enroll({ purpose: 'microphone', profileId: id, name })}
        >
          Add another microphone
        </Button>
        <Button
          variant="default"
          data-testid="profile-export"
          disabled={!isReady}
          onClick={() => setAsking('export')}
        >
          Export…
        </Button>
        <Button
          variant="default"
          className={styles['delete']}
          data-testid="profile-delete"
          onClick={() => setAsking('delete')}
        >
          Delete…
        </Button>
      </div>
      {hasNoRoom && (
        <p id={noRoomId} className={styles['hint']} data-testid="no-room">
          {NO_ROOM_FOR_MICROPHONE}
        </p>
      )}
      <ExportDialog open={asking === 'export'} profile={profile} onClose={close} />
      <DeleteDialog open={asking === 'delete'} profile={profile} onClose={close} />
    </div>
  );
}

function Name({ profile: { id, name } }: { profile: Profile }) {
  const rename = useHark((store) => store.renameProfile);
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isEditing = draft !== null;
  useEffect(() => {
    if (isEditing) field.current?.select();
  }, [isEditing]);
  const close = () => {
    setDraft(null);
    setError(null);
    // The field that had the focus is gone.
    requestAnimationFrame(() => button.current?.focus());
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const given = profileNameSchema.safeParse(draft);
    if (!given.success) return setError(failureText('profile.name').title);
    if (given.data === name) return close();
    const refused = await rename(id, given.data);
    if (refused) setError(failureText(refused.code).title);
    else close();
  };
  if (draft === null) {
    return (
      <Button
        ref={button}
        className={styles['rename']}
        size="compact-sm"
        variant="subtle"
        data-testid="profile-rename"
        leftSection={<IconPencil size={16} stroke={1.8} aria-hidden="true" />}
        onClick={() => setDraft(name)}
      >
        Rename
      </Button>
    );
  }
  return (
    <form className={styles['nameForm']} onSubmit={(event) => void save(event)}>
      <TextInput
        ref={field}
        className={styles['nameField']}
        aria-label="Name"
        data-testid="profile-name"
        autoComplete="off"
        maxLength={PROFILE_NAME_MAX}
        value={draft}
        error={error}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          setError(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
        }}
      />
      <Button type="submit" variant="filled" data-testid="profile-name-save" disabled={draft.trim() === ''}>
        Save
      </Button>
      <Button variant="default" onClick={close}>
        Leave it
      </Button>
    </form>
  );
}
