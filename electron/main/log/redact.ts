/** Takes the paths out of a text that tell who its user is or where they keep their things. */

export interface KnownFolder {
  path: string;
  /** What stands in its place, such as `~`. */
  name: string;
}

/** Home folders of other accounts, and of this one where it is written in a way nobody foresaw. */
const ANY_HOME = [
  /\/(?:home|Users)\/[^/\s"'<>:]+/g,
  /[A-Za-z]:(?:\\\\|\\|\/)Users(?:\\\\|\\|\/)[^\\/\s"'<>:]+/g,
];

/** @param folders where one lies within another, the inner one is named */
export function makeRedactor(folders: readonly KnownFolder[]): (text: string) => string {
  const known = folders
    .map(({ path, name }) => ({ path: path.replace(/[\\/]+$/, ''), name }))
    // A home of `/` would turn every path of the system into `~`.
    .filter(({ path }) => path.length > 1)
    .sort((a, b) => b.path.length - a.path.length)
    .map(({ path, name }) => ({ pattern: spellingsOf(path), name }));
  return (text) => {
    let redacted = text;
    for (const { pattern, name } of known) redacted = redacted.replace(pattern, name);
    for (const pattern of ANY_HOME) redacted = redacted.replace(pattern, '~');
    return redacted;
  };
}

/** As it is, in a URL, and with the backslashes doubled as in JSON; never as the beginning of a longer name. */
function spellingsOf(path: string): RegExp {
  const spellings = new Set([
    path,
    encodeURI(path),
    path.replaceAll('\\', '/'),
    path.replaceAll('\\', '\\\\'),
  ]);
  const escaped = [...spellings]
    .sort((a, b) => b.length - a.length)
    .map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?:${escaped.join('|')})(?![\\w-])`, /^[A-Za-z]:/.test(path) ? 'gi' : 'g');
}
