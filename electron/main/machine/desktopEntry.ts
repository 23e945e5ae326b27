/** Desktop entries: how Linux desktops list their applications (freedesktop.org Desktop Entry Specification 1.5). */

export interface DesktopEntry {
  name: string;
  /** Program and arguments, without the places where files would go. */
  command: string[];
  /** Folder to start in; null for the user's own. */
  folder: string | null;
  /** Of these desktops alone, or of all but these; null for all. */
  onlyShowIn: string[] | null;
  notShowIn: string[] | null;
  /** It is there only where this program is. */
  tryExec: string | null;
}

/** @returns null for what is no application, is hidden, or wants a terminal */
export function parseDesktopEntry(text: string): DesktopEntry | null {
  const fields = new Map<string, string>();
  let within = false;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line.startsWith('[')) within = line === '[Desktop Entry]';
    if (!within || line === '' || line.startsWith('#') || line.startsWith('[')) continue;
    const equals = line.indexOf('=');
    const key = line.slice(0, equals).trim();
    // The first of its name counts; "Name[de]" is another key than "Name".
    if (equals > 0 && !fields.has(key)) fields.set(key, line.slice(equals + 1).trim());
  }
  const isTrue = (key: string) => fields.get(key) === 'true';
  const name = unescaped(fields.get('Name') ?? '').trim();
  const command = commandOf(unescaped(fields.get('Exec') ?? ''), name);
  if (fields.get('Type') !== 'Application' || isTrue('NoDisplay') || isTrue('Hidden') || isTrue('Terminal')) {
    return null;
  }
  if (name === '' || command === null) return null;
  const list = (key: string) => fields.get(key)?.split(';').filter(Boolean) ?? null;
  return {
    name,
    command,
    folder: unescaped(fields.get('Path') ?? '') || null,
    onlyShowIn: list('OnlyShowIn'),
    notShowIn: list('NotShowIn'),
    tryExec: unescaped(fields.get('TryExec') ?? '') || null,
  };
}

function unescaped(value: string): string {
  const ESCAPES: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return value.replace(/\\([sntr\\])/g, (_, letter: string) => ESCAPES[letter] ?? '');
}

/** Splits an Exec line by the specification's quoting and drops its field codes. Null where it cannot be read. */
function commandOf(exec: string, name: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (let i = 0; i < exec.length; i++) {
    const char = exec[i] as string;
    if (quoted && char === '\\' && i + 1 < exec.length) word = (word ?? '') + exec[++i];
    else if (char === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quoted) return null;
  if (word !== null) words.push(word);
  const command = words.flatMap((each) => {
    // Files and addresses, of which there are none, and codes that mean nothing any more.
    if (/^%[fFuUdDnNvmik]$/.test(each)) return [];
    return [each.replace(/%(.)/g, (_, code: string) => (code === '%' ? '%' : code === 'c' ? name : ''))];
  });
  return command.length === 0 || command[0] === '' ? null : command;
}
