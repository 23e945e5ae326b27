import { Button, Select, Switch, TextInput } from '@mantine/core';
import { IconFingerprint, IconLock, IconTrash, type TablerIcon } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { PROFILE_NAME_MAX, profileNameSchema } from '../../../contract/profiles.ts';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import type { EnrollmentGoal, Refusal } from '../../store/profilesSlice.ts';
import styles from './EnrollScreen.module.css';
import { KEPT_DAYS } from './enrollView.ts';
import { RefusalCallout } from './RefusalCallout.tsx';
import { StepFrame } from './StepFrame.tsx';

interface Props {
  goal: EnrollmentGoal;
  onDone(): void;
  onLeave(): void;
}

const DAYS_AT_FIRST = '30';

/** What is kept, where, and how it is erased, before anything is recorded. */
export function ConsentStep({ goal, onDone, onLeave }: Props) {
  const begin = useHark((store) => store.beginEnrollment);
  const guard = useHark((store) => store.profiles?.keyStore.guard ?? 'system');
  const adapts = useHark((store) => store.settings?.voices.adapt ?? false);
  const formId = useId();
  const isNew = goal.purpose === 'new';
  const [name, setName] = useState('');
  const [keeps, setKeeps] = useState(false);
  const [days, setDays] = useState(DAYS_AT_FIRST);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const given = profileNameSchema.safeParse(name);
  const isNameFault = refused?.code === 'profile.exists' || refused?.code === 'profile.name';

  const agree = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || goal.purpose === 'resume') return;
    if (isNew && !given.success) {
      return setRefused({ code: 'profile.name', message: '' });
    }
    setBusy(true);
    const refusal = await begin({
      purpose: goal.purpose,
      profileId: 'profileId' in goal ? goal.profileId : null,
      name: isNew ? (given.data ?? null) : null,
      keepAudioDays: keeps ? Number(days) : 0,
    });
    setBusy(false);
    if (refusal) setRefused(refusal);
    else onDone();
  };

  return (
    <StepFrame
      title="Before you begin"
      actions={
        <>
          <Button size="md" variant="default" onClick={onLeave}>
            Not now
          </Button>
          <Button
            size="md"
            variant="filled"
            type="submit"
            form={formId}
            data-testid="consent-agree"
            disabled={isBusy || (isNew && name.trim() === '')}
          >
            I agree, go on
          </Button>
        </>
      }
    >
      <p className={styles['lead']}>
        You read five short sentences; that takes under a minute. Hark makes a voiceprint of them, by which it
        tells you from others.
      </p>
      <ul className={styles['points']}>
        <Point Icon={IconFingerprint} title="What is kept">
          About a thousand numbers that describe how your voice sounds. Nobody can listen to them, but like a
          fingerprint they belong to you alone.{' '}
          {adapts && 'Hark adds to them from commands that were surely yours. '}
          The sentences themselves are not kept, unless you choose to below.
        </Point>
        <Point Icon={IconLock} title="Where">
          On this computer only, encrypted; nothing is sent.{' '}
          {guard === 'obfuscation'
            ? 'This system has no key store, so the key is only obscured: set a passphrase under Voices to guard it.'
            : guard === 'passphrase'
              ? 'Your passphrase guards the key.'
              : 'The system’s key store guards the key.'}
        </Point>
        <Point Icon={IconTrash} title="How to erase it">
          Under Voices, at any time: “Delete” erases voiceprint, key and recordings, and takes the name out of
          the history.
        </Point>
      </ul>
      <form id={formId} className={styles['form']} noValidate onSubmit={(event) => void agree(event)}>
        {isNew && (
          <TextInput
            className={styles['name']}
            label="Name"
            description="What Hark calls this person."
            data-testid="enroll-name"
            autoComplete="off"
            maxLength={PROFILE_NAME_MAX}
            value={name}
            error={isNameFault && `${failureText(refused.code).title}. ${failureText(refused.code).body}`}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setRefused(null);
            }}
          />
        )}
        <div className={styles['keep']}>
          <Switch
            label="Keep the recordings too, encrypted"
            description="For you to hear again, under Voices. Hark does not need them: left off, each is forgotten once it is judged."
            data-testid="enroll-keep-audio"
            checked={keeps}
            onChange={(event) => setKeeps(event.currentTarget.checked)}
          />
          {keeps && (
            <Select
              className={styles['days']}
              label="For"
              data-testid="enroll-days"
              data={KEPT_DAYS}
              value={days}
              onChange={(value) => value !== null && setDays(value)}
              allowDeselect={false}
              comboboxProps={{ transitionProps: { duration: 0 } }}
            />
          )}
        </div>
      </form>
      {!isNameFault && <RefusalCallout refusal={refused} />}
    </StepFrame>
  );
}

function Point({ Icon, title, children }: { Icon: TablerIcon; title: string; children: ReactNode }) {
  return (
    <li className={styles['point']}>
      <Icon size={22} stroke={1.6} aria-hidden="true" className={styles['pointIcon']} />
      <h2>{title}</h2>
      <p>{children}</p>
    </li>
  );
}
