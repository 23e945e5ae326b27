/** Wires the window together: store, bridge, capture and meters. Everything the screens use comes from here. */
import type { HarkBridge, MicrophoneState } from '../contract/channels.ts';
import type { AssistantState } from '../contract/states.ts';
import { Capture } from './capture/capture.ts';
import { MeterFeed } from './capture/meterFeed.ts';
import { connectBridge } from './store/bridge.ts';
import { createClient, type HarkClient } from './store/client.ts';
import { createHarkStore, type HarkState, type HarkStore } from './store/store.ts';

declare global {
  interface Window {
    /** Exposed by preload. */
    hark: HarkBridge;
  }
}

export interface Services {
  store: HarkStore;
  feed: MeterFeed;
  retryMicrophone(): void;
  /** Resolves once there is something to show. */
  connected: Promise<void>;
}

export function startServices(bridge: HarkBridge): Services {
  const client: HarkClient = createClient(bridge, (error) => store.getState().notify(error));
  const store = createHarkStore(client);
  const feed = new MeterFeed();
  const capture = startCapture(client, store, feed);
  const connected = connectBridge(client, store, {
    onReopen: () => capture.retry(),
    onSeen(seen) {
      feed.watched = seen;
    },
    onSpeak: () => undefined,
    onSilence: () => undefined,
  });
  return { store, feed, retryMicrophone: () => capture.retry(), connected };
}

function startCapture(client: HarkClient, store: HarkStore, feed: MeterFeed): Capture {
  let reported: MicrophoneState = 'off';
  const capture = new Capture({
    onStatus(status) {
      store.getState().microphoneChanged(status);
      if (status.state !== 'live' && status.state !== 'muted') feed.rest();
      if (status.state === reported) return;
      reported = status.state;
      void store.getState().attempt(() => client.call('capture.report', status.state));
    },
    onMeter: (message) => feed.accept(message),
    onDeviceRenumbered(device) {
      const { settings, updateSettings } = store.getState();
      if (settings) void updateSettings({ microphone: { ...settings.microphone, device } });
    },
    onPortNeeded: () => void store.getState().attempt(() => client.call('capture.connect')),
  });

  window.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source === window && event.data?.hark === 'capture-port' && port) capture.takePort(port);
  });

  const follow = (state: HarkState): void => {
    // Nothing is opened before it is known which source is wanted, and whether one is wanted at all.
    if (!state.settings || !state.assistant) return;
    const { source, device, ...processing } = state.settings.microphone;
    capture.setTarget(source === 'sample' ? { source } : { source, device, processing });
    capture.setWanted(needsAudio(state.assistant.state));
  };
  store.subscribe((state, before) => {
    if (state.settings !== before.settings || state.assistant !== before.assistant) follow(state);
  });
  return capture;
}

/** Whether the microphone is to be open: a paused or broken assistant holds no device. */
export function needsAudio(state: AssistantState): boolean {
  return state !== 'paused' && state !== 'degraded' && state !== 'failed';
}
