/**
 * "Open example dot org", heard as one word: the recogniser writes "Openexample.org". The grammar compares whole words,
 * so that is no sentence of it.
 */
import type { ParseResult } from '../../../../contract/command.ts';
import { openSiteAction } from './openSite.ts';
import { hostOf } from './site.ts';

const JOINED = /^(?:please )?open([a-z0-9][a-z0-9-]*(?:(?:\.| dot )[a-z0-9-]+)+)(?:,? please)?[.!?]?$/i;
/** Less than a sentence that fits as it stands. */
const JOINED_CONFIDENCE = 0.8;

/**
 * What is no command but such a word is one to open that site: asked about like any other. "Openai.com" alone is it, too:
 * a site's name by itself asks for nothing, and the question tells what was understood.
 */
export function withJoinedSite<T extends ParseResult>(parsed: T): T {
  if (parsed.intent !== null) return parsed;
  const [, said] = JOINED.exec(parsed.text.trim()) ?? [];
  const site = said === undefined ? null : hostOf(said);
  if (site === null) return parsed;
  return { ...parsed, intent: openSiteAction.intent, slots: { site }, confidence: JOINED_CONFIDENCE };
}
