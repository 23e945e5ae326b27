import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { STORAGE_KINDS } from '../../../contract/health.ts';
import type { Cleaned } from '../../../contract/upkeep.ts';
import { Callout } from '../../components/Callout.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import type { HealthFigures } from '../../store/healthSlice.ts';
import { NO_SERIES, seriesName } from '../../store/monitorSeries.ts';
import { retentionText } from '../history/historyView.ts';
import cards from './Cards.module.css';
import { lastOf } from './chartView.ts';
import { Fact } from './Fact.tsx';
import { formatSize, NOTHING_MEASURED } from './figures.ts';
import { Metric } from './Metric.tsx';
import { StateMark } from './StateMark.tsx';
import styles from './StorageCard.module.css';
import { amountText, historyText, integrityView } from './upkeepView.ts';

const STORAGE_NAMES: Record<(typeof STORAGE_KINDS)[number], string> = {
  database: 'History, notes and figures',
  voices: 'Voices',
  logs: 'Logs',
  backups: 'Backups',
  archives: 'Archived history',
  crashes: 'Crash reports',
  models: 'Models',
  other: 'Everything else',
};
const PERCENT = 100;
const NO_FIGURES: HealthFigures['series'] = {};

/** What Hark keeps on disk, how much is free there, and whether it is sound. */
export function StorageCard() {
  const storage = useHark((store) => store.storage);
  const load = useHark((store) => store.loadStorage);
  useEffect(() => void load(), [load]);
  return (
    <Panel
      title="Storage"
      aside={
        storage && (
          <StateMark
            mark={storage.persistent ? 'good' : 'bad'}
            words={storage.persistent ? 'Writes to disk' : 'In memory only'}
          />
        )
      }
    >
      {storage?.persistent === false && (
        <Callout tone="danger" title="Nothing new is kept">
          What happens now is gone when Hark ends: the data folder cannot be written. Check free space and its
          permissions, then restart Hark.
        </Callout>
      )}
      <Sizes free={storage?.freeBytes ?? null} />
      <Kept />
      <Cleaning />
      <Metric names={['hark_storage_bytes', 'hark_disk_free_bytes']} />
    </Panel>
  );
}

function Sizes({ free: freeNow }: { free: number | null }) {
  const series = useHark((store) => store.figures.upkeep?.series ?? NO_FIGURES);
  const sizes = STORAGE_KINDS.flatMap((kind) => {
    const bytes = lastOf((series[seriesName('hark_storage_bytes', { kind })] ?? NO_SERIES).values);
    return bytes === null || bytes === 0 ? [] : [{ kind, bytes }];
  });
  const free = freeNow ?? lastOf((series['hark_disk_free_bytes'] ?? NO_SERIES).values);
  const most = Math.max(1, ...sizes.map(({ bytes }) => bytes));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (sizes.length === 0) return <p className={styles['quiet']}>{NOTHING_MEASURED}</p>;
  return (
    <>
      <p className={styles['total']} data-testid="storage">
        {formatSize(total)}
        {free !== null && <span className={styles['free']}> kept, {formatSize(free)} free</span>}
      </p>
      <ul className={styles['sizes']}>
        {sizes.map(({ kind, bytes }) => (
          <li key={kind} className={styles['size']}>
            <span>{STORAGE_NAMES[kind]}</span>
            <span className={styles['bytes']}>{formatSize(bytes)}</span>
            <svg width="100%" height="6" className={styles['track']} aria-hidden="true">
              <rect width={`${(bytes / most) * PERCENT}%`} height="6" className={styles['fill']} />
            </svg>
          </li>
        ))}
      </ul>
    </>
  );
}

function Kept() {
  const storage = useHark((store) => store.storage);
  const days = useHark((store) => store.settings?.history.retentionDays ?? null);
  const go = useHark((store) => store.go);
  if (!storage) return null;
  const { history, archives, recordings } = storage;
  return (
    <dl className={cards['facts']} data-testid="storage-facts">
      <Fact name="History" value={historyText(history, Date.now())} />
      {days !== null && (
        <Fact
          name="How long"
          value={
            <>
              {retentionText(days)}{' '}
              <button type="button" className={cards['link']} onClick={() => go('settings')}>
                Change
              </button>
            </>
          }
        />
      )}
      <Fact name="Archived history" value={amountText(archives.files, 'file', formatSize(archives.bytes))} />
      <Fact
        name="Recordings of enrollments"
        value={amountText(recordings.count, 'recording', formatSize(recordings.bytes))}
      />
    </dl>
  );
}

/** What is done by itself by and by, at once. */
function Cleaning() {
  const integrity = useHark((store) => store.storage?.integrity ?? null);
  const check = useHark((store) => store.checkStorage);
  const clean = useHark((store) => store.cleanStorage);
  const [doing, setDoing] = useState<'check' | 'clean' | null>(null);
  const [cleaned, setCleaned] = useState<Cleaned | null>(null);
  const { mark, words } = integrityView(integrity, Date.now());
  const run = async (what: 'check' | 'clean', work: () => Promise<void>) => {
    setDoing(what);
    await work();
    setDoing(null);
  };
  return (
    <>
      <div className={cards['line']} data-testid="integrity" data-ok={integrity?.ok ?? null}>
        <span>Database</span>
        <StateMark mark={mark} words={words} />
        {integrity && !integrity.ok && <p className={cards['quiet']}>{integrity.detail}</p>}
      </div>
      <div className={cards['buttons']}>
        <Button
          size="xs"
          variant="default"
          data-testid="storage-check"
          disabled={doing !== null}
          onClick={() => void run('check', check)}
        >
          {doing === 'check' ? 'Checking…' : 'Check now'}
        </Button>
        <Button
          size="xs"
          variant="default"
          data-testid="storage-clean"
          disabled={doing !== null}
          onClick={() => void run('clean', async () => setCleaned(await clean()))}
        >
          {doing === 'clean' ? 'Cleaning…' : 'Clean now'}
        </Button>
      </div>
      <div role="status" data-testid="storage-cleaned">
        {cleaned && <Freed cleaned={cleaned} />}
      </div>
    </>
  );
}

function Freed({ cleaned: { freedBytes, what } }: { cleaned: Cleaned }) {
  return (
    <p className={cards['quiet']}>
      {what.length === 0
        ? 'There was nothing to clean.'
        : `${formatSize(freedBytes)} freed: ${what.join(', ')}.`}
    </p>
  );
}
