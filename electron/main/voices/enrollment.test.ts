import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { PROFILES_MAX, type SpeakerResult } from '../../../contract/speaker.ts';
import { VoiceStore } from '../store/voices.ts';
import { DRAFT_KEPT_MS } from './enrollment.ts';
import { LISTENING_LIMIT_MS } from './listening.ts';
import { GOOD, summary } from './testing/fakeVoiceEngine.ts';
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
    await rig.enrollment.take(0, 'Desk microphone');
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
    await rig.enrollment.take(2, 'Desk microphone');
    rig.engine.endTake({ ...GOOD, verdict: 'too_quiet' });
    expect(rig.ended).toMatchObject([{ index: 2, report: { verdict: 'too_quiet' } }]);
    expect(rig.snapshot.enrollment?.takes).toEqual(Array(5).fill(null));
  });

  it('takes one sentence at a time, and only where it is heard', async () => {
    await expect(rig.enrollment.take(0, 'Desk microphone')).rejects.toMatchObject({
      code: 'enrollment.none',
    });
    await begin();
    rig.hears = false;
    await expect(rig.enrollment.take(0, 'Desk microphone')).rejects.toMatchObject({ code: 'capture.deaf' });
    rig.hears = true;
    await rig.enrollment.take(0, 'Desk microphone');
    await expect(rig.enrollment.take(1, 'Desk microphone')).rejects.toMatchObject({ code: 'capture.busy' });
    await expect(rig.enrollment.try()).rejects.toMatchObject({ code: 'capture.busy' });
    await rig.enrollment.endTake('done');
    expect(rig.engine.lastAsked('end_take').how).toBe('done');
    rig.engine.endTake();
    rig.engine.instead.set('take', () => Promise.reject(new HarkError('capture.busy', 'a command')));
    await expect(rig.enrollment.take(1, 'Desk microphone')).rejects.toMatchObject({ code: 'capture.busy' });
    expect(rig.snapshot.enrollment?.recording).toBeNull();
    rig.engine.instead.clear();
    await rig.enrollment.take(1, 'Desk microphone');
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

  it('that became a profile stays one, where only its own erasure failed', async () => {
    await begin();
    await rig.readSentences();
    vi.spyOn(rig.store.voices, 'erase').mockImplementationOnce(() => {
      throw new HarkError('store.unwritable', 'disk full');
    });
    const id = await rig.enrollment.finish();
    expect(rig.snapshot.profiles).toMatchObject([{ id, name: 'Anna' }]);
    // The key of what it was made of waits for the next start, and goes with it.
    expect(rig.keyFiles()).toHaveLength(2);
    rig.close();
    const erase = vi.spyOn(VoiceStore.prototype, 'erase');
    rig.open();
    await rig.settle();
    expect(erase).toHaveBeenCalledOnce();
    erase.mockRestore();
    expect(rig.snapshot).toMatchObject({ enrollment: null, profiles: [{ name: 'Anna', state: 'ready' }] });
    expect(rig.keyFiles()).toHaveLength(1);
  });

  it('goes on after a restart where it was left', async () => {
    await begin();
    await rig.readSentences(2);
    await rig.enrollment.take(2, 'Desk microphone');
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
    await rig.enrollment.take(0, 'Desk microphone');
    rig.parts.engineLost();
    expect(rig.ended).toMatchObject([{ index: 0, report: { verdict: 'cancelled' } }]);
    rig.engine.endTake();
    expect(rig.ended).toHaveLength(1);
    await rig.enrollment.take(0, 'Desk microphone');
    rig.parts.deaf();
    rig.parts.deaf();
    expect(rig.ended).toHaveLength(2);
    vi.useFakeTimers();
    await rig.enrollment.take(0, 'Desk microphone');
    vi.advanceTimersByTime(LISTENING_LIMIT_MS);
    expect(rig.ended).toHaveLength(3);
    expect(rig.engine.lastAsked('end_take').how).toBe('cancel');
    expect(rig.snapshot.enrollment?.recording).toBeNull();
  });

  it('given up while the engine still prepares to listen does not leave it listening', async () => {
    await begin();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    rig.engine.instead.set('take', () => promise);
    const taking = rig.enrollment.take(0, 'Desk microphone');
    rig.parts.deaf();
    rig.engine.asked.length = 0;
    resolve(undefined);
    await taking;
    expect(rig.engine.lastAsked('end_take').how).toBe('cancel');
  });

  it('begun after one that was given up so early does not find the engine busy with that', async () => {
    await begin();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    rig.engine.instead.set('take', () => promise);
    const first = rig.enrollment.take(0, 'Desk microphone');
    rig.parts.deaf();
    rig.engine.asked.length = 0;
    rig.engine.instead.clear();
    const second = rig.enrollment.take(1, 'Desk microphone');
    await rig.settle();
    expect(rig.engine.asked).toEqual([]);
    resolve(undefined);
    await Promise.all([first, second]);
    expect(rig.engine.asked.map(({ type }) => type)).toEqual(['end_take', 'take']);
    expect(rig.snapshot.enrollment?.recording).toBe(1);
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
    await rig.enrollment.begin({ purpose: 'microphone', profileId: id, name: null, keepAudioDays: 0 });
    await rig.readSentences();
    expect(rig.engine.lastAsked('take').microphone).toBe('Desk microphone');
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
