/** The page's only way out: the contract's calls and events, and the audio port on its way through. */
import { contextBridge, ipcRenderer } from 'electron';
import type { EventName, HarkBridge } from '../../contract/channels.ts';
import { CALL_CHANNEL, EVENT_CHANNEL, PORT_CHANNEL } from '../../contract/wire.ts';

/** What this file needs of the page it runs beside; DOM types exist only in the renderer. */
declare const window: {
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
};
declare const location: { readonly origin: string };

type Listener = (payload: unknown) => void;
const listeners = new Map<EventName, Set<Listener>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: EventName, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

// A port cannot cross the context bridge; a window message carries it into the page's own world.
ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage({ hark: 'capture-port' }, location.origin, event.ports);
});

const bridge: HarkBridge = {
  call: (name, args) => ipcRenderer.invoke(CALL_CHANNEL, name, args),
  on(name, listener) {
    const registered = listeners.get(name) ?? new Set();
    listeners.set(name, registered);
    registered.add(listener);
    return () => {
      registered.delete(listener);
    };
  },
};
contextBridge.exposeInMainWorld('hark', bridge);
