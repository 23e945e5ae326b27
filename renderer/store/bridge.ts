/** The only subscriber to main's events. */
import { HarkError } from '../../contract/failures.ts';
import type { HarkClient } from './client.ts';
import type { HarkStore } from './store.ts';

/** Events that are no state: someone has to act on them. */
export interface BridgeEvents {
  /** The machine woke from sleep: an open stream may be dead without saying so. */
  onReopen(): void;
  /** The window went out of sight, or came back. */
  onSeen(seen: boolean): void;
}

/**
 * Subscribes `store` to main and fetches what main knows already. Resolves once the settings and the assistant are
 * there or their failure is told.
 */
export async function connectBridge(
  client: HarkClient,
  store: HarkStore,
  events: BridgeEvents,
): Promise<void> {
  const { assistantChanged, settingsChanged, woke, heartbeatArrived, attempt, loadInfo, loadModels, notify } =
    store.getState();
  let hasSnapshot = false;
  client.on('assistant.changed', (snapshot) => {
    hasSnapshot = true;
    assistantChanged(snapshot);
  });
  client.on('assistant.woke', woke);
  client.on('settings.changed', settingsChanged);
  client.on('engine.heartbeat', heartbeatArrived);
  client.on('capture.reopen', () => events.onReopen());
  client.on('window.seen', (seen) => events.onSeen(seen));

  void loadModels();
  void loadInfo().then(() => {
    for (const notice of store.getState().info?.notices ?? []) {
      notify(new HarkError(notice.code, notice.message));
    }
  });
  await Promise.all([
    attempt(async () => settingsChanged(await client.call('settings.get'))),
    attempt(async () => {
      const snapshot = await client.call('assistant.snapshot');
      // An event that came meanwhile is newer than this answer.
      if (!hasSnapshot) assistantChanged(snapshot);
    }),
  ]);
}
