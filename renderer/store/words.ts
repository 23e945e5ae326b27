/** The wake words there are, with what is set for each. */
import type { ModelStatus } from '../../contract/channels.ts';
import { DEFAULT_SENSITIVITY } from '../../contract/engine.ts';
import type { Settings } from '../../contract/settings.ts';

export interface Word {
  model: string;
  phrase: string;
  enabled: boolean;
  sensitivity: number;
  /** False when its file is missing or damaged, so that it cannot be listened for. */
  usable: boolean;
}

/** In the order of their phrases. Before the models are listed, what the settings name stands in for them. */
export function listWords(models: readonly ModelStatus[] | null, settings: Settings | null): Word[] {
  const known = models?.filter((model) => model.task === 'wake') ?? [];
  const heads =
    known.length > 0
      ? known.map(({ name, phrase, ok }) => ({ model: name, phrase: phrase ?? spell(name), usable: ok }))
      : Object.keys(settings?.words ?? {}).map((name) => ({
          model: name,
          phrase: spell(name),
          usable: true,
        }));
  return heads
    .map((head) => {
      const setting = settings?.words[head.model];
      return {
        ...head,
        enabled: setting?.enabled ?? false,
        sensitivity: setting?.sensitivity ?? DEFAULT_SENSITIVITY,
      };
    })
    .sort((a, b) => a.phrase.localeCompare(b.phrase));
}

/** hey_jarvis -> Hey Jarvis */
function spell(name: string): string {
  return name
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
}
