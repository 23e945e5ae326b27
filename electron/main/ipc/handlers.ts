/** What answers each call of the window. One line per call: what a call does lives with the part that does it. */
import type { ClockSnapshot, HomeAssistantStatus, UserAction } from '../../../contract/actions.ts';
import type { AppInfo } from '../../../contract/channels.ts';
import { describeFailure } from '../../../contract/failures.ts';
import type { HistoryPage } from '../../../contract/interactions.ts';
import type { ProvidersSnapshot } from '../../../contract/providers.ts';
import type { SelfTestSnapshot } from '../../../contract/selfTest.ts';
import type {
  BackupsSnapshot,
  Cleaned,
  CrashReport,
  Drill,
  ImportedConfig,
  Integrity,
  LogLine,
  Restored,
  StorageSnapshot,
} from '../../../contract/upkeep.ts';
import type { Assistant } from '../assistant/assistant.ts';
import type { Commands } from '../commands/commands.ts';
import type { Health } from '../health/health.ts';
import type { ModelList } from '../models.ts';
import type { HistoryStore } from '../store/history.ts';
import type { NotesStore } from '../store/notes.ts';
import type { SettingsService } from '../store/settings.ts';
import type { VoiceParts } from '../voices/voiceParts.ts';
import type { CallHandlers } from './receiver.ts';

export interface ClockControl {
  snapshot(): ClockSnapshot;
  /** @throws HarkError store.not_found; so do those below */
  cancel(id: string): void;
  pause(id: string): void;
  resume(id: string): void;
  dismiss(id: string): void;
  snooze(id: string): void;
  stopwatch(what: 'start' | 'stop' | 'reset'): void;
}

export interface UserActionControl {
  list(): UserAction[];
  /** @throws HarkError (by rejection) grammar.invalid, action.full */
  save(action: UserAction): void | Promise<void>;
  delete(intent: string): void;
}

export interface HomeAssistantControl {
  status(): HomeAssistantStatus | Promise<HomeAssistantStatus>;
  setToken(token: string | null): void | Promise<void>;
}

export interface SelfTestControl {
  snapshot(): SelfTestSnapshot;
  /** @throws HarkError trial.busy */
  run(): void;
}

export interface ProvidersControl {
  snapshot(): ProvidersSnapshot | Promise<ProvidersSnapshot>;
  /** @throws HarkError trial.busy */
  probe(): void;
}

export interface LogControl {
  read(after: number | null): LogLine[] | Promise<LogLine[]>;
  /** Asks where to. */
  export(): Promise<boolean>;
}

export interface CrashControl {
  list(): CrashReport[] | Promise<CrashReport[]>;
  /** @throws HarkError store.not_found */
  delete(id: string): void | Promise<void>;
  clear(): void | Promise<void>;
}

export interface BackupControl {
  snapshot(): BackupsSnapshot | Promise<BackupsSnapshot>;
  /** @throws HarkError (by rejection) backup.*; so do those below */
  make(): Promise<string>;
  restore(id: string): Promise<Restored>;
  delete(id: string): void | Promise<void>;
  drill(): Promise<Drill>;
}

export interface StorageControl {
  snapshot(): StorageSnapshot | Promise<StorageSnapshot>;
  clean(): Promise<Cleaned>;
  check(): Integrity | Promise<Integrity>;
}

export interface ConfigControl {
  /** Asks where to. */
  export(): Promise<boolean>;
  /** Asks which. @throws HarkError (by rejection) config.invalid */
  import(): Promise<ImportedConfig | null>;
}

export interface Services {
  /** Ends Hark and starts it again. */
  restart(how: 'usual' | 'safe'): void;
  selfTest: SelfTestControl;
  providers: ProvidersControl;
  logs: LogControl;
  crashes: CrashControl;
  backups: BackupControl;
  storage: StorageControl;
  config: ConfigControl;
  info(): Promise<AppInfo>;
  assistant: Assistant;
  connectCapture(): void;
  settings: SettingsService;
  models: ModelList;
  commands: Commands;
  clock: ClockControl;
  notes: Pick<NotesStore, 'list' | 'get' | 'edit' | 'delete' | 'restore' | 'clear'>;
  /** Puts a text on the clipboard. */
  copy(text: string): void;
  userActions: UserActionControl;
  homeAssistant: HomeAssistantControl;
  voices: VoiceParts;
  health: Health;
  history: HistoryStore;
  /** Asks where to; null where the person thought better of it. */
  exportHistory(): Promise<number | null>;
}

export function callHandlers(services: Services): CallHandlers {
  const { assistant, settings, models, commands, clock, notes, userActions, homeAssistant, history, voices } =
    services;
  const { conversation } = assistant;
  const { health } = services;
  const { profiles, pins, transfer, enrollment, recordings } = voices;
  return {
    'app.info': () => services.info(),
    'assistant.snapshot': () => assistant.snapshot(),
    'assistant.pause': () => assistant.pause(),
    'assistant.resume': () => assistant.resume(),
    'assistant.retry': () => assistant.retry(),
    'capture.connect': () => services.connectCapture(),
    'capture.report': (microphone) => assistant.microphoneIs(microphone),
    'settings.get': () => settings.current,
    'settings.update': (patch) => settings.update(patch),
    'models.list': () => models.get(),

    'assistant.push': (what) => assistant.push(what, settings.current.pushToTalk.mode),
    'assistant.cancel': () => conversation.cancel(),
    'assistant.type': (text) => conversation.type(text),
    'assistant.undo': (id) => conversation.undo(id),
    'assistant.answer': (id, answer) => conversation.answer(id, answer),
    'assistant.answerPin': (id, pin) => conversation.answerPin(id, pin),
    'reply.finished': (id) => conversation.replyFinished(id),

    'commands.list': () => commands.list(),
    'commands.own': () => commands.own(),
    'commands.check': (text) => commands.check(text),
    'commands.save': (text) => commands.save(text),
    'commands.try': (text) => commands.try(text),
    'commands.tryRecording': (recording) => commands.tryRecording(recording),

    'clock.get': () => clock.snapshot(),
    'clock.cancel': (id) => clock.cancel(id),
    'clock.pause': (id) => clock.pause(id),
    'clock.resume': (id) => clock.resume(id),
    'clock.dismiss': (id) => clock.dismiss(id),
    'clock.snooze': (id) => clock.snooze(id),
    'clock.stopwatch': (what) => clock.stopwatch(what),

    'notes.list': () => notes.list(),
    'notes.edit': (id, text) => notes.edit(id, text),
    'notes.delete': (id) => notes.delete(id),
    'notes.restore': (note) => notes.restore(note),
    'notes.clear': () => notes.clear(),
    'notes.copy': (id) => services.copy(notes.get(id).text),

    'userActions.list': () => userActions.list(),
    'userActions.save': (action) => userActions.save(action),
    'userActions.delete': (intent) => userActions.delete(intent),
    'homeAssistant.status': () => homeAssistant.status(),
    'homeAssistant.setToken': (token) => homeAssistant.setToken(token),

    'profiles.get': () => voices.snapshot(),
    'profiles.rename': (id, name) => profiles.rename(id, name),
    'profiles.setRules': (id, rules) => profiles.setRules(id, rules),
    'profiles.setPin': (id, pin) => pins.set(id, pin),
    'profiles.delete': (id) => voices.delete(id),
    'profiles.removeReference': (id, referenceId) => profiles.removeReference(id, referenceId),
    'profiles.undoAdaptation': (id, since) => profiles.undoAdaptation(id, since),
    'profiles.deleteRecordings': (id) => profiles.deleteRecordings(id),
    'profiles.recordings': (id) => recordings.list(id),
    'profiles.openRecording': (id, recordingId) => recordings.open(id, recordingId),
    'profiles.export': (id, passphrase) => transfer.export(id, passphrase),
    'profiles.import': (passphrase) => transfer.import(passphrase),
    'profiles.unlock': (passphrase) => profiles.unlock(passphrase),
    'profiles.setPassphrase': (passphrase) => profiles.setPassphrase(passphrase),

    'enrollment.begin': (start) => enrollment.begin(start),
    'enrollment.take': (index, microphone) => enrollment.take(index, microphone),
    'enrollment.endTake': (how) => enrollment.endTake(how),
    'enrollment.finish': () => enrollment.finish(),
    'enrollment.discard': () => enrollment.discard(),
    'enrollment.try': () => enrollment.try(),

    'health.get': () => health.snapshot(),
    'health.series': (query) => health.series(query),
    'health.activity': (range) => health.activity(range),
    'health.traces': () => health.traces(),
    'health.acknowledge': (id) => health.acknowledge(id),
    'health.restartEngine': () => health.restartEngine(),
    'health.prometheus': () => health.prometheus(),

    'health.models': () => health.modelTimes,

    'selfTest.get': () => services.selfTest.snapshot(),
    'selfTest.run': () => services.selfTest.run(),
    'providers.get': () => services.providers.snapshot(),
    'providers.probe': () => services.providers.probe(),
    'log.read': (after) => services.logs.read(after),
    'log.export': () => services.logs.export(),
    'crashes.list': () => services.crashes.list(),
    'crashes.delete': (id) => services.crashes.delete(id),
    'crashes.clear': () => services.crashes.clear(),
    'backups.get': () => services.backups.snapshot(),
    'backups.make': () => services.backups.make(),
    'backups.restore': (id) => services.backups.restore(id),
    'backups.delete': (id) => services.backups.delete(id),
    'backups.drill': () => services.backups.drill(),
    'storage.get': () => services.storage.snapshot(),
    'storage.clean': () => services.storage.clean(),
    'storage.check': () => services.storage.check(),
    'config.export': () => services.config.export(),
    'config.import': () => services.config.import(),
    'app.restart': (how) => services.restart(how),

    'history.list': (query) => asItStands(services, history.list(query)),
    'history.delete': (id) => history.delete(id),
    'history.clear': () => history.clear(),
    'history.markWrong': (id, wrong) => markWrong(services, id, wrong),
    'history.export': () => services.exportHistory(),
  };
}

function asItStands({ assistant }: Services, page: HistoryPage): HistoryPage {
  return { ...page, items: page.items.map((item) => assistant.conversation.asItStands(item)) };
}

/** The interaction at hand can be marked also where none are kept, or this one not yet. */
function markWrong({ assistant, history }: Services, id: string, wrong: boolean): void {
  const atHand = assistant.conversation.markWrong(id, wrong);
  try {
    history.markWrong(id, wrong);
  } catch (error) {
    if (!atHand || describeFailure(error).code !== 'store.not_found') throw error;
  }
}
