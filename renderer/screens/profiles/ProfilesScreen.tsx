import { Button } from '@mantine/core';
import { IconUserCircle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Enrollment, ProfilesSnapshot } from '../../../contract/profiles.ts';
import { PROFILES_MAX } from '../../../contract/speaker.ts';
import { Callout } from '../../components/Callout.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import { Page } from '../Page.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { KeyStorePanel, UnlockPanel } from './KeyStorePanel.tsx';
import { ProfileCard } from './ProfileCard.tsx';
import styles from './ProfilesScreen.module.css';
import { enrollmentText } from './profilesView.ts';

export const ADD_VOICE_ID = 'add-voice';

/** Whose voices Hark knows, how well, and what each may have done. */
export function ProfilesScreen() {
  const snapshot = useHark((store) => store.profiles);
  const loadCommands = useHark((store) => store.loadCommands);
  const loadProfiles = useHark((store) => store.loadProfiles);
  useEffect(() => void loadCommands(), [loadCommands]);
  useEffect(() => {
    if (!snapshot) void loadProfiles();
  }, [snapshot, loadProfiles]);
  return (
    <Page
      title="Voices"
      intro="Read five sentences, and Hark can tell you from everyone else: who woke it, and whether they may have it done."
    >
      {snapshot ? <Known snapshot={snapshot} /> : <p className={styles['quiet']}>Loading…</p>}
    </Page>
  );
}

function Known({ snapshot }: { snapshot: ProfilesSnapshot }) {
  const { profiles, enrollment, keyStore, unavailable } = snapshot;
  return (
    <>
      {unavailable && (
        <Callout tone="warn" title={failureText(unavailable.code).title} testId="voices-unavailable">
          {failureText(unavailable.code).body} Commands that need a known voice are refused meanwhile.
          {unavailable.message !== '' && <p className={styles['quiet']}>{unavailable.message}</p>}
        </Callout>
      )}
      {enrollment && <Left enrollment={enrollment} />}
      {keyStore.locked && <UnlockPanel />}
      <Tools snapshot={snapshot} />
      {profiles.length === 0 ? (
        <Empty isUnavailable={unavailable !== null || keyStore.locked} />
      ) : (
        <ul className={styles['profiles']} data-testid="profiles">
          {profiles.map((profile) => (
            <li key={profile.id}>
              <ProfileCard
                profile={profile}
                isAlone={profiles.length === 1}
                isUnavailable={unavailable !== null}
              />
            </li>
          ))}
        </ul>
      )}
      <Callout tone="info" title="A voice is not a password" testId="not-a-password">
        It keeps visitors and the television from having your things done, not somebody who means to deceive:
        voices can be recorded and imitated. What matters most is asked for twice, by words that nobody knows
        beforehand or by a PIN.
      </Callout>
      <KeyStorePanel keyStore={keyStore} />
    </>
  );
}

/** What was begun and not finished, maybe before Hark was closed. */
function Left({ enrollment }: { enrollment: Enrollment }) {
  const open = useHark((store) => store.openEnrollment);
  const discard = useHark((store) => store.discardEnrollment);
  return (
    <Callout
      tone="info"
      title="A recording is not finished"
      testId="enrollment-left"
      actions={
        <>
          <Button
            size="xs"
            variant="filled"
            data-testid="enrollment-go-on"
            onClick={() => open({ purpose: 'resume' })}
          >
            Go on
          </Button>
          <Button
            size="xs"
            variant="default"
            data-testid="enrollment-discard"
            onClick={() => {
              void discard();
              document.getElementById(ADD_VOICE_ID)?.focus();
            }}
          >
            Discard it
          </Button>
        </>
      }
    >
      {enrollmentText(enrollment)} Until it is finished, no voice is made of it.
    </Callout>
  );
}

function Tools({ snapshot: { profiles, unavailable, keyStore } }: { snapshot: ProfilesSnapshot }) {
  const open = useHark((store) => store.openEnrollment);
  const [isImporting, setImporting] = useState(false);
  const isFull = profiles.length >= PROFILES_MAX;
  const isOff = isFull || unavailable !== null || keyStore.locked;
  return (
    <div className={styles['tools']}>
      <p className={styles['count']} role="status">
        {isFull
          ? `${PROFILES_MAX} voices: there is no room for another.`
          : profiles.length > 0 && (profiles.length === 1 ? 'One voice' : `${profiles.length} voices`)}
      </p>
      <Button
        variant="default"
        data-testid="voice-import"
        disabled={isOff}
        onClick={() => setImporting(true)}
      >
        Import…
      </Button>
      <Button
        id={ADD_VOICE_ID}
        variant="filled"
        data-testid="voice-add"
        disabled={isOff}
        onClick={() => open({ purpose: 'new' })}
      >
        Add a voice
      </Button>
      <ImportDialog open={isImporting} onClose={() => setImporting(false)} />
    </div>
  );
}

function Empty({ isUnavailable }: { isUnavailable: boolean }) {
  return (
    <div className={styles['empty']} data-testid="voices-empty">
      <IconUserCircle size={40} stroke={1.4} aria-hidden="true" className={styles['emptyIcon']} />
      <p className={styles['emptyTitle']}>Hark knows no voice yet</p>
      <p>
        Until it does, it answers everyone alike, and whoever speaks may have anything done.
        {!isUnavailable && ' Adding yours takes under a minute, and stays on this computer.'}
      </p>
    </div>
  );
}
