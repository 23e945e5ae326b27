import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { PROFILES_MAX, type SpeakerResult } from '../../../contract/speaker.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import type { VoiceStore } from '../store/voices.ts';
import { DRAFT_KEPT_MS } from './enrollment.ts';
import { LISTENING_LIMIT_MS } from './listening.ts';
import { fakeKeyStore } from './testing/fakeKeyStore.ts';
import { GOOD, summary } from './testing/fakeVoiceEngine.ts';
import { VoiceRig } from './testing/voiceRig.ts';

const DAY_MS = 86_400_000;
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
  vi.useRealTimers();
  for (const each of [rig, ...others.splice(0)]) each.dispose();
});

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

describe('an enrollment', () => {
  it('makes a profile of good sentences, and leaves nothing else behind', async () => {
    await begin();
    expect(rig.snapshot.enrollment).toMatchObject({
      purpose: 'new',
      profileId: null,
      takes: [null, null, null, null, null],
      recording: null,
    });
    expect(rig.snapshot.enrollment?.prompts[0]).toMatch(/^Alexa, /);
    await rig.enrollment.take(0);
    expect(rig.snapshot.enrollment?.recording).toBe(0);
    expect(rig.engine.lastAsked('take')).toMatchObject({ index: 0, draft: null, keepAudio: false });
    const { takeId, draftId } = rig.engine.lastAsked('take');
    rig.parts.engineSays({ kind: 'take_progress', takeId, speechMs: 900, snrDb: 20, clippingRatio: 0 });
    expect(rig.progress).toHaveBeenCalledWith({
      enrollmentId: draftId,
      speechMs: 900,
      snrDb: 20,
      clippingRatio: 0,
    });
    rig.engine.endTake();
    expect(rig.ended).toEqual([{ enrollmentId: draftId, index: 0, report: GOOD }]);
    expect(rig.snapshot.enrollment).toMatchObject({
      takes: [GOOD, null, null, null, null],
      recording: null,
    });
    await rig.readSentences(3);
    const id = await rig.enrollment.finish();
    await rig.settle();
    expect(rig.snapshot).toMatchObject({
      enrollment: null,
      unavailable: null,
      profiles: [
        {
          id,
          name: 'Anna',
          state: 'ready',
          summary,
          rules: { personal: true, guarded: true },
          hasPin: false,
          lastHeardAt: null,
          recordings: null,
        },
      ],
    });
    expect(rig.snapshots.at(-1)).toEqual(rig.snapshot);
    expect(rig.engine.lastAsked('voices').profiles.map(({ profileId }) => profileId)).toEqual([id]);
    expect(rig.keyFiles()).toHaveLength(1);
    // The takes, and what was made of them before the last.
    for (const sealed of rig.engine.sealed.slice(0, -1)) expect(rig.isAnywhere(sealed)).toBe(false);
    expect(rig.isAnywhere(rig.engine.sealed.at(-1) ?? new Uint8Array())).toBe(true);
  });

  it('keeps no sentence that was not good', async () => {
    await begin();
    await rig.enrollment.take(2);
    rig.engine.endTake({ ...GOOD, verdict: 'too_quiet' });
    expect(rig.ended).toMatchObject([{ index: 2, report: { verdict: 'too_quiet' } }]);
    expect(rig.snapshot.enrollment?.takes).toEqual(Array(5).fill(null));
  });

  it('takes one sentence at a time, and only where it is heard', async () => {
    await expect(rig.enrollment.take(0)).rejects.toMatchObject({ code: 'enrollment.none' });
    await begin();
    rig.hears = false;
    await expect(rig.enrollment.take(0)).rejects.toMatchObject({ code: 'capture.deaf' });
    rig.hears = true;
    await rig.enrollment.take(0);
    await expect(rig.enrollment.take(1)).rejects.toMatchObject({ code: 'capture.busy' });
    await expect(rig.enrollment.try()).rejects.toMatchObject({ code: 'capture.busy' });
    await rig.enrollment.endTake('done');
    expect(rig.engine.lastAsked('end_take').how).toBe('done');
    rig.engine.endTake();
    rig.engine.instead.set('take', () => Promise.reject(new HarkError('capture.busy', 'a command')));
    await expect(rig.enrollment.take(1)).rejects.toMatchObject({ code: 'capture.busy' });
    expect(rig.snapshot.enrollment?.recording).toBeNull();
    rig.engine.instead.clear();
    await rig.enrollment.take(1);
  });

  it('needs enough of them, and a profile made of them', async () => {
    await begin();
    await rig.readSentences(2);
    await expect(rig.enrollment.finish()).rejects.toMatchObject({ code: 'enrollment.speech' });
    await rig.readSentences(3);
    rig.engine.instead.set('enroll', () =>
      Promise.reject(new HarkError('enrollment.inconsistent', 'two voices')),
    );
    await expect(rig.enrollment.finish()).rejects.toMatchObject({ code: 'enrollment.inconsistent' });
    expect(rig.snapshot).toMatchObject({
      profiles: [],
      enrollment: { takes: [GOOD, GOOD, GOOD, null, null] },
    });
    expect(rig.keyFiles()).toHaveLength(1);
    rig.engine.instead.clear();
    await rig.enrollment.finish();
  });

  it('goes on after a restart where it was left', async () => {
    await begin();
    await rig.readSentences(2);
    await rig.enrollment.take(2);
    rig.restart();
    expect(rig.snapshot.enrollment).toMatchObject({
      name: 'Anna',
      takes: [GOOD, GOOD, null, null, null],
      recording: null,
    });
    await rig.readSentences(4);
    await rig.enrollment.finish();
    expect(rig.snapshot.profiles).toHaveLength(1);
  });

  it('is forgotten whole, by hand, by another one, or after a week', async () => {
    await begin('Anna', 30);
    await rig.readSentences(2);
    await rig.enrollment.discard();
    await rig.enrollment.discard();
    const isGone = () => {
      for (const sealed of rig.engine.sealed) expect(rig.isAnywhere(sealed)).toBe(false);
    };
    isGone();
    expect(rig.keyFiles()).toEqual([]);
    expect([rows('enrollment'), rows('voice_recordings')]).toEqual([0, 0]);

    await begin('Anna', 30);
    await rig.readSentences(2);
    await begin('Bert');
    isGone();
    expect(rig.snapshot.enrollment?.name).toBe('Bert');
    expect(rig.keyFiles()).toHaveLength(1);

    await rig.readSentences(1);
    rig.now += DRAFT_KEPT_MS - 1;
    rig.restart();
    expect(rig.snapshot.enrollment).not.toBeNull();
    rig.now += 1;
    rig.restart();
    expect(rig.snapshot.enrollment).toBeNull();
    expect(rig.keyFiles()).toEqual([]);
    isGone();
  });

  it('that cannot be read is none, and goes', async () => {
    await begin();
    rig.close();
    const handle = new DatabaseSync(join(rig.folder, 'hark.db'));
    handle.exec("UPDATE enrollment SET body = '{}'");
    handle.close();
    rig.open();
    expect(rig.snapshot.enrollment).toBeNull();
    expect(rig.keyFiles()).toEqual([]);
  });

  it('ends its sentence with the engine, with what can be heard, and in any case', async () => {
    await begin();
    await rig.enrollment.take(0);
    rig.parts.engineLost();
    expect(rig.ended).toMatchObject([{ index: 0, report: { verdict: 'cancelled' } }]);
    rig.engine.endTake();
    expect(rig.ended).toHaveLength(1);
    await rig.enrollment.take(0);
    rig.parts.deaf();
    rig.parts.deaf();
    expect(rig.ended).toHaveLength(2);
    vi.useFakeTimers();
    await rig.enrollment.take(0);
    vi.advanceTimersByTime(LISTENING_LIMIT_MS);
    expect(rig.ended).toHaveLength(3);
    expect(rig.engine.lastAsked('end_take').how).toBe('cancel');
    expect(rig.snapshot.enrollment?.recording).toBeNull();
  });

  it('given up while the engine still prepares to listen does not leave it listening', async () => {
    await begin();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    rig.engine.instead.set('take', () => promise);
    const taking = rig.enrollment.take(0);
    rig.parts.deaf();
    rig.engine.asked.length = 0;
    resolve(undefined);
    await taking;
    expect(rig.engine.lastAsked('end_take').how).toBe('cancel');
  });

  it('does not begin under a name that is taken, in any case of its letters', async () => {
    await rig.enroll('Anna');
    await expect(begin('ANNA')).rejects.toMatchObject({ code: 'profile.exists' });
    await begin('Bert');
    await rig.readSentences();
    const [anna] = rig.snapshot.profiles;
    await rig.profiles.rename(anna?.id ?? '', 'bert');
    await expect(rig.enrollment.finish()).rejects.toMatchObject({ code: 'profile.exists' });
    expect(rig.snapshot.profiles).toHaveLength(1);
  });

  it('is refused where there are enough profiles', async () => {
    rig.profiles.add('x0', 'x0', 'k', new Uint8Array([1]));
    for (let count = 1; count < PROFILES_MAX; count += 1)
      rig.profiles.add(`x${count}`, `x${count}`, 'k', new Uint8Array([1]));
    await expect(begin()).rejects.toMatchObject({ code: 'profile.full' });
  });

  it('of a profile anew keeps its name, its rules and its PIN', async () => {
    const id = await rig.enroll('Anna');
    await rig.parts.pins.set(id, '4711');
    const old = rig.engine.sealed.at(-1) ?? new Uint8Array();
    await rig.enrollment.begin({ purpose: 'again', profileId: id, name: null, keepAudioDays: 0 });
    expect(rig.snapshot.enrollment).toMatchObject({ purpose: 'again', profileId: id, name: 'Anna' });
    await rig.readSentences();
    expect(await rig.enrollment.finish()).toBe(id);
    expect(rig.engine.lastAsked('enroll').base).toBeNull();
    expect(rig.isAnywhere(old)).toBe(false);
    expect(rig.snapshot.profiles).toMatchObject([{ id, name: 'Anna', hasPin: true, state: 'ready' }]);
    expect(await rig.parts.pins.isRight(id, '4711')).toBe(true);
  });

  it('for another microphone adds to what there is', async () => {
    const id = await rig.enroll('Anna');
    rig.settings.microphone.device = { id: 'usb', label: 'USB microphone' };
    await rig.enrollment.begin({ purpose: 'microphone', profileId: id, name: null, keepAudioDays: 0 });
    await rig.readSentences();
    expect(rig.engine.lastAsked('take').microphone).toBe('USB microphone');
    await rig.enrollment.finish();
    expect(rig.engine.lastAsked('enroll').base).not.toBeNull();
    expect(rig.keyFiles()).toHaveLength(1);
    await expect(
      rig.enrollment.begin({ purpose: 'microphone', profileId: 'none', name: null, keepAudioDays: 0 }),
    ).rejects.toMatchObject({ code: 'profile.unknown' });
  });

  it('anew mends a profile whose key is lost', async () => {
    const id = await rig.enroll('Anna');
    await rig.parts.pins.set(id, '4711');
    rmSync(rig.keyFiles()[0] ?? '');
    await expect(
      rig.enrollment.begin({ purpose: 'microphone', profileId: id, name: null, keepAudioDays: 0 }),
    ).rejects.toMatchObject({ code: 'profile.foreign_key' });
    await rig.enrollment.begin({ purpose: 'again', profileId: id, name: null, keepAudioDays: 0 });
    await rig.readSentences();
    await rig.enrollment.finish();
    await rig.settle();
    expect(rig.snapshot.profiles).toMatchObject([{ id, state: 'ready', hasPin: false }]);
    expect(rig.keyFiles()).toHaveLength(1);
  });

  it('can be tried: whose voice it is, by name', async () => {
    const id = await rig.enroll('Anna');
    const speaker: SpeakerResult = {
      outcome: 'known',
      profileId: id,
      score: 3,
      threshold: 1.5,
      strictThreshold: 2.5,
      margin: null,
      speechMs: 2_000,
      snrDb: 20,
      clippingRatio: 0,
      latencyMs: 40,
    };
    await rig.enrollment.try();
    const { tryId } = rig.engine.lastAsked('try_voice');
    rig.parts.engineSays({ kind: 'tried', tryId: 'another', speaker });
    expect(rig.tried).not.toHaveBeenCalled();
    rig.parts.engineSays({ kind: 'tried', tryId, speaker });
    expect(rig.tried).toHaveBeenCalledExactlyOnceWith({ speaker: { ...speaker, name: 'Anna' } });
    await rig.enrollment.try();
    rig.parts.engineLost();
    expect(rig.tried).toHaveBeenLastCalledWith({ speaker: null });
  });
});

describe('killed at any moment', () => {
  /** Copies everything that lies on the disk before and after each write to the rows. */
  function filmed(moments: { at: string; folder: string }[], rigOf: () => VoiceRig) {
    const WRITES = new Set([
      'begin',
      'keepTake',
      'dropDraft',
      'finish',
      'remove',
      'setPrint',
      'add',
      'erase',
    ]);
    return (store: VoiceStore): VoiceStore =>
      new Proxy(store, {
        get(target, name: string) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            const shoot = (when: string) => moments.push({ at: `${when} ${name}`, folder: rigOf().copy() });
            if (WRITES.has(name)) shoot('before');
            const result: unknown = (value as (...given: unknown[]) => unknown).apply(target, args);
            if (WRITES.has(name)) shoot('after');
            return result;
          };
        },
      });
  }

  it('an enrollment leaves a draft that goes on, or a whole profile, or neither', async () => {
    const moments: { at: string; folder: string }[] = [];
    let film: VoiceRig | null = null;
    film = another(undefined, {
      around: filmed(moments, () => film as VoiceRig),
    });
    await film.enroll('Anna', 5);
    const [{ id = '' } = {}] = film.snapshot.profiles;
    await film.enrollment.begin({ purpose: 'again', profileId: id, name: null, keepAudioDays: 0 });
    await film.readSentences();
    await film.enrollment.finish();
    await film.parts.delete(id);
    expect(moments.length).toBeGreaterThan(30);
    for (const { at, folder } of moments) {
      const killed = another(folder);
      await killed.settle();
      const { profiles, enrollment } = killed.snapshot;
      for (const profile of profiles)
        expect(profile, at).toMatchObject({ state: 'ready', name: 'Anna', summary });
      // Every key has something to open, and everything its key.
      const used = killed.store.voices.keysInUse();
      expect(killed.keyFiles(), at).toHaveLength(used.size);
      if (enrollment === null) continue;
      await killed.readSentences();
      await killed.enrollment.finish();
      await killed.settle();
      expect(killed.snapshot.profiles, at).toMatchObject([{ state: 'ready' }]);
    }
  });
});

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

  it('that is deleted takes the enrollment along that was to change it, and no other', async () => {
    const anna = await rig.enroll('Anna');
    const bert = await rig.enroll('Bert');
    await rig.enrollment.begin({ purpose: 'again', profileId: anna, name: null, keepAudioDays: 0 });
    await rig.enrollment.take(0);
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

  it('are deleted by hand', async () => {
    const id = await rig.enroll('Anna', 3);
    await rig.profiles.deleteRecordings(id);
    expect(rig.snapshot.profiles[0]?.recordings).toBeNull();
    expect(rig.keyFiles()).toHaveLength(1);
  });
});

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
  });
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

  it('that cannot be written says so', async () => {
    const id = await rig.enroll('Anna');
    rig.files.save = join(rig.folder, 'hark.db', 'below');
    await expect(rig.parts.transfer.export(id, 'long enough')).rejects.toMatchObject({
      code: 'output.unwritable',
    });
  });
});

describe('the engine', () => {
  it('is told the voices and how to judge them, after each start and each change', async () => {
    await rig.enroll('Anna');
    rig.engine.asked.length = 0;
    rig.settings.voices = { ...rig.settings.voices, targetFar: 0.001, onlyKnownWake: true };
    rig.parts.refresh();
    await rig.settle();
    expect(rig.engine.lastAsked('voices').policy).toEqual({
      targetFar: 0.001,
      adapt: true,
      onlyKnownWake: true,
    });
    rig.parts.engineLost();
    expect(rig.parts.known.state).toBe('unavailable');
    expect(rig.snapshot.profiles).toMatchObject([{ state: 'ready' }]);
    rig.parts.engineReady();
    await rig.settle();
    expect(rig.parts.known.state).toBe('told_apart');
  });

  it('is not made deaf where no voice may wake it', async () => {
    rig.settings.voices = { ...rig.settings.voices, onlyKnownWake: true };
    rig.parts.refresh();
    await rig.settle();
    expect(rig.engine.lastAsked('voices').policy.onlyKnownWake).toBe(false);
    expect(rig.parts.known.state).toBe('none');
  });

  it('that has no speaker model says so', async () => {
    await rig.enroll('Anna');
    rig.engine.instead.set('voices', () =>
      Promise.reject(new HarkError('speaker.unavailable', 'there is no speaker model')),
    );
    rig.parts.refresh();
    await rig.settle();
    expect(rig.snapshot.unavailable).toMatchObject({ code: 'speaker.unavailable' });
    expect(rig.parts.known.state).toBe('unavailable');
    rig.engine.instead.clear();
    rig.parts.refresh();
    await rig.settle();
    expect(rig.snapshot.unavailable).toBeNull();
  });

  it('is told once more where something changed meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.engine.instead.set('voices', async () => {
      await promise;
      return [];
    });
    rig.engine.asked.length = 0;
    for (let count = 0; count < 4; count += 1) rig.parts.refresh();
    resolve();
    await rig.settle();
    expect(rig.engine.asked).toHaveLength(2);
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
