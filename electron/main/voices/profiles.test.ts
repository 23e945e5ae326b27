import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import { summary } from './testing/fakeVoiceEngine.ts';
import { VoiceRig } from './testing/voiceRig.ts';

let rig: VoiceRig;
beforeEach(() => {
  rig = new VoiceRig();
});
afterEach(() => {
  rig.dispose();
});

const DAY_MS = 86_400_000;
const begin = (name = 'Anna', keepAudioDays = 0) =>
  rig.enrollment.begin({ purpose: 'new', profileId: null, name, keepAudioDays });
const rows = (table: string) => {
  const handle = new DatabaseSync(join(rig.folder, 'hark.db'), { readOnly: true });
  try {
    return Number(handle.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  } finally {
    handle.close();
  }
};

describe('a profile', () => {
  it('that is not the first may have done what is personal, no more', async () => {
    await rig.enroll('Anna');
    const id = await rig.enroll('Bert');
    expect(rig.snapshot.profiles.map(({ rules }) => rules)).toEqual([
      { personal: true, guarded: true },
      { personal: true, guarded: false },
    ]);
    await rig.profiles.setRules(id, { personal: false, guarded: true });
    expect(rig.snapshot.profiles[1]?.rules).toEqual({ personal: false, guarded: true });
  });

  it('has a name that no other has', async () => {
    const id = await rig.enroll('Anna');
    await rig.enroll('Bert');
    await expect(rig.profiles.rename(id, 'BERT')).rejects.toMatchObject({ code: 'profile.exists' });
    await rig.profiles.rename(id, 'ANNA');
    await rig.profiles.rename(id, 'Änne');
    expect(rig.snapshot.profiles[0]?.name).toBe('Änne');
    await expect(rig.profiles.rename('none', 'x')).rejects.toMatchObject({ code: 'profile.unknown' });
  });

  it('is erased whole: rows, log, backups, recordings, keys, and its name in the history', async () => {
    const id = await rig.enroll('Anna', 30);
    const speaker = {
      outcome: 'known',
      profileId: id,
      name: 'Anna',
      confidence: 'sure',
      score: 3,
      threshold: 1,
    } as const;
    for (let at = 1; at < 120; at += 1)
      rig.store.history.keep(anInteraction({ id: `${at}`, at, speaker: at % 2 === 0 ? speaker : null }));
    const blobs = [...rig.engine.sealed];
    // A backup, as before a migration.
    copyFileSync(join(rig.folder, 'hark.db'), join(rig.folder, 'hark.db.backup-20260101T000000'));
    expect(rig.snapshot.profiles[0]?.recordings).toEqual({ count: 5, until: rig.now + 30 * DAY_MS });
    await rig.parts.delete(id);
    await rig.settle();
    expect(rig.snapshot.profiles).toEqual([]);
    for (const blob of blobs) expect(rig.isAnywhere(blob)).toBe(false);
    expect(rig.keyFiles()).toEqual([]);
    const { items } = rig.store.history.list({ search: '', before: null, limit: 200 });
    expect(items).toHaveLength(119);
    expect(items.filter((item) => item.speaker !== null)).toHaveLength(59);
    expect(items.find((item) => item.speaker !== null)?.speaker).toMatchObject({
      outcome: 'known',
      profileId: null,
      name: null,
    });
    expect(rig.isAnywhere('Anna')).toBe(false);
    expect(rig.forgotten).toHaveBeenCalledExactlyOnceWith(id);
    expect(rig.engine.lastAsked('voices').profiles).toEqual([]);
    await expect(rig.parts.delete(id)).rejects.toMatchObject({ code: 'profile.unknown' });
  });

  it('is not named in the history after a start where Hark was killed while it was forgotten', async () => {
    const id = await rig.enroll('Anna');
    rig.store.history.keep(
      anInteraction({
        at: rig.now,
        speaker: {
          outcome: 'known',
          profileId: id,
          name: 'Anna',
          confidence: 'sure',
          score: 3,
          threshold: 1,
        },
      }),
    );
    vi.spyOn(rig.store.history, 'forgetSpeaker').mockReturnValue(new Promise(() => undefined));
    void rig.parts.delete(id);
    await rig.settle();
    expect(rig.snapshot.profiles).toEqual([]);
    expect(rig.isAnywhere('Anna')).toBe(true);
    rig.restart();
    // It is taken up again beside everything else, batch by batch.
    await vi.waitFor(() => expect(rig.isAnywhere('Anna')).toBe(false));
    expect(rig.isAnywhere(id)).toBe(false);
  });

  it('that is deleted takes the enrollment along that was to change it, and no other', async () => {
    const anna = await rig.enroll('Anna');
    const bert = await rig.enroll('Bert');
    await rig.enrollment.begin({ purpose: 'again', profileId: anna, name: null, keepAudioDays: 0 });
    await rig.enrollment.take(0, 'Desk microphone');
    await rig.parts.delete(bert);
    expect(rig.snapshot.enrollment).not.toBeNull();
    await rig.parts.delete(anna);
    expect(rig.snapshot).toMatchObject({ profiles: [], enrollment: null });
    expect(rig.engine.lastAsked('end_take').how).toBe('cancel');
  });

  it('names nobody in what is still to be kept once it is gone', async () => {
    const id = await rig.enroll('Anna');
    const speaker = { profileId: id, name: 'Anna', outcome: 'known' } as const;
    const said = anInteraction({
      speaker: { ...speaker, confidence: 'sure', score: 3, threshold: 1 },
    });
    expect(rig.parts.asItStands(said)).toBe(said);
    await rig.parts.delete(id);
    expect(rig.parts.asItStands(said).speaker).toMatchObject({ profileId: null, name: null });
    expect(rig.parts.asItStands(anInteraction())).toEqual(anInteraction());
  });

  it('loses a reference, or what it learned, and the engine is told', async () => {
    const id = await rig.enroll('Anna');
    const old = rig.engine.sealed.at(-1) ?? new Uint8Array();
    await rig.profiles.removeReference(id, 'r1');
    await rig.settle();
    expect(rig.engine.lastAsked('edit_voice').edit).toEqual({
      what: 'remove_reference',
      referenceId: 'r1',
    });
    expect(rig.isAnywhere(old)).toBe(false);
    expect(rig.engine.lastAsked('voices').profiles[0]?.sealed).toEqual(rig.engine.sealed.at(-1));
    await rig.profiles.undoAdaptation(id, 5);
    expect(rig.engine.lastAsked('edit_voice').edit).toEqual({ what: 'undo_adaptation', since: 5 });
  });

  it('keeps what the engine learned of it, except while it is being changed', async () => {
    const id = await rig.enroll('Anna');
    const learned = (speechMs: number) => {
      const sealed = rig.engine.seal(id, rig.engine.lastAsked('voices').profiles[0]?.key ?? new Uint8Array());
      rig.parts.engineSays({
        kind: 'adapted',
        profileId: id,
        sealed,
        summary: { ...summary, speechMs },
      });
      return sealed;
    };
    const sealed = learned(20_000);
    expect(rig.snapshot.profiles[0]?.summary?.speechMs).toBe(20_000);
    expect(rig.store.voices.print(id)).toEqual(sealed);
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.engine.instead.set('edit_voice', async () => {
      await promise;
      return { sealed: new Uint8Array([9]), summary };
    });
    const editing = rig.profiles.removeReference(id, 'r1');
    learned(30_000);
    resolve();
    rig.engine.instead.set('voices', () => new Promise(() => undefined));
    await editing;
    learned(40_000);
    expect(rig.store.voices.print(id)).toEqual(new Uint8Array([9]));
  });

  it('remembers when it was heard', async () => {
    const id = await rig.enroll('Anna');
    rig.now += 5_000;
    rig.parts.known.heard(id);
    expect(rig.snapshots.at(-1)?.profiles[0]?.lastHeardAt).toBe(rig.now);
  });

  it('that the engine cannot use says why', async () => {
    const id = await rig.enroll('Anna');
    rig.engine.instead.set('voices', async () => [
      { profileId: id, error: { code: 'profile.foreign_model', message: 'another model' }, summary: null },
    ]);
    rig.parts.refresh();
    await rig.settle();
    expect(rig.snapshot.profiles).toMatchObject([
      { state: 'unusable', failure: { code: 'profile.foreign_model' }, summary: null },
    ]);
    expect(rig.parts.known.state).toBe('unavailable');
  });

  it('has a PIN that is counted, also across a restart', async () => {
    const id = await rig.enroll('Anna');
    expect(await rig.parts.pins.isRight(id, '4711')).toBe(false);
    await rig.parts.pins.set(id, '4711');
    expect(rig.snapshot.profiles[0]?.hasPin).toBe(true);
    for (let count = 0; count < 4; count += 1) expect(await rig.parts.pins.isRight(id, '0000')).toBe(false);
    expect(await rig.parts.pins.isRight(id, '4711')).toBe(true);
    for (let count = 0; count < 5; count += 1) await rig.parts.pins.isRight(id, '0000');
    rig.restart();
    await expect(rig.parts.pins.isRight(id, '4711')).rejects.toMatchObject({ code: 'action.refused' });
    rig.now += 30_000;
    expect(await rig.parts.pins.isRight(id, '4711')).toBe(true);
    await rig.parts.pins.set(id, null);
    expect(rig.snapshot.profiles[0]?.hasPin).toBe(false);
    expect(rig.isAnywhere('blockedUntil')).toBe(false);
  });
});

describe('recordings', () => {
  it('are kept where that was asked for, and go with their time', async () => {
    const id = await rig.enroll('Anna', 3);
    expect(rig.engine.lastAsked('take').keepAudio).toBe(true);
    expect(rig.snapshot.profiles[0]?.recordings).toEqual({ count: 5, until: rig.now + 3 * DAY_MS });
    expect(rig.keyFiles()).toHaveLength(2);
    const blobs = rig.engine.sealed.slice(0, -1);
    rig.now += 3 * DAY_MS;
    rig.restart();
    await rig.settle();
    expect(rig.snapshot.profiles).toMatchObject([{ id, state: 'ready', recordings: null }]);
    expect(rig.keyFiles()).toHaveLength(1);
    for (const blob of blobs) expect(rig.isAnywhere(blob)).toBe(false);
  });

  it('of a sentence that is read again are replaced', async () => {
    await begin('Anna', 3);
    await rig.readSentences(3);
    await rig.readSentences(3);
    expect(rows('voice_recordings')).toBe(3);
  });

  it('are listed and opened for their owner, and what is played is Hark’s own sound', async () => {
    const id = await rig.enroll('Anna', 3);
    const other = await rig.enroll('Bert');
    const list = rig.parts.recordings.list(id);
    expect(list.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4]);
    const [first] = list;
    // What the engine of this test seals are 3 032 bytes.
    expect(first).toMatchObject({ until: rig.now + 3 * DAY_MS, durationMs: 3_032 / 32 });
    const { playing, wav } = await rig.parts.recordings.open(id, first?.id ?? '');
    expect(rig.engine.sealed).toContainEqual(wav);
    expect(rig.plays).toHaveBeenCalledExactlyOnceWith({
      id: playing,
      text: 'Alexa. Hey Jarvis. Hey Mycroft',
      durationMs: 3_032 / 32,
    });
    expect(rig.parts.recordings.list(other)).toEqual([]);
    const opened = (profileId: string, recordingId: string) =>
      rig.parts.recordings.open(profileId, recordingId);
    await expect(opened(other, first?.id ?? '')).rejects.toMatchObject({ code: 'store.not_found' });
    await expect(opened('nobody', first?.id ?? '')).rejects.toMatchObject({ code: 'profile.unknown' });
    expect(() => rig.parts.recordings.list('nobody')).toThrow(
      expect.objectContaining({ code: 'profile.unknown' }),
    );
    expect(rig.plays).toHaveBeenCalledOnce();
  });

  it('cannot be heard before the passphrase is given', async () => {
    const id = await rig.enroll('Anna', 3);
    await rig.profiles.setPassphrase('correct horse');
    rig.restart();
    const [first] = rig.parts.recordings.list(id);
    await expect(rig.parts.recordings.open(id, first?.id ?? '')).rejects.toMatchObject({
      code: 'profile.locked',
    });
    await rig.profiles.unlock('correct horse');
    expect((await rig.parts.recordings.open(id, first?.id ?? '')).wav).toHaveLength(3_032);
  });

  it('are deleted by hand', async () => {
    const id = await rig.enroll('Anna', 3);
    await rig.profiles.deleteRecordings(id);
    expect(rig.snapshot.profiles[0]?.recordings).toBeNull();
    expect(rig.keyFiles()).toHaveLength(1);
  });
});

it('says nothing of anyone in the log', async () => {
  const id = await rig.enroll('Anna Secret');
  await rig.parts.pins.set(id, '987654');
  await rig.parts.pins.isRight(id, '123456');
  rig.engine.instead.set('voices', () => Promise.reject(new HarkError('speaker.unavailable', 'Anna Secret')));
  await rig.profiles.setPassphrase('correct horse');
  await rig.settle();
  rig.restart();
  await rig.profiles.unlock('wrong horse').catch(() => undefined);
  await rig.parts.delete(id);
  await rig.settle();
  expect(rig.lines.join('\n')).not.toMatch(/Secret|horse|987654|123456/);
});
