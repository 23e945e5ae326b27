/** Reads what Chromium's network stack wrote about itself (`--log-net-log`). */
import { readFile } from 'node:fs/promises';

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: { url?: string; address?: string; host?: string } }[];
}

/** Everything that asks for something outside: requests, look-ups of names, connections. */
const REACHING_OUT =
  /^(URL_REQUEST_START_JOB|HOST_RESOLVER.*|TCP_CONNECT.*|UDP_CONNECT|UDP_BYTES_SENT|SSL_CONNECT|QUIC_SESSION)$/;

/** What reached out, and for what: `URL_REQUEST_START_JOB https://…`. The app has to have ended. */
export async function reachedFor(file: string): Promise<string[]> {
  const { constants, events } = JSON.parse(await readFile(file, 'utf8')) as NetLog;
  const names = new Map(Object.entries(constants.logEventTypes).map(([name, type]) => [type, name]));
  return events.flatMap(({ type, params }) => {
    const name = names.get(type) ?? '';
    const target = params?.url ?? params?.address ?? params?.host;
    return REACHING_OUT.test(name) && target !== undefined ? [`${name} ${target}`] : [];
  });
}
