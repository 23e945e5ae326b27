/** What stands in for parts of Hark in a safe start. */
import type { SentenceFile } from '../commands/ownSentences.ts';
import type { SettingsOptions } from '../store/settings.ts';
import type { SettingsFile } from '../store/settingsFile.ts';
import { safeSettings } from './safeSettings.ts';

/** Changes hold for this run; what is stored stays as it is. */
export function safeFile(file: SettingsFile): SettingsOptions['file'] {
  return {
    load: async () => ({ settings: safeSettings(await file.peek()), notice: null }),
    save: async () => undefined,
  };
}

/** Sentences that can be edited and are not used. */
export function leftOut(sentences: SentenceFile): Pick<SentenceFile, 'read' | 'save'> {
  return { read: async () => null, save: (text) => sentences.save(text) };
}
