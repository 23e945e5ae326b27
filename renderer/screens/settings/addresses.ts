/** What is wrong with an address that someone typed, in words; null where nothing is. Pure. */
import { hostSchema, settingsSchema } from '../../../contract/settings.ts';

const { searchUrl, homeAssistantUrl } = settingsSchema.shape.actions.shape;
/** Of a site, however it is written: "Example.org", "https://example.org/page". Null for what is none. */
export function readHost(text: string): string | null {
  const address = text.trim();
  if (address === '') return null;
  try {
    const { protocol, hostname } = new URL(address.includes('://') ? address : `https://${address}`);
    return /^https?:$/.test(protocol) && hostSchema.safeParse(hostname).success ? hostname : null;
  } catch {
    return null;
  }
}

const HINT = 'Write a whole address, with http:// or https://.';

export function checkSearchUrl(text: string): string | null {
  if (searchUrl.safeParse(text).success) return null;
  return text.includes('{query}') ? HINT : 'Put {query} where the words to search for go.';
}

/** Empty is none. */
export function checkHomeAssistantUrl(text: string): string | null {
  return text === '' || homeAssistantUrl.safeParse(text).success ? null : HINT;
}
