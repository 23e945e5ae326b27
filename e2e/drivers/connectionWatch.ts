/**
 * Watches which Internet sockets a process and all that it started have (Linux). It looks at the kernel's own list many
 * times a second; a socket that lived for less than that can be missed, so Chromium's net log is read beside it.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LOOK_EVERY_MS = 20;
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

interface Socket {
  protocol: string;
  local: string;
  remote: string;
  inode: string;
}

export class ConnectionWatch {
  readonly #timer: NodeJS.Timeout;
  /** Sockets whose owner is known: they are not asked after again. */
  readonly #known = new Set<string>();
  /** Processes that belonged to the tree at some time: one that lost its parent still does. */
  readonly #tree = new Set<number>();
  readonly #beyondLoopback = new Set<string>();
  #looks = 0;

  /** @param root process id; what it starts is watched as well */
  constructor(root: number) {
    this.#tree.add(root);
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** How often it has looked so far. */
  get looks(): number {
    return this.#looks;
  }

  /** Ends the watch. @returns every socket of the tree that was not confined to loopback */
  stop(): string[] {
    this.#look();
    clearInterval(this.#timer);
    return [...this.#beyondLoopback];
  }

  #look(): void {
    this.#looks += 1;
    const unknown = openSockets().filter(
      ({ local, remote, inode }) => !(isLoopback(local) && staysLocal(remote)) && !this.#known.has(inode),
    );
    if (unknown.length === 0) return;
    const owned = this.#socketsOfTree();
    for (const { protocol, local, remote, inode } of unknown) {
      // A closed connection in its time-out belongs to nobody any more.
      if (inode === '0') continue;
      this.#known.add(inode);
      if (owned.has(inode)) this.#beyondLoopback.add(`${protocol} ${local} -> ${remote}`);
    }
  }

  /** Inodes of all sockets that processes of the tree hold. */
  #socketsOfTree(): Set<string> {
    this.#growTree();
    const inodes = new Set<string>();
    for (const pid of this.#tree) {
      for (const descriptor of listed(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${descriptor}`))?.[1];
        if (inode !== undefined) inodes.add(inode);
      }
    }
    return inodes;
  }

  #growTree(): void {
    const parents = new Map<number, number>();
    for (const entry of listed('/proc')) {
      const pid = Number(entry);
      if (!Number.isInteger(pid)) continue;
      // The name in brackets may hold anything; the parent is the second field after it.
      const parent = content(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1];
      if (parent !== undefined) parents.set(pid, Number(parent));
    }
    for (let grown = true; grown; ) {
      grown = false;
      for (const [pid, parent] of parents) {
        if (!this.#tree.has(parent) || this.#tree.has(pid)) continue;
        this.#tree.add(pid);
        grown = true;
      }
    }
  }
}

function openSockets(): Socket[] {
  return TABLES.flatMap((protocol) =>
    content(`/proc/net/${protocol}`)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields.length > 9)
      .map(([, local = '', remote = '', , , , , , , inode = '']) => ({
        protocol,
        local: readAddress(local),
        remote: readAddress(remote),
        inode,
      })),
  );
}

/** `0100007F:1F90` of the kernel's tables, words in the byte order of the machine, as `127.0.0.1:8080`. */
function readAddress(text: string): string {
  const [hex = '', port = ''] = text.split(':');
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  const host =
    bytes.length === 4
      ? bytes.join('.')
      : `[${(Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':')}]`;
  return `${host}:${Number.parseInt(port, 16)}`;
}

function isLoopback(address: string): boolean {
  return (
    /^127\./.test(address) ||
    address.startsWith('[0000:0000:0000:0000:0000:0000:0000:0001]') ||
    /^\[0000:0000:0000:0000:0000:ffff:7f/.test(address)
  );
}

/** A socket that only waits has no other end yet. */
function staysLocal(remote: string): boolean {
  return isLoopback(remote) || /^(0\.0\.0\.0|\[[0:]+\]):0$/.test(remote);
}

// Processes come and go between one look and the next.

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function content(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function linkTarget(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
