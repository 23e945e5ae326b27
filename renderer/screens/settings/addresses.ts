/** What is wrong with an address that someone typed, in words; null where nothing is. Pure. */
import { settingsSchema } from '../../../contract/settings.ts';

const { searchUrl, homeAssistantUrl } = settingsSchema.shape.actions.shape;
const HINT = 'Write a whole address, with http:// or https://.';

export function checkSearchUrl(text: string): string | null {
  if (searchUrl.safeParse(text).success) return null;
  return text.includes('{query}') ? HINT : 'Put {query} where the words to search for go.';
}

/** Empty is none. */
export function checkHomeAssistantUrl(text: string): string | null {
  return text === '' || homeAssistantUrl.safeParse(text).success ? null : HINT;
}
