/** The applications of this machine, from the system's own list of them. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, extname, join } from 'node:path';
import type { ApplicationService } from '../actions/services.ts';
import { type DesktopEntry, parseDesktopEntry } from './desktopEntry.ts';
import type { Tools } from './tools.ts';

/** Applications that can be named; a desktop has a hundred or two. */
export const APPLICATIONS_MAX = 1_000;
/** An entry takes a few kilobytes, translations included. */
const ENTRY_MAX_BYTES = 256 * 1024;
/** Folders within a folder of entries: "kde", "wine/Programs". */
const DEPTH_MAX = 3;

export interface ApplicationOptions {
  platform: NodeJS.Platform;
  tools: Tools;
  /** Opens a file with what the system opens it with. @throws HarkError (by rejection) action.failed */
  openFile(path: string): Promise<void>;
  env?: NodeJS.ProcessEnv;
  home?: string;
}

interface Found {
  name: string;
  open(): Promise<void>;
}

export function applicationsOf(options: ApplicationOptions): ApplicationService {
  const listOf = { linux: linuxApplications, darwin: macApplications, win32: windowsApplications };
  const find = listOf[options.platform as keyof typeof listOf] ?? (async () => []);
  return {
    list: async () =>
      [...new Set((await find(options)).map(({ name }) => name))].slice(0, APPLICATIONS_MAX).sort(),
    async open(wanted) {
      // Looked up anew: it may have gone since it was listed.
      const application = (await find(options)).find(({ name }) => name === wanted);
      await application?.open();
      return application !== undefined;
    },
  };
}

/** Where the system keeps its list. */
export function applicationFolders({
  platform,
  env = process.env,
  home = homedir(),
}: Pick<ApplicationOptions, 'platform' | 'env' | 'home'>): string[] {
  switch (platform) {
    case 'linux':
      return linuxFolders(env, home);
    case 'darwin':
      return macFolders(home);
    case 'win32':
      return windowsFolders(env);
    default:
      return [];
  }
}

/** Where entries lie; one's own first. */
function linuxFolders(env: NodeJS.ProcessEnv, home: string): string[] {
  const own = env['XDG_DATA_HOME'] || join(home, '.local/share');
  const shared = (env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(':').filter(Boolean);
  return [own, ...shared].map((data) => join(data, 'applications'));
}

function macFolders(home: string): string[] {
  return ['/Applications', '/Applications/Utilities', '/System/Applications', join(home, 'Applications')];
}

function windowsFolders(env: NodeJS.ProcessEnv): string[] {
  return [env['APPDATA'], env['PROGRAMDATA']]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Microsoft/Windows/Start Menu/Programs'));
}

async function linuxApplications({
  tools,
  env = process.env,
  home = homedir(),
}: ApplicationOptions): Promise<Found[]> {
  const desktops = (env['XDG_CURRENT_DESKTOP'] ?? '').split(':').filter(Boolean);
  const byId = new Map<string, Found | null>();
  for (const folder of linuxFolders(env, home)) {
    for (const path of await filesWithin(folder, '.desktop')) {
      // A file of one's own hides the system's of the same name, also where it is itself hidden.
      const id = path.slice(folder.length + 1).replaceAll('/', '-');
      if (byId.has(id) || byId.size >= APPLICATIONS_MAX * 2) continue;
      const entry = await readEntry(path);
      const shown = entry !== null && isShown(entry, desktops, tools);
      const [program = '', ...args] = entry?.command ?? [];
      const open = () => tools.start(program, args, entry?.folder ?? home);
      byId.set(id, shown ? { name: entry.name, open } : null);
    }
  }
  return [...byId.values()].filter((application) => application !== null);
}

function isShown(entry: DesktopEntry, desktops: readonly string[], tools: Tools): boolean {
  if (entry.onlyShowIn !== null && !entry.onlyShowIn.some((name) => desktops.includes(name))) return false;
  if (entry.notShowIn?.some((name) => desktops.includes(name))) return false;
  return entry.tryExec === null || tools.has(entry.tryExec);
}

async function readEntry(path: string): Promise<DesktopEntry | null> {
  try {
    if ((await stat(path)).size > ENTRY_MAX_BYTES) return null;
    return parseDesktopEntry(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

async function macApplications({ tools, home = homedir() }: ApplicationOptions): Promise<Found[]> {
  const bundles = await Promise.all(macFolders(home).map((folder) => filesWithin(folder, '.app', 1)));
  return bundles.flat().map((path) => ({
    name: basename(path, '.app'),
    open: () => tools.start('open', ['-a', path]),
  }));
}

async function windowsApplications({ openFile, env = process.env }: ApplicationOptions): Promise<Found[]> {
  const links = await Promise.all(windowsFolders(env).map((folder) => filesWithin(folder, '.lnk')));
  return links
    .flat()
    .filter((path) => !/uninstall/i.test(path))
    .map((path) => ({ name: basename(path, extname(path)), open: () => openFile(path) }));
}

/** Whatever in a folder ends so, down to a few folders deep; none where there is no such folder. */
async function filesWithin(folder: string, ending: string, depth = DEPTH_MAX): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.endsWith(ending)) found.push(path);
    else if (entry.isDirectory() && depth > 1) found.push(...(await filesWithin(path, ending, depth - 1)));
    if (found.length >= APPLICATIONS_MAX) break;
  }
  return found.sort();
}
