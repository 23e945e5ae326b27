/** The only subscriber to main's events. */
import type { SpokenReply } from '../../contract/actions.ts';
import type { AssistantSnapshot } from '../../contract/channels.ts';
import { HarkError } from '../../contract/failures.ts';
import type { TakeProgress } from '../../contract/profiles.ts';
import type { HarkClient } from './client.ts';
import type { HarkStore } from './store.ts';

/** Events that are no state: someone has to act on them. */
export interface BridgeEvents {
  /** The machine woke from sleep: an open stream may be dead without saying so. */
  onReopen(): void;
  /** The window went out of sight, or came back. */
  onSeen(seen: boolean): void;
  /** To be said aloud, or at least chimed. */
  onSpeak(reply: SpokenReply): void;
  /** What is heard of the sentence that is being read; up to five a second. */
  onTakeProgress(progress: TakeProgress): void;
  /** Fall silent at once. */
  onSilence(): void;
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
  const { interactionChanged, loadRecent, clockChanged, loadClock, commandsChanged } = store.getState();
  const { historyChanged, notesChanged } = store.getState();
  const { healthChanged, loadHealth, selfTestChanged, providersChanged, backupsChanged } = store.getState();
  const { profilesChanged, loadProfiles, takeEnded, triedVoice } = store.getState();
  const snapshotArrived = (snapshot: AssistantSnapshot) => {
    assistantChanged(snapshot);
    if (snapshot.interaction) interactionChanged(snapshot.interaction);
  };
  let hasSnapshot = false;
  let hasInteraction = false;
  client.on('assistant.changed', (snapshot) => {
    hasSnapshot = true;
    snapshotArrived(snapshot);
  });
  client.on('interaction.changed', (interaction) => {
    hasInteraction = true;
    interactionChanged(interaction);
  });
  client.on('assistant.woke', woke);
  client.on('settings.changed', settingsChanged);
  client.on('engine.heartbeat', heartbeatArrived);
  client.on('capture.reopen', () => events.onReopen());
  client.on('window.seen', (seen) => events.onSeen(seen));
  client.on('reply.speak', (reply) => events.onSpeak(reply));
  client.on('reply.stop', () => events.onSilence());
  client.on('clock.changed', clockChanged);
  client.on('commands.changed', () => commandsChanged());
  client.on('history.changed', () => {
    historyChanged();
    void loadRecent();
  });
  client.on('notes.changed', () => notesChanged());
  client.on('profiles.changed', profilesChanged);
  client.on('health.changed', healthChanged);
  client.on('selfTest.changed', selfTestChanged);
  client.on('providers.changed', providersChanged);
  client.on('backups.changed', backupsChanged);
  client.on('enrollment.progress', (progress) => events.onTakeProgress(progress));
  client.on('enrollment.takeEnded', takeEnded);
  client.on('enrollment.tried', triedVoice);
  client.on('app.changed', () => void loadInfo());
  client.on('notice.raised', ({ code, message }) => notify(new HarkError(code, message)));

  void loadModels();
  void loadClock();
  void loadRecent();
  void loadProfiles();
  void loadHealth();
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
      if (hasSnapshot) return;
      if (hasInteraction) assistantChanged(snapshot);
      else snapshotArrived(snapshot);
    }),
  ]);
}
