import { ActionIcon, Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Backup, Drill } from '../../../contract/upkeep.ts';
import { BackupControls } from '../../components/BackupControls.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { formatMoment } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './BackupsCard.module.css';
import cards from './Cards.module.css';
import { countOf, formatSize } from './figures.ts';
import { Metric } from './Metric.tsx';
import { StateMark } from './StateMark.tsx';
import { BACKUP_KINDS, drillView, rowsOf } from './upkeepView.ts';

const MAKE_ID = 'backup-make';

/** What can be gone back to, and whether it would work. */
export function BackupsCard() {
  const backups = useHark((store) => store.backups);
  const load = useHark((store) => store.loadBackups);
  useEffect(() => void load(), [load]);
  const now = Date.now();
  if (!backups) {
    return (
      <Panel title="Backups">
        <p className={cards['quiet']}>Looking…</p>
      </Panel>
    );
  }
  const newest = backups.backups.find(({ ok }) => ok);
  return (
    <Panel
      title="Backups"
      aside={
        <StateMark
          mark={backups.failure ? 'bad' : newest ? 'good' : 'none'}
          words={newest ? `Newest ${formatMoment(newest.at, now)}` : 'None yet'}
        />
      }
    >
      {backups.failure && (
        <p className={cards['problem']} data-testid="backup-failure">
          {failureText(backups.failure.code).title}. {backups.failure.message}
        </p>
      )}
      {backups.backups.length > 0 && <List backups={backups.backups} />}
      <Making hasAny={newest !== undefined} lastDrill={backups.lastDrill} />
      <div className={cards['settings']}>
        <BackupControls
          description={
            backups.nextAt === null
              ? 'Only when you ask for it.'
              : `Next ${formatMoment(backups.nextAt, now)}. Each is checked once it is written.`
          }
        />
      </div>
      <Metric names={['hark_backup_age_seconds', 'hark_storage_bytes']} />
    </Panel>
  );
}

type Asking = { what: 'restore' | 'delete'; backup: Backup } | null;

function List({ backups }: { backups: readonly Backup[] }) {
  const now = Date.now();
  const [asking, setAsking] = useState<Asking>(null);
  const [told, setTold] = useState<string | null>(null);
  return (
    <>
      <ul className={styles['backups']} data-testid="backups">
        {backups.map((backup) => {
          const when = formatMoment(backup.at, now);
          return (
            <li key={backup.id} className={styles['backup']} data-testid="backup" data-id={backup.id}>
              <div>
                <p className={styles['when']}>{when}</p>
                <p className={cards['quiet']}>
                  {BACKUP_KINDS[backup.kind]}, {formatSize(backup.bytes)}
                </p>
              </div>
              <StateMark mark={backup.ok ? 'good' : 'bad'} words={backup.ok ? 'sound' : 'damaged'} />
              <div className={styles['does']}>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Restore the backup of ${when}`}
                  data-testid="backup-restore"
                  disabled={!backup.ok}
                  onClick={() => setAsking({ what: 'restore', backup })}
                >
                  Restore…
                </Button>
                <ActionIcon
                  variant="subtle"
                  size="lg"
                  aria-label={`Delete the backup of ${when}`}
                  data-testid="backup-delete"
                  onClick={() => setAsking({ what: 'delete', backup })}
                >
                  <IconTrash size={16} stroke={1.8} aria-hidden="true" />
                </ActionIcon>
              </div>
            </li>
          );
        })}
      </ul>
      <p role="status" className={styles['told']} data-testid="restored">
        {told}
      </p>
      <RestoreDialog
        backup={asking?.what === 'restore' ? asking.backup : null}
        onClose={() => setAsking(null)}
        onRestored={setTold}
      />
      <DeleteDialog
        backup={asking?.what === 'delete' ? asking.backup : null}
        onClose={() => setAsking(null)}
      />
    </>
  );
}

interface RestoreProps {
  /** Null while nothing is asked. */
  backup: Backup | null;
  onClose(): void;
  /** Told what came of it. */
  onRestored(text: string): void;
}

function RestoreDialog({ backup, onClose, onRestored }: RestoreProps) {
  const restore = useHark((store) => store.restoreBackup);
  const [isRunning, setRunning] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const close = () => {
    setRefused(null);
    onClose();
  };
  const run = async (chosen: Backup) => {
    setRunning(true);
    setRefused(null);
    const result = await restore(chosen.id);
    setRunning(false);
    if ('code' in result) {
      const { title, body } = failureText(result.code);
      return setRefused(`${title}. ${body}`);
    }
    onRestored(
      `Restored as of ${formatMoment(chosen.at, Date.now())}: ${countOf(result.rows, 'row')}. What was there is the newest backup now.`,
    );
    close();
  };
  return (
    <Dialog
      open={backup !== null}
      title={backup ? `Go back to ${formatMoment(backup.at, Date.now())}?` : ''}
      onCancel={() => !isRunning && close()}
      testId="restore-dialog"
    >
      <p>
        Notes, timers, your own sentences and actions, voices and settings become as they were then
        {backup && ` (${countOf(rowsOf(backup), 'row')}, by Hark ${backup.version})`}; what came since is
        replaced. A voice that was erased since stays erased. The history and what was measured stay as they
        are.
      </p>
      <p>What is there now is backed up first, so that you can come back to it.</p>
      {refused && (
        <p className={cards['problem']} role="alert">
          {refused}
        </p>
      )}
      <div className={cards['buttons']}>
        <Button
          variant="filled"
          data-testid="restore-yes"
          disabled={isRunning}
          onClick={() => backup && void run(backup)}
        >
          {isRunning ? 'Restoring…' : 'Restore it'}
        </Button>
        <Button variant="default" disabled={isRunning} onClick={close}>
          Leave all as it is
        </Button>
      </div>
    </Dialog>
  );
}

function DeleteDialog({ backup, onClose }: { backup: Backup | null; onClose(): void }) {
  const remove = useHark((store) => store.deleteBackup);
  const run = async (chosen: Backup) => {
    await remove(chosen.id);
    onClose();
    // The button that had the focus went with its backup.
    document.getElementById(MAKE_ID)?.focus();
  };
  return (
    <Dialog
      open={backup !== null}
      title={backup ? `Delete the backup of ${formatMoment(backup.at, Date.now())}?` : ''}
      onCancel={onClose}
      testId="backup-delete-dialog"
    >
      <p>Nothing brings it back. What Hark has now is not touched.</p>
      <div className={cards['buttons']}>
        <Button variant="filled" data-testid="backup-delete-yes" onClick={() => backup && void run(backup)}>
          Delete it
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </Dialog>
  );
}

function Making({ hasAny, lastDrill }: { hasAny: boolean; lastDrill: Drill | null }) {
  const make = useHark((store) => store.makeBackup);
  const drill = useHark((store) => store.drillBackup);
  const [doing, setDoing] = useState<'make' | 'drill' | null>(null);
  const run = async (what: 'make' | 'drill', work: () => Promise<unknown>) => {
    setDoing(what);
    await work();
    setDoing(null);
  };
  return (
    <>
      <div className={cards['buttons']}>
        <Button
          id={MAKE_ID}
          size="xs"
          variant="default"
          data-testid="backup-make"
          disabled={doing !== null}
          onClick={() => void run('make', make)}
        >
          {doing === 'make' ? 'Backing up…' : 'Back up now'}
        </Button>
        <Button
          size="xs"
          variant="default"
          data-testid="backup-drill"
          disabled={doing !== null || !hasAny}
          onClick={() => void run('drill', drill)}
        >
          {doing === 'drill' ? 'Trying…' : 'Try a restore'}
        </Button>
      </div>
      <div role="status" data-testid="drill" data-ok={lastDrill?.ok ?? null}>
        {lastDrill && <DrillResult drill={lastDrill} />}
      </div>
    </>
  );
}

function DrillResult({ drill }: { drill: Drill }) {
  const { mark, words, text } = drillView(drill);
  return (
    <>
      <StateMark mark={mark} words={`${words}, tried ${formatMoment(drill.at, Date.now())}`} />
      <p className={cards['quiet']}>{text}</p>
    </>
  );
}
