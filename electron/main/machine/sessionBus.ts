/** The desktop's message bus, by `dbus-send`, which every desktop with a bus has. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tools } from './tools.ts';

/** Whoever is asked answers in milliseconds, or hangs. */
const REPLY_TIMEOUT_MS = 1_500;

export class SessionBus {
  readonly #tools: Tools;
  readonly #env: NodeJS.ProcessEnv;

  constructor(tools: Tools, env: NodeJS.ProcessEnv = process.env) {
    this.#tools = tools;
    this.#env = env;
  }

  /** There is one, and it can be asked. Without a bus the tool would start one. */
  get present(): boolean {
    const runtime = this.#env['XDG_RUNTIME_DIR'];
    const bus =
      Boolean(this.#env['DBUS_SESSION_BUS_ADDRESS']) ||
      (runtime !== undefined && existsSync(join(runtime, 'bus')));
    return bus && this.#tools.has('dbus-send');
  }

  /**
   * @param args as dbus-send takes them: "string:Volume"
   * @returns the reply as dbus-send prints it; null where there was none
   */
  async call(
    destination: string,
    path: string,
    method: string,
    args: readonly string[] = [],
  ): Promise<string | null> {
    if (!this.present) return null;
    return this.#tools.run('dbus-send', [
      '--session',
      '--print-reply',
      `--reply-timeout=${REPLY_TIMEOUT_MS}`,
      `--dest=${destination}`,
      path,
      method,
      ...args,
    ]);
  }

  /** Names on the bus that begin so. */
  async names(beginning: string): Promise<string[]> {
    const reply = await this.call(
      'org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus.ListNames',
    );
    return printedStrings(reply ?? '').filter((name) => name.startsWith(beginning));
  }

  async property(destination: string, path: string, owner: string, name: string): Promise<string | null> {
    return this.call(destination, path, 'org.freedesktop.DBus.Properties.Get', [
      `string:${owner}`,
      `string:${name}`,
    ]);
  }
}

/** The strings in a printed reply, in order. dbus-send escapes nothing, so a string ends where its line does. */
export function printedStrings(reply: string): string[] {
  return [...reply.matchAll(/\bstring "(.*)"$/gm)].map(([, text]) => text ?? '');
}
