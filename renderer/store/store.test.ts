import { describe, expect, it } from 'vitest';
import {
  type AssistantSnapshot,
  type CallName,
  type EventName,
  type HarkBridge,
  WAKES_KEPT,
  type WakeRecord,
} from '../../contract/channels.ts';
import { HarkError } from '../../contract/failures.ts';
import { applySettingsPatch, DEFAULT_SETTINGS, type SettingsPatch } from '../../contract/settings.ts';
import { MAX_NOTICES } from './appSlice.ts';
import { type BridgeEvents, connectBridge } from './bridge.ts';
import { createClient } from './client.ts';
import { createHarkStore } from './store.ts';

function snapshot(change: Partial<AssistantSnapshot> = {}): AssistantSnapshot {
  return {
    state: 'listening',
    since: 0,
    failure: null,
    microphone: 'live',
    engineRestarts: 0,
    wakes: [],
    ...change,
  };
}

function wake(id: string, change: Partial<WakeRecord> = {}): WakeRecord {
  return { id, model: 'alexa', phrase: 'Alexa', at: 0, score: 0.9, threshold: 0.5, trace: null, ...change };
}

const INFO = { version: '1.0.0', platform: 'linux', tray: true, pauseShortcutActive: true, notices: [] };

/** Main, as far as the store can see it; `answers` overrides what a call gives. */
function rig(answers: Partial<Record<CallName, (...args: unknown[]) => unknown>> = {}) {
  const listeners = new Map<EventName, (payload: unknown) => void>();
  const calls: CallName[] = [];
  const standard: Partial<Record<CallName, () => unknown>> = {
    'app.info': () => INFO,
    'settings.get': () => DEFAULT_SETTINGS,
    'assistant.snapshot': () => snapshot(),
    'models.list': () => [],
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
      connectBridge(client, store, { onReopen: () => undefined, onSeen: () => undefined, ...events }),
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
  });
});

describe('notices', () => {
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
