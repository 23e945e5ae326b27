/** The only subscriber to main's events. */
import { HarkError } from '../../contract/failures.ts';
import type { HarkClient } from './client.ts';
import type { HarkStore } from './store.ts';

/**
 * Subscribes `store` to main and fetches what main knows already. Resolves once the settings and the assistant are
 * there or their failure is told.
 *
 * @param onReopen main saw the machine wake from sleep: an open stream may be dead without saying so
 */
export async function connectBridge(
  client: HarkClient,
  store: HarkStore,
  onReopen: () => void,
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
  client.on('capture.reopen', onReopen);

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
