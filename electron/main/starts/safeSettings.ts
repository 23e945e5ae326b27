/** The settings of a safe start: the defaults, without what reaches out of Hark. Pure. */
import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts';

/**
 * What protects the person stays as they set it: how long texts are kept, and who may have what done. A default in its
 * place would forget what was to be kept, keep what was not, or open a door.
 */
export function safeSettings(stored: Settings): Settings {
  const { history, voices, licencesSeen, upkeep } = stored;
  return {
    ...DEFAULT_SETTINGS,
    pauseShortcut: null,
    pushToTalk: { ...DEFAULT_SETTINGS.pushToTalk, shortcut: null },
    secondLook: false,
    engine: { provider: 'cpu' },
    history,
    voices: { ...voices, adapt: false },
    upkeep: { ...upkeep, backups: { ...upkeep.backups, enabled: false }, selfTest: false },
    licencesSeen,
  };
}
