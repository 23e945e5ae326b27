/** What the app keeps in its data folder, and what it last found out about itself. Only looks: it may be running. */
import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ALERTS_DOCUMENT, alertsDocumentSchema, LEVEL_WORDS, REMEDIES } from '../../../contract/health.ts';
import { SELF_TEST_DOCUMENT, selfTestDocumentSchema, selfTestTrouble } from '../../../contract/selfTest.ts';
import { CRASH_FILE, CRASH_FOLDER } from '../../../contract/upkeep.ts';
import { listBackups } from '../../backup/backupFolder.ts';
import { APPLICATION_ID, applicationOf, MIGRATIONS, versionOf } from '../../backup/schema.ts';
import { chooseStore } from '../../backup/storePath.ts';
import { type CheckResult, Finding, perform } from './check.ts';

/** Waiting for the app, where that holds the file. */
const BUSY_TIMEOUT_MS = 2_000;
/** What the app does about a store that it cannot use. */
const SETS_ASIDE =
  'Start Hark: it sets the file aside and carries over what can be read. A backup can be restored then.';
/** Crashes that long ago are told of no more than any other. */
const RECENT_MS = 86_400_000;

/**
 * None where the app has never run there.
 * @param now wall clock, ms since the epoch
 */
export async function* appDataChecks(folder: string, now: number): AsyncGenerator<CheckResult> {
  const { path, newer } = chooseStore(folder);
  if (newer === null && !existsSync(path)) return;
  const store = await perform({ check: 'store', fix: SETS_ASIDE, look: () => storeAt(path, newer) });
  yield store;
  if (store.ok) {
    yield await perform({
      check: 'last self-test',
      fix: '',
      look: () => lastSelfTest(documentOf(path, SELF_TEST_DOCUMENT), now),
    });
    yield await perform({
      check: 'alerts',
      fix: '',
      look: () => alerts(documentOf(path, ALERTS_DOCUMENT), now),
    });
  }
  yield await perform({ check: 'backups', fix: REMEDIES.backups, look: () => backups(folder, now) });
  yield await perform({ check: 'crashes', fix: REMEDIES.crashes, look: () => crashes(folder, now) });
}

/** @throws Finding, or what SQLite says */
function storeAt(path: string, newer: number | null): string {
  if (newer !== null) {
    const mine = `this one knows ${MIGRATIONS.length}`;
    throw new Finding(`it is of a newer Hark (version ${newer}; ${mine})`, REMEDIES.newer);
  }
  return withStore(path, (handle) => {
    if (applicationOf(handle) !== APPLICATION_ID) throw new Error('it is not a store of Hark');
    const version = versionOf(handle);
    const found = handle.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (found !== 'ok') throw new Error(`the check found damage: ${found}`);
    const megabytes = (statSync(path).size / 1e6).toFixed(1);
    const older = version < MIGRATIONS.length ? '; the app brings it up to date when it starts' : '';
    return `sound, ${megabytes} MB, version ${version}${older}`;
  });
}

function documentOf(path: string, name: string): unknown {
  const body = withStore(
    path,
    (handle) => handle.prepare('SELECT body FROM documents WHERE name = ?').get(name)?.['body'],
  );
  return body === undefined ? undefined : JSON.parse(String(body));
}

function lastSelfTest(document: unknown, now: number): string {
  if (document === undefined) return 'the app made none yet';
  const { last } = selfTestDocumentSchema.parse(document);
  if (last === null) return 'the app made none yet';
  const when = `${ago(now - last.at)} (${last.trigger})`;
  const trouble = selfTestTrouble(last);
  if (trouble !== null) throw new Finding(`${trouble.reason} That was ${when}.`, trouble.fix);
  return `passed ${when}: ${last.checks.length} checks`;
}

function alerts(document: unknown, now: number): string {
  const kept = alertsDocumentSchema.parse(document ?? []);
  const lasting = kept.filter(({ endedAt }) => endedAt === null);
  const told = lasting.map(
    ({ level, state, since }) =>
      `${LEVEL_WORDS[level].name}: ${state.replace('_', ' ')}, since ${ago(now - since)}`,
  );
  const broken = lasting.find(({ state }) => state === 'broken');
  if (broken !== undefined) throw new Finding(told.join('; '), LEVEL_WORDS[broken.level].fix);
  return told.length > 0 ? told.join('; ') : 'none lasts';
}

function backups(folder: string, now: number): string {
  const all = listBackups(folder);
  const [newest] = all;
  if (newest === undefined) return 'none yet';
  const sound = all.find(({ ok }) => ok);
  if (!newest.ok) {
    const other =
      sound === undefined ? 'and no other is sound' : `the newest sound one was made ${ago(now - sound.at)}`;
    throw new Error(`the newest is damaged, ${other}`);
  }
  return `${all.length === 1 ? '1 backup' : `${all.length} backups`}, the newest sound and made ${ago(now - newest.at)}`;
}

async function crashes(folder: string, now: number): Promise<string> {
  const names = await readdir(join(folder, CRASH_FOLDER)).catch(() => []);
  const found = names
    .flatMap((name) => {
      const [, at, process] = CRASH_FILE.exec(name) ?? [];
      return at === undefined ? [] : [{ at: Number(at), process }];
    })
    .toSorted((a, b) => b.at - a.at);
  const [last] = found;
  if (last === undefined) return 'no reports';
  const reports = found.length === 1 ? '1 report' : `${found.length} reports`;
  const told = `${reports}, the last of ${last.process}, ${ago(now - last.at)}`;
  if (now - last.at < RECENT_MS) throw new Error(told);
  return told;
}

/** Through a connection that cannot write: a writing one would do away with the log of one that crashed. */
function withStore<T>(path: string, look: (handle: DatabaseSync) => T): T {
  const handle = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return look(handle);
  } finally {
    handle.close();
  }
}

function ago(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  if (ms < 0) return 'in the future';
  if (hours < 1) return 'less than an hour ago';
  if (hours < 48) return hours === 1 ? '1 hour ago' : `${hours} hours ago`;
  return `${Math.round(hours / 24)} days ago`;
}
