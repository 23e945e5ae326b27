import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VoiceRig } from './testing/voiceRig.ts';

let rig: VoiceRig;
beforeEach(() => {
  rig = new VoiceRig();
});
afterEach(() => {
  rig.dispose();
});

describe('an exported voice', () => {
  it('is imported under a name of its own', async () => {
    const id = await rig.enroll('Anna');
    expect(await rig.parts.transfer.export(id, 'long enough')).toBe(false);
    expect(await rig.parts.transfer.import('long enough')).toBeNull();
    rig.files.save = join(rig.folder, 'anna.harkvoice');
    rig.files.open = rig.files.save;
    expect(await rig.parts.transfer.export(id, 'long enough')).toBe(true);
    const imported = await rig.parts.transfer.import('long enough');
    await rig.settle();
    expect(rig.snapshot.profiles).toMatchObject([
      { id, name: 'Anna' },
      { id: imported, name: 'Anna 2', state: 'ready', rules: { personal: true, guarded: false } },
    ]);
  });

  it.each<[string, (path: string) => void, string]>([
    ['that is not there', () => undefined, 'profile.unreadable'],
    ['that is a folder', (path) => mkdirSync(path), 'profile.unreadable'],
    ['that is empty', (path) => writeFileSync(path, ''), 'profile.damaged'],
    ['that is too large', (path) => writeFileSync(path, Buffer.alloc(300_000)), 'profile.damaged'],
    ['of another passphrase', (path) => writeFileSync(path, 'other\nAnna'), 'profile.passphrase'],
    ['of a name that is none', (path) => writeFileSync(path, 'long enough\n  '), 'profile.name'],
    ['of a name that deceives', (path) => writeFileSync(path, 'long enough\na\u202eb'), 'profile.name'],
  ])('%s is refused, and nothing changes', async (_what, write, code) => {
    rig.files.open = join(rig.folder, 'x.harkvoice');
    write(rig.files.open);
    const before = rig.keyFiles();
    await expect(rig.parts.transfer.import('long enough')).rejects.toMatchObject({ code });
    expect(rig.snapshot.profiles).toEqual([]);
    expect(rig.keyFiles()).toEqual(before);
  });

  it.skipIf(process.platform === 'win32')('is written through no link that lies beside it', async () => {
    const id = await rig.enroll('Anna');
    rig.files.save = join(rig.folder, 'anna.harkvoice');
    const other = join(rig.folder, 'other.txt');
    writeFileSync(other, 'of somebody else');
    symlinkSync(other, `${rig.files.save}.part`);
    expect(await rig.parts.transfer.export(id, 'long enough')).toBe(true);
    expect(readFileSync(other, 'utf8')).toBe('of somebody else');
    expect(readdirSync(rig.folder).filter((name) => name.startsWith('anna'))).toEqual([
      'anna.harkvoice',
      'anna.harkvoice.part',
    ]);
  });

  it('that cannot be written says so', async () => {
    const id = await rig.enroll('Anna');
    rig.files.save = join(rig.folder, 'hark.db', 'below');
    await expect(rig.parts.transfer.export(id, 'long enough')).rejects.toMatchObject({
      code: 'output.unwritable',
    });
  });
});
