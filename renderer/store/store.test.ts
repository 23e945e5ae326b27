import { describe, expect, it, vi } from 'vitest';
import type { ClockSnapshot } from '../../contract/actions.ts';
import {
  type AssistantSnapshot,
  type CallName,
  type EventName,
  type HarkBridge,
  WAKES_KEPT,
  type WakeRecord,
} from '../../contract/channels.ts';
import { type FailureCode, HarkError } from '../../contract/failures.ts';
import type { Activity, Alert, HealthSnapshot, SeriesQuery } from '../../contract/health.ts';
import type { Interaction } from '../../contract/interactions.ts';
import type { ProfilesSnapshot } from '../../contract/profiles.ts';
import type { ProvidersSnapshot } from '../../contract/providers.ts';
import type { SelfTestSnapshot } from '../../contract/selfTest.ts';
import { applySettingsPatch, DEFAULT_SETTINGS, type SettingsPatch } from '../../contract/settings.ts';
import {
  type Backup,
  type BackupsSnapshot,
  LOG_LINES_KEPT,
  type LogLine,
  type StorageSnapshot,
} from '../../contract/upkeep.ts';
import { MAX_NOTICES } from './appSlice.ts';
import { type BridgeEvents, connectBridge } from './bridge.ts';
import { createClient } from './client.ts';
import { ringing } from './clockSlice.ts';
import { REFRESH_MS, seriesLifeMs } from './healthSlice.ts';
import { seriesName } from './monitorSeries.ts';
import { createHarkStore } from './store.ts';

function snapshot(change: Partial<AssistantSnapshot> = {}): AssistantSnapshot {
  return {
    state: 'listening',
    since: 0,
    failure: null,
    microphone: 'live',
    engineRestarts: 0,
    wakes: [],
    interaction: null,
    question: null,
    ...change,
  };
}

function interaction(id: string, at: number, change: Partial<Interaction> = {}): Interaction {
  return {
    id,
    at,
    trigger: 'typed',
    phrase: null,
    wakeId: null,
    stages: [],
    partial: '',
    text: null,
    textConfidence: null,
    intent: null,
    confidence: null,
    slots: {},
    outcome: 'running',
    action: null,
    speaker: null,
    refusal: null,
    reply: null,
    wrong: false,
    ...change,
  };
}

const page = (...items: Interaction[]) => ({ items, more: false, total: items.length });
const NO_CLOCK: ClockSnapshot = { items: [], stopwatch: null };

function wake(id: string, change: Partial<WakeRecord> = {}): WakeRecord {
  return {
    id,
    model: 'alexa',
    phrase: 'Alexa',
    at: 0,
    score: 0.9,
    threshold: 0.5,
    trace: null,
    verdict: 'woke',
    look: null,
    ...change,
  };
}

function profiles(change: Partial<ProfilesSnapshot> = {}): ProfilesSnapshot {
  return {
    profiles: [],
    enrollment: null,
    keyStore: { guard: 'system', backend: 'keychain', locked: false },
    unavailable: null,
    ...change,
  };
}

function health(change: Partial<HealthSnapshot> = {}): HealthSnapshot {
  return {
    at: 0,
    state: 'ok',
    components: [],
    levels: [],
    alerts: [],
    engine: {
      running: true,
      upMs: 0,
      restarts: 0,
      provider: 'cpu',
      threads: null,
      hopP50Ms: null,
      hopP99Ms: null,
      queuedFrames: 0,
      droppedFrames: 0,
    },
    upMs: 0,
    ...change,
  };
}

function activity(range: Activity['range']): Activity {
  const heat = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  return { range, total: 0, perDay: 0, trend: null, heat, peak: null, outcomes: [], errors: [] };
}

const INFO = {
  version: '1.0.0',
  platform: 'linux',
  tray: true,
  shortcutsByPortal: false,
  pauseShortcut: 'works',
  pushShortcut: { state: 'works', holdUnavailable: null },
  safeMode: null,
  notices: [],
};

/** Main, as far as the store can see it; `answers` overrides what a call gives. */
function rig(answers: Partial<Record<CallName, (...args: unknown[]) => unknown>> = {}) {
  const listeners = new Map<EventName, (payload: unknown) => void>();
  const calls: CallName[] = [];
  const standard: Partial<Record<CallName, () => unknown>> = {
    'app.info': () => INFO,
    'settings.get': () => DEFAULT_SETTINGS,
    'assistant.snapshot': () => snapshot(),
    'models.list': () => [],
    'clock.get': () => NO_CLOCK,
    'history.list': () => page(),
    'profiles.get': () => profiles(),
    'health.get': () => health(),
  };
  const bridge: HarkBridge = {
    async call(name, args) {
      calls.push(name);
      try {
        return { ok: true, value: await (answers[name] ?? standard[name])?.(...args) };
      } catch (error) {
        const code = error instanceof HarkError ? error.code : 'internal';
        return { ok: false, error: { code, message: 'refused' } };
      }
    },
    on(name, listener) {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
  };
  const client = createClient(bridge, (error) => store.getState().notify(error));
  const store = createHarkStore(client);
  return {
    store,
    calls,
    connect: (events: Partial<BridgeEvents> = {}) =>
      connectBridge(client, store, {
        onReopen: () => undefined,
        onSeen: () => undefined,
        onSpeak: () => undefined,
        onTakeProgress: () => undefined,
        onSilence: () => undefined,
        ...events,
      }),
    send: (name: EventName, payload: unknown) => listeners.get(name)?.(payload),
  };
}

describe('the bridge', () => {
  it('fills the store with what main knows and follows its events', async () => {
    let reopened = 0;
    const { store, connect, send } = rig();
    const seen: boolean[] = [];
    await connect({
      onReopen: () => {
        reopened += 1;
      },
      onSeen: (now) => seen.push(now),
    });
    expect(store.getState()).toMatchObject({ settings: DEFAULT_SETTINGS, assistant: { state: 'listening' } });
    send('assistant.changed', snapshot({ state: 'paused' }));
    send('settings.changed', { ...DEFAULT_SETTINGS, theme: 'dark' });
    send('assistant.woke', wake('1'));
    send('capture.reopen', null);
    send('window.seen', false);
    expect(store.getState()).toMatchObject({
      settings: { theme: 'dark' },
      assistant: { state: 'paused', wakes: [{ id: '1' }] },
    });
    expect(reopened).toBe(1);
    expect(seen).toEqual([false]);
  });

  it('does not let the first answer undo an event that came before it', async () => {
    let answer = (_: AssistantSnapshot) => {};
    const { store, connect, send } = rig({
      'assistant.snapshot': () =>
        new Promise<AssistantSnapshot>((resolve) => {
          answer = resolve;
        }),
    });
    const connected = connect();
    send('assistant.changed', snapshot({ state: 'degraded' }));
    await Promise.resolve();
    answer(snapshot({ state: 'starting' }));
    await connected;
    expect(store.getState().assistant?.state).toBe('degraded');
  });

  it('shows what went wrong at start-up, and a payload that is not what was declared', async () => {
    const notices = [{ code: 'settings.invalid', message: 'theme' }];
    const { store, connect, send } = rig({ 'app.info': () => ({ ...INFO, notices }) });
    await connect();
    send('assistant.changed', { state: 'dancing' });
    await expect
      .poll(() =>
        store
          .getState()
          .notices.map((notice) => notice.code)
          .sort(),
      )
      .toEqual(['ipc.result', 'settings.invalid']);
  });
});

describe('wakes', () => {
  it('keeps the newest first, no more than WAKES_KEPT, and takes an explanation into its place', async () => {
    const { store, connect, send } = rig();
    await connect();
    for (let i = 0; i < WAKES_KEPT + 2; i += 1) send('assistant.woke', wake(String(i)));
    const trace = {
      hopMs: 80,
      scores: [0.9],
      evidence: [0.9],
      thresholds: [0.5],
      levelsDbfs: [-30],
      firedAt: 0,
    };
    send('assistant.woke', wake(String(WAKES_KEPT), { trace }));
    const wakes = store.getState().assistant?.wakes ?? [];
    expect(wakes).toHaveLength(WAKES_KEPT);
    expect(wakes.slice(0, 2).map((each) => [each.id, each.trace !== null])).toEqual([
      [String(WAKES_KEPT + 1), false],
      [String(WAKES_KEPT), true],
    ]);
  });
});

describe('interactions', () => {
  it('follows the one at hand, and takes a change to an older one into its place only', async () => {
    const old = interaction('old', 1, { outcome: 'acted' });
    const { store, connect, send } = rig({ 'history.list': () => page(old) });
    await connect();
    await expect.poll(() => store.getState().recent).toEqual([old]);
    send('interaction.changed', interaction('new', 2));
    send('interaction.changed', interaction('new', 2, { partial: 'set a' }));
    send('interaction.changed', { ...old, wrong: true });
    expect(store.getState()).toMatchObject({
      interaction: { id: 'new', partial: 'set a' },
      recent: [{ id: 'old', wrong: true }],
    });
  });

  it('begins with the one that main tells of, unless an event came before the answer', async () => {
    const told = snapshot({ interaction: interaction('told', 1) });
    const first = rig({ 'assistant.snapshot': () => told });
    await first.connect();
    expect(first.store.getState().interaction?.id).toBe('told');

    const second = rig({
      'assistant.snapshot': async () => {
        second.send('interaction.changed', interaction('told', 1, { partial: 'newer' }));
        return told;
      },
    });
    await second.connect();
    expect(second.store.getState()).toMatchObject({
      assistant: { state: 'listening' },
      interaction: { partial: 'newer' },
    });
  });

  it('shows no more what was deleted from history, though main still tells of it', async () => {
    const done = interaction('done', 1, { outcome: 'acted' });
    const lists = [page(done), page()];
    const { store, connect, send } = rig({ 'history.list': () => lists.shift() });
    await connect();
    await expect.poll(() => store.getState().recent).toHaveLength(1);
    send('interaction.changed', done);
    expect(store.getState().interaction?.id).toBe('done');
    send('history.changed', null);
    await expect.poll(() => store.getState().recent).toHaveLength(0);
    send('assistant.changed', snapshot({ interaction: done }));
    expect(store.getState().interaction).toBeNull();
  });

  it('still shows the one at hand where history keeps nothing', async () => {
    const { store, connect, send } = rig();
    await connect();
    send('interaction.changed', interaction('done', 1, { outcome: 'acted' }));
    await store.getState().loadRecent();
    expect(store.getState().interaction?.id).toBe('done');
  });

  it('asks main for what a voice said, and for all again', async () => {
    const asked: unknown[] = [];
    const { store } = rig({
      'history.list': (query) => {
        asked.push(query);
        return page();
      },
    });
    store.getState().showSaidBy({ profileId: 'anna' });
    store.getState().showSaidBy(null);
    await expect.poll(() => store.getState().history).not.toBeNull();
    expect(asked[0]).toMatchObject({ saidBy: { profileId: 'anna' } });
    expect(asked[1]).not.toHaveProperty('saidBy');
  });

  it('marks as wrong only what main has marked', async () => {
    const { store, connect, send } = rig({
      'history.markWrong': (id) => {
        if (id === 'gone') throw new HarkError('store.not_found', '');
      },
    });
    await connect();
    send('interaction.changed', interaction('here', 1, { outcome: 'acted' }));
    await store.getState().markWrong('here', true);
    expect(store.getState().interaction?.wrong).toBe(true);
    send('interaction.changed', interaction('gone', 2, { outcome: 'acted' }));
    await store.getState().markWrong('gone', true);
    expect(store.getState().interaction?.wrong).toBe(false);
    expect(store.getState().notices.map((notice) => notice.code)).toEqual(['store.not_found']);
  });

  it('tells whether a typed command was taken, so that a refused one stays in its field', async () => {
    const { store } = rig({
      'assistant.type': (text) => {
        if (text === 'no') throw new HarkError('engine.not_running', '');
      },
    });
    expect(await store.getState().type('yes')).toBe(true);
    expect(await store.getState().type('no')).toBe(false);
  });
});

describe('the clock', () => {
  it('is asked at the start and followed from then on; what rings is found', async () => {
    const item = {
      id: 't',
      kind: 'timer',
      name: null,
      state: 'running',
      ringsAt: 10_000,
      remainingMs: null,
      durationMs: 10_000,
    } as const;
    const { store, connect, send } = rig({ 'clock.get': () => ({ items: [item], stopwatch: null }) });
    await connect();
    await expect.poll(() => store.getState().clock?.items).toHaveLength(1);
    expect(ringing(store.getState().clock)).toEqual([]);
    send('clock.changed', { items: [{ ...item, state: 'ringing' }], stopwatch: null });
    expect(ringing(store.getState().clock).map((each) => each.id)).toEqual(['t']);
  });

  it('is not thrown back by an answer that an event overtook', async () => {
    const { store, connect, send } = rig({
      'clock.get': async () => {
        send('clock.changed', { items: [], stopwatch: { runningSince: null, elapsedMs: 5 } });
        return NO_CLOCK;
      },
    });
    await connect();
    await expect.poll(() => store.getState().clock?.stopwatch?.elapsedMs).toBe(5);
  });
});

describe('replies', () => {
  it('hands on what is to be said, and silence', async () => {
    const said: unknown[] = [];
    const { connect, send } = rig();
    await connect({ onSpeak: ({ text }) => said.push(text), onSilence: () => said.push(null) });
    send('reply.speak', { id: '1', text: 'Done.', chime: 'done', speak: true });
    send('reply.stop', null);
    expect(said).toEqual(['Done.', null]);
  });
});

describe('settings', () => {
  it('shows a change before main confirmed it', async () => {
    const { store, connect } = rig({
      'settings.update': (patch) => applySettingsPatch(DEFAULT_SETTINGS, patch as SettingsPatch),
    });
    await connect();
    const update = store.getState().updateSettings({ theme: 'dark' });
    expect(store.getState().settings?.theme).toBe('dark');
    await update;
    expect(store.getState().settings?.theme).toBe('dark');
  });

  it('goes back to what holds when main refuses, and says so', async () => {
    const { store, connect } = rig({
      'settings.update': () => {
        throw new HarkError('settings.unwritable', '');
      },
    });
    await connect();
    await store.getState().updateSettings({ theme: 'dark' });
    expect(store.getState().settings?.theme).toBe('system');
    expect(store.getState().notices.map((notice) => notice.code)).toEqual(['settings.unwritable']);
  });

  it('is not thrown back by the confirmation of an earlier change', async () => {
    const replies: ((settings: unknown) => void)[] = [];
    const { store, connect, send } = rig({
      'settings.update': () => new Promise((resolve) => replies.push(resolve)),
    });
    await connect();
    const first = store.getState().updateSettings({ theme: 'dark' });
    const second = store.getState().updateSettings({ theme: 'light' });
    await expect.poll(() => replies.length).toBe(2);
    send('settings.changed', { ...DEFAULT_SETTINGS, theme: 'dark' });
    replies[0]?.({ ...DEFAULT_SETTINGS, theme: 'dark' });
    await first;
    expect(store.getState().settings?.theme).toBe('light');
    replies[1]?.({ ...DEFAULT_SETTINGS, theme: 'light' });
    await second;
    expect(store.getState().settings?.theme).toBe('light');
  });

  it('asks whether a new shortcut could be registered', async () => {
    const { store, connect, calls } = rig({ 'settings.update': () => DEFAULT_SETTINGS });
    await connect();
    const asked = () => calls.filter((name) => name === 'app.info').length;
    const before = asked();
    await store.getState().updateSettings({ theme: 'dark' });
    expect(asked()).toBe(before);
    await store.getState().updateSettings({ pauseShortcut: null });
    expect(asked()).toBe(before + 1);
    await store.getState().updateSettings({ pushToTalk: { shortcut: null, mode: 'hold' } });
    expect(asked()).toBe(before + 2);
  });
});

describe('notes', () => {
  it('are listed anew when one was spoken, once they were looked at', async () => {
    let notes = [{ id: 'a', at: 1, text: 'Buy milk' }];
    const { store, connect, send, calls } = rig({ 'notes.list': () => notes });
    await connect();
    send('notes.changed', null);
    expect(calls).not.toContain('notes.list');
    await store.getState().loadNotes();
    notes = [{ id: 'b', at: 2, text: 'Call Ada' }, ...notes];
    send('notes.changed', null);
    await expect.poll(() => store.getState().notes?.map(({ id }) => id)).toEqual(['b', 'a']);
    const listed = () => calls.filter((name) => name === 'notes.list').length;
    const before = listed();
    for (let i = 0; i < 100; i += 1) send('notes.changed', null);
    notes = [];
    send('notes.changed', null);
    await expect.poll(() => store.getState().notes).toEqual([]);
    expect(listed() - before).toBeLessThanOrEqual(2);
  });

  it('that were deleted can be brought back as they were, unless deleting failed', async () => {
    const note = { id: 'a', at: 1, text: 'Buy milk' };
    const restored: unknown[] = [];
    const { store } = rig({
      'notes.delete': (id) => {
        if (id !== 'a') throw new HarkError('store.not_found', '');
      },
      'notes.restore': (given) => {
        restored.push(given);
      },
    });
    await store.getState().deleteNote({ ...note, id: 'gone' });
    expect(store.getState().deletedNote).toBeNull();
    await store.getState().deleteNote(note);
    expect(store.getState().deletedNote).toEqual(note);
    await store.getState().restoreNote();
    expect(restored).toEqual([note]);
    expect(store.getState().deletedNote).toBeNull();
  });
});

describe('voices', () => {
  const report = {
    verdict: 'good',
    speechMs: 2_100,
    snrDb: 22,
    clippingRatio: 0,
    levelDbfs: -24,
    likeness: 0.7,
  } as const;

  it('follow main, and an event is newer than the answer to the first question', async () => {
    let answer = (_: ProfilesSnapshot) => {};
    const { store, connect, send } = rig({
      'profiles.get': () =>
        new Promise<ProfilesSnapshot>((resolve) => {
          answer = resolve;
        }),
    });
    await connect();
    send('profiles.changed', profiles({ keyStore: { guard: 'passphrase', backend: 'x', locked: true } }));
    answer(profiles());
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.getState().profiles?.keyStore.locked).toBe(true);
  });

  it('forget how the sentence before went when another is read', async () => {
    const { store, connect, send } = rig();
    await connect();
    send('enrollment.takeEnded', { enrollmentId: 'e', index: 0, report });
    expect(store.getState().lastTake?.report.verdict).toBe('good');
    expect(await store.getState().readPrompt(1)).toBeNull();
    expect(store.getState().lastTake).toBeNull();
  });

  it('keep what is heard while reading out of the store', async () => {
    const heard: number[] = [];
    const { store, connect, send } = rig();
    await connect({ onTakeProgress: ({ speechMs }) => heard.push(speechMs) });
    const before = store.getState();
    send('enrollment.progress', { enrollmentId: 'e', speechMs: 400, snrDb: null, clippingRatio: 0 });
    expect(heard).toEqual([400]);
    expect(store.getState()).toBe(before);
  });

  it('say why something was not done, for the place that asked', async () => {
    const refuse = (code: FailureCode) => () => Promise.reject(new HarkError(code, 'refused'));
    const { store, connect } = rig({
      'enrollment.finish': refuse('enrollment.inconsistent'),
      'enrollment.try': refuse('capture.deaf'),
      'profiles.import': refuse('profile.passphrase'),
      'profiles.export': () => false,
    });
    await connect();
    expect(await store.getState().finishEnrollment()).toMatchObject({ code: 'enrollment.inconsistent' });
    expect(await store.getState().tryVoiceprint()).toMatchObject({ code: 'capture.deaf' });
    expect(store.getState().isTrying).toBe(false);
    expect(await store.getState().importProfile('wrong')).toMatchObject({ code: 'profile.passphrase' });
    expect(await store.getState().exportProfile('1', 'long enough')).toBe(false);
    expect(store.getState().notices).toEqual([]);
  });

  it('tell a PIN that was wrong from one that could not be given', async () => {
    const answers: (boolean | null)[] = [false, true];
    const { store, connect } = rig({
      'assistant.answerPin': () => answers.shift() ?? Promise.reject(new HarkError('internal', '')),
    });
    await connect();
    const given = [];
    for (let i = 0; i < 3; i += 1) given.push(await store.getState().answerPin('q', '1234'));
    expect(given).toEqual([false, true, null]);
  });
});

describe('the monitor', () => {
  const ALERT: Alert = {
    id: 'a',
    level: 'cpu',
    state: 'broken',
    since: 0,
    endedAt: null,
    acknowledged: false,
    value: 0.9,
    target: 0.7,
  };
  const NOTHING = { at: [], values: [], high: [], p50: [], p99: [] };
  const monitorRig = (change: Parameters<typeof rig>[0] = {}) => {
    const queries: SeriesQuery[] = [];
    const made = rig({
      'health.series': (query) => {
        queries.push(query as SeriesQuery);
        return NOTHING;
      },
      'health.activity': (range) => activity(range as Activity['range']),
      'health.traces': () => ({ last: [], slowest: [] }),
      ...change,
    });
    return { ...made, queries };
  };

  it('asks for figures while it is open, and no more often than every so many seconds', async () => {
    vi.useFakeTimers();
    const { store, calls, connect, send, queries } = monitorRig();
    await connect();
    const asked = () => calls.filter((name) => name === 'health.traces').length;
    send('health.changed', health());
    vi.advanceTimersByTime(REFRESH_MS);
    send('health.changed', health());
    expect(asked()).toBe(0);

    await store.getState().openMonitor();
    expect(asked()).toBe(0);
    await store.getState().showMonitorSection('speed');
    expect(asked()).toBe(1);
    expect(store.getState().figures.speed).toMatchObject({ range: '24h', traces: { last: [] } });
    expect(queries.map((query) => seriesName(query.metric, query.labels))).toContain(
      'hark_wake_detection_seconds',
    );
    send('health.changed', health());
    expect(asked()).toBe(1);
    vi.advanceTimersByTime(REFRESH_MS);
    send('health.changed', health());
    expect(asked()).toBe(2);

    store.getState().closeMonitor();
    vi.advanceTimersByTime(REFRESH_MS);
    send('health.changed', health());
    expect(asked()).toBe(2);
    vi.useRealTimers();
  });

  it('asks only for what the section on screen shows, and keeps what the others showed', async () => {
    const { store, calls, queries } = monitorRig();
    const { showMonitorSection, openMonitor } = store.getState();
    await openMonitor();
    expect(queries).toEqual([]);
    await showMonitorSection('machine');
    const names = queries.map((query) => seriesName(query.metric, query.labels));
    expect(names).toContain('hark_process_cpu_ratio{process="engine"}');
    expect(names.filter((name) => name.startsWith('hark_storage_bytes'))).toEqual([]);
    expect(calls).not.toContain('health.activity');
    expect(calls).not.toContain('health.traces');
    await showMonitorSection('use');
    expect(store.getState().figures).toMatchObject({ use: { activity: { range: '24h' } }, machine: {} });
    const before = queries.length;
    await showMonitorSection('machine');
    await showMonitorSection('log');
    expect(queries).toHaveLength(before);
  });

  it('asks for the series of a long range more rarely', async () => {
    vi.useFakeTimers();
    const { store, queries } = monitorRig();
    await store.getState().showMonitorSection('machine');
    queries.length = 0;
    await store.getState().showHealthRange('30d');
    const first = queries.length;
    expect(first).toBeGreaterThan(0);
    vi.advanceTimersByTime(REFRESH_MS);
    await store.getState().openMonitor();
    expect(queries).toHaveLength(first);
    vi.advanceTimersByTime(seriesLifeMs('30d'));
    await store.getState().openMonitor();
    expect(queries).toHaveLength(2 * first);
    vi.useRealTimers();
  });

  it('shows the range that was chosen last, whichever answer comes last', async () => {
    const answers: (() => void)[] = [];
    const { store } = monitorRig({
      'health.activity': (range) =>
        new Promise((resolve) => answers.push(() => resolve(activity(range as Activity['range'])))),
    });
    const shown = store.getState().showMonitorSection('use');
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    answers.shift()?.();
    await shown;
    const week = store.getState().showHealthRange('7d');
    const quarter = store.getState().showHealthRange('15m');
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    await quarter;
    answers[0]?.();
    await week;
    expect(store.getState().figures.use?.range).toBe('15m');
  });

  it('marks an alert as acknowledged once main took it', async () => {
    const { store, send, connect } = monitorRig({ 'health.acknowledge': () => undefined });
    await connect();
    send('health.changed', health({ alerts: [ALERT] }));
    await store.getState().acknowledgeAlert('a');
    expect(store.getState().health?.alerts).toMatchObject([{ id: 'a', acknowledged: true }]);
  });

  it('keeps what an event told over an older answer', async () => {
    const { store, send, connect } = monitorRig({ 'health.get': () => health({ state: 'failed' }) });
    const connected = connect();
    send('health.changed', health({ state: 'degraded' }));
    await connected;
    await store.getState().loadHealth();
    expect(store.getState().health?.state).toBe('degraded');
  });
});

describe('upkeep', () => {
  const REPORT: SelfTestSnapshot = { running: false, last: null, history: [], nextAt: null };
  const PROVIDERS: ProvidersSnapshot = {
    offered: [],
    probing: null,
    probedAt: null,
    runtime: 'ONNX Runtime',
    probes: [],
    chosen: {},
    dropped: [],
  };
  const BACKUPS: BackupsSnapshot = { backups: [], nextAt: null, lastDrill: null, failure: null };
  const STORAGE: StorageSnapshot = {
    persistent: true,
    freeBytes: null,
    history: { items: 0, oldestAt: null },
    archives: { files: 0, bytes: 0 },
    recordings: { count: 0, bytes: 0 },
    integrity: null,
  };
  const backup = (id: string): Backup => ({
    id,
    at: 0,
    bytes: 1,
    kind: 'manual',
    version: '1.0.0',
    rows: {},
    ok: true,
  });

  it('asks for none of it before it is looked at, and follows its events', async () => {
    const { store, calls, connect, send } = rig();
    await connect();
    for (const call of ['selfTest.get', 'providers.get', 'backups.get', 'storage.get', 'log.read'] as const)
      expect(calls).not.toContain(call);
    send('selfTest.changed', { ...REPORT, running: true });
    send('providers.changed', { ...PROVIDERS, probing: { done: 1, total: 4 } });
    send('backups.changed', { ...BACKUPS, backups: [backup('a')] });
    expect(store.getState()).toMatchObject({
      selfTest: { running: true },
      providers: { probing: { done: 1 } },
      backups: { backups: [{ id: 'a' }] },
    });
  });

  it('keeps what an event told over an older answer', async () => {
    const answers: (() => void)[] = [];
    const later = (value: unknown) => () => new Promise((resolve) => answers.push(() => resolve(value)));
    const { store, connect, send } = rig({
      'selfTest.get': later(REPORT),
      'providers.get': later(PROVIDERS),
      'backups.get': later(BACKUPS),
    });
    await connect();
    const { loadSelfTest, loadProviders, loadBackups } = store.getState();
    const loaded = [loadSelfTest(), loadProviders(), loadBackups()];
    send('selfTest.changed', { ...REPORT, running: true });
    send('providers.changed', { ...PROVIDERS, runtime: 'newer' });
    send('backups.changed', { ...BACKUPS, nextAt: 5 });
    for (const answer of answers) answer();
    await Promise.all(loaded);
    expect(store.getState()).toMatchObject({
      selfTest: { running: true },
      providers: { runtime: 'newer' },
      backups: { nextAt: 5 },
    });
  });

  it('tells why a backup was not restored, and shows what is there after one was', async () => {
    const answers: (() => unknown)[] = [
      () => Promise.reject(new HarkError('backup.damaged', '')),
      () => ({ backup: 'a', rows: 3, before: 'b' }),
    ];
    const { store } = rig({
      'backups.restore': () => answers.shift()?.(),
      'backups.get': () => ({ ...BACKUPS, backups: [backup('b'), backup('a')] }),
      'storage.get': () => STORAGE,
    });
    expect(await store.getState().restoreBackup('a')).toMatchObject({ code: 'backup.damaged' });
    expect(store.getState().notices).toEqual([]);
    expect(store.getState().backups).toBeNull();
    expect(await store.getState().restoreBackup('a')).toMatchObject({ rows: 3, before: 'b' });
    expect(store.getState().backups?.backups.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(store.getState().storage).toMatchObject({ persistent: true });
  });

  it('shows what a check found and what cleaning freed', async () => {
    const integrity = { at: 1, ok: false, detail: 'page 3' };
    const { store } = rig({
      'storage.get': () => STORAGE,
      'storage.check': () => integrity,
      'storage.clean': () => ({ freedBytes: 10, what: ['old logs'] }),
    });
    await store.getState().loadStorage();
    await store.getState().checkStorage();
    expect(store.getState().storage?.integrity).toEqual(integrity);
    expect(await store.getState().cleanStorage()).toMatchObject({ freedBytes: 10 });
  });

  it('takes a deleted crash report out of the list, and leaves it where that failed', async () => {
    const crash = (id: string) => ({
      id,
      at: 0,
      process: 'engine',
      version: '1.0.0',
      what: 'It ended.',
      detail: '',
    });
    const { store } = rig({
      'crashes.list': () => [crash('b'), crash('a')],
      'crashes.delete': (id) => {
        if (id === 'a') throw new HarkError('store.not_found', '');
      },
      'crashes.clear': () => undefined,
    });
    const ids = () => store.getState().crashes?.map(({ id }) => id);
    await store.getState().loadCrashes();
    await store.getState().deleteCrash('b');
    await store.getState().deleteCrash('a');
    expect(ids()).toEqual(['a']);
    expect(store.getState().notices.map(({ code }) => code)).toEqual(['store.not_found']);
    await store.getState().clearCrashes();
    expect(ids()).toEqual([]);
  });
});

describe('the log', () => {
  const line = (seq: number): LogLine => ({ seq, at: 0, level: 'info', tag: 'main', text: String(seq) });

  it('reads on from the last line, and keeps no more than it may', async () => {
    const asked: unknown[] = [];
    const written = [[line(1), line(2)], [], Array.from({ length: LOG_LINES_KEPT }, (_, i) => line(3 + i))];
    const { store } = rig({
      'log.read': (after) => {
        asked.push(after);
        return written.shift();
      },
    });
    const { readLog } = store.getState();
    await readLog();
    const first = store.getState().logLines;
    await readLog();
    // Nothing new is nothing to draw.
    expect(store.getState().logLines).toBe(first);
    await readLog();
    expect(asked).toEqual([null, 2, 2]);
    expect(store.getState().logLines).toHaveLength(LOG_LINES_KEPT);
    expect(store.getState().logLines?.[0]?.seq).toBe(3);
  });

  it('does not read the same lines twice where an answer takes longer than the next look', async () => {
    const answers: (() => void)[] = [];
    const { store } = rig({
      'log.read': () => new Promise((resolve) => answers.push(() => resolve([line(1)]))),
    });
    const looks = [store.getState().readLog(), store.getState().readLog()];
    expect(answers).toHaveLength(1);
    answers[0]?.();
    await Promise.all(looks);
    expect(store.getState().logLines).toHaveLength(1);
  });

  it('says once that it cannot be read, without a notice for each look', async () => {
    let isBroken = true;
    const { store } = rig({
      'log.read': () => {
        if (isBroken) throw new HarkError('internal', '');
        return [line(1)];
      },
    });
    await store.getState().readLog();
    const { logFailure } = store.getState();
    expect(logFailure).toMatchObject({ code: 'internal' });
    await store.getState().readLog();
    expect(store.getState().logFailure).toBe(logFailure);
    expect(store.getState().notices).toEqual([]);
    isBroken = false;
    await store.getState().readLog();
    expect(store.getState()).toMatchObject({ logFailure: null, logLines: [{ seq: 1 }] });
  });

  it('tells whether it was exported', async () => {
    const answers: (() => unknown)[] = [
      () => true,
      () => false,
      () => Promise.reject(new HarkError('internal', '')),
    ];
    const { store } = rig({ 'log.export': () => answers.shift()?.() });
    const exported = [];
    for (let i = 0; i < 3; i += 1) exported.push(await store.getState().exportLog());
    expect(exported).toEqual([true, false, false]);
    expect(store.getState().notices.map(({ code }) => code)).toEqual(['internal']);
  });
});

describe('notices', () => {
  it('shows what comes up while nobody asked for anything', async () => {
    const { store, connect, send } = rig();
    await connect();
    send('app.changed', null);
    send('notice.raised', { code: 'store.damaged', message: 'It was set aside.' });
    expect(store.getState().notices).toMatchObject([{ code: 'store.damaged', message: 'It was set aside.' }]);
  });

  it('shows the same failure once, and never more than fit', () => {
    const { store } = rig();
    const { notify, dismiss } = store.getState();
    notify(new HarkError('engine.timeout', 'first'));
    notify(new HarkError('engine.timeout', 'second'));
    expect(store.getState().notices).toMatchObject([{ message: 'second' }]);
    for (const code of ['engine.crashed', 'engine.hung', 'settings.invalid'] as const) {
      notify(new HarkError(code, ''));
    }
    expect(store.getState().notices).toHaveLength(MAX_NOTICES);
    expect(store.getState().notices.map((notice) => notice.code)).not.toContain('engine.timeout');
    const [oldest] = store.getState().notices;
    if (oldest) dismiss(oldest.id);
    expect(store.getState().notices.map((notice) => notice.code)).toEqual([
      'engine.hung',
      'settings.invalid',
    ]);
  });

  it('tells of a call that failed instead of rejecting', async () => {
    const { store } = rig({
      'assistant.pause': () => {
        throw new HarkError('engine.not_running', '');
      },
    });
    await store.getState().pause();
    expect(store.getState().notices.map((notice) => notice.code)).toEqual(['engine.not_running']);
  });
});
