/** Takes out of a text, once more, what tells of a person: names that Hark knows, addresses, personal paths. Pure. */

export interface Known {
  /** Takes personal paths out; see log/redact.ts. */
  redact(text: string): string;
  /** Names of people, sites, devices, own words and actions, of the account and the machine. */
  names: readonly string[];
}

/** A single letter would take half of every text. */
const NAME_MIN_CHARS = 2;
/** Pages of Hark's own, and places in its program, tell of nobody. */
const ADDRESS = /\b(?!app:|file:|node:)[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
const MAIL = /[\w.+-]+@[\w-]+\.[\w.-]+/g;

export function makeScrubber({ redact, names }: Known): (text: string) => string {
  const known = [...new Set(names.map((name) => name.trim()))]
    .filter((name) => name.length >= NAME_MIN_CHARS)
    // The longer first: one name can be part of another.
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const named =
    known.length === 0
      ? null
      : new RegExp(`(?<![\\p{L}\\p{N}])(?:${known.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => {
    const without = redact(text).replace(ADDRESS, '<address>').replace(MAIL, '<address>');
    return named === null ? without : without.replace(named, '<name>');
  };
}
