import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeKeyStore } from './testing/fakeKeyStore.ts';
import { summary } from './testing/fakeVoiceEngine.ts';
import { VoiceRig } from './testing/voiceRig.ts';

let rig: VoiceRig;
const others: VoiceRig[] = [];
const another = (folder?: string, options = {}) => {
  const made = new VoiceRig(folder, options);
  others.push(made);
  return made;
};
beforeEach(() => {
  rig = new VoiceRig();
});
afterEach(() => {
  for (const each of [rig, ...others.splice(0)]) each.dispose();
});

const begin = (name = 'Anna', keepAudioDays = 0) =>
  rig.enrollment.begin({ purpose: 'new', profileId: null, name, keepAudioDays });

describe('the keys', () => {
  it('are not in the database: copied alone it opens nothing', async () => {
    await rig.enroll('Anna');
    const elsewhere = mkdtempSync(join(tmpdir(), 'hark-voices-elsewhere-'));
    rig.store.close();
    copyFileSync(join(rig.folder, 'hark.db'), join(elsewhere, 'hark.db'));
    rig.open();
    const thief = another(elsewhere);
    await thief.settle();
    expect(thief.snapshot.profiles).toMatchObject([
      { name: 'Anna', state: 'unusable', failure: { code: 'profile.foreign_key' }, summary: null },
    ]);
    expect(thief.engine.lastAsked('voices').profiles).toEqual([]);
    expect(thief.parts.known.state).toBe('unavailable');
    await expect(
      thief.parts.transfer.export(thief.snapshot.profiles[0]?.id ?? '', 'long enough'),
    ).rejects.toMatchObject({ code: 'profile.foreign_key' });
  });

  it('do not open on another machine, copied or not', async () => {
    await rig.enroll('Anna');
    const thief = another(rig.copy(), { keyStore: fakeKeyStore('that machine') });
    await thief.settle();
    expect(thief.snapshot.profiles).toMatchObject([
      { state: 'unusable', failure: { code: 'profile.foreign_key' } },
    ]);
    // Nothing is lost by having been looked at there.
    const home = another(thief.copy());
    await home.settle();
    expect(home.snapshot.profiles).toMatchObject([{ state: 'ready' }]);
  });

  it('are locked by a passphrase until it is given', async () => {
    const id = await rig.enroll('Anna');
    await rig.profiles.setPassphrase('correct horse');
    await rig.settle();
    expect(rig.snapshot).toMatchObject({ keyStore: { guard: 'passphrase', locked: false } });
    rig.restart();
    await rig.settle();
    expect(rig.snapshot).toMatchObject({
      keyStore: { guard: 'passphrase', locked: true },
      profiles: [{ state: 'locked', failure: null, summary: null }],
    });
    expect(rig.parts.known.state).toBe('locked');
    await expect(begin('Bert')).rejects.toMatchObject({ code: 'profile.locked' });
    await expect(rig.profiles.unlock('wrong')).rejects.toMatchObject({ code: 'profile.passphrase' });
    await rig.profiles.unlock('correct horse');
    await rig.settle();
    expect(rig.snapshot.profiles).toMatchObject([{ id, state: 'ready', summary }]);
    expect(rig.parts.known.state).toBe('told_apart');
    expect(rig.lines.join()).not.toContain('horse');
  });

  it('of a damaged store outlast it, and what could be carried over still opens', async () => {
    await rig.enroll('Anna', 3);
    rig.store.close();
    const path = join(rig.folder, 'hark.db');
    const bytes = readFileSync(path);
    // The header stays readable, a page of another table does not.
    const handle = new DatabaseSync(path);
    const { rootpage } = handle.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'notes'").get() as {
      rootpage: number;
    };
    handle.close();
    bytes.fill(0xa5, (rootpage - 1) * 4_096, rootpage * 4_096);
    writeFileSync(path, bytes);
    rig.open();
    await rig.settle();
    expect(rig.store.notices).toMatchObject([{ code: 'store.damaged' }]);
    expect(rig.snapshot.profiles).toMatchObject([{ name: 'Anna', state: 'ready', recordings: { count: 5 } }]);
  });

  it('are not tidied away beside a store that is not the one they belong to', async () => {
    await rig.enroll('Anna');
    rig.store.close();
    writeFileSync(join(rig.folder, 'hark.db'), 'x'.repeat(8_192));
    rig.open();
    expect(rig.snapshot.profiles).toEqual([]);
    expect(rig.keyFiles()).toHaveLength(1);
    rig.restart();
    expect(rig.keyFiles()).toHaveLength(1);
  });
});

describe('a store that lost its profiles', () => {
  const replace = (harm: () => void) => {
    rig.close();
    harm();
    rig.open();
  };
  const path = () => join(rig.folder, 'hark.db');

  it.each([
    ['was damaged', () => writeFileSync(path(), 'x'.repeat(8_192))],
    ['is not there', () => rmSync(path())],
    [
      'cannot be opened, so that there is memory alone',
      () => {
        rmSync(path());
        mkdirSync(path());
      },
    ],
  ])('because it %s makes nobody the owner until they are given up', async (_why, harm) => {
    await rig.enroll('Anna');
    replace(harm);
    await rig.settle();
    expect(rig.parts).toMatchObject({ areLost: true, known: { state: 'unavailable' } });
    expect(rig.snapshot).toMatchObject({ profiles: [], unavailable: { code: 'profile.lost' } });
    rig.restart();
    expect(rig.parts.known.state).toBe('unavailable');
    expect(rig.keyFiles()).toHaveLength(1);
    rig.parts.giveUpLost();
    expect(rig.parts).toMatchObject({ areLost: false, known: { state: 'none' } });
    expect(rig.snapshots.at(-1)?.unavailable).toBeNull();
  });

  it('and is found again knows them as before', async () => {
    await rig.enroll('Anna');
    replace(() => renameSync(path(), `${path()}.away`));
    expect(rig.parts.areLost).toBe(true);
    replace(() => renameSync(`${path()}.away`, path()));
    await rig.settle();
    expect(rig.parts).toMatchObject({ areLost: false, known: { state: 'told_apart' } });
    expect(rig.snapshot.profiles).toMatchObject([{ name: 'Anna', state: 'ready' }]);
  });

  it('while Hark runs makes nobody the owner either', async () => {
    await rig.enroll('Anna');
    replace(() => undefined);
    for (const { id } of rig.store.voices.profiles()) rig.store.voices.remove(id);
    expect(rig.parts.known.state).toBe('unavailable');
  });

  it('is none that never had any, or whose last one was deleted', async () => {
    expect(rig.parts).toMatchObject({ areLost: false, known: { state: 'none' } });
    const ids = [await rig.enroll('Anna'), await rig.enroll('Bert')];
    for (const id of ids) await rig.parts.delete(id);
    expect(rig.parts).toMatchObject({ areLost: false, known: { state: 'none' } });
    rig.restart();
    expect(rig.parts).toMatchObject({ areLost: false, known: { state: 'none' } });
  });
});
