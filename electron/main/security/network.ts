/** Hark talks to nobody. What Chromium would do on its own is switched off, and what a page asks for is cut off. */
import type { App, Session } from 'electron';
import { APP_SCHEME } from './origin.ts';

const SWITCHES: readonly [name: string, value?: string][] = [
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-breakpad'],
  ['disable-sync'],
  ['no-pings'],
  ['no-proxy-server'],
  ['dns-prefetch-disable'],
  // The net below the others: no host name resolves, so what was forgotten above cannot reach anyone.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
];

/** Schemes that never leave this machine. */
const LOCAL_SCHEMES: ReadonlySet<string> = new Set([`${APP_SCHEME}:`, 'blob:', 'data:', 'devtools:']);

/** Before the app is ready. */
export function silenceChromium(app: App): void {
  for (const [name, value] of SWITCHES) app.commandLine.appendSwitch(name, value);
  // A session fetches a spelling dictionary from Google as soon as it exists, past every request filter and whether
  // or not spelling is checked. Without a language there is none to fetch; later than this event is too late.
  app.on('session-created', (session) => session.setSpellCheckerLanguages([]));
}

export function isLocalUrl(url: string): boolean {
  return URL.canParse(url) && LOCAL_SCHEMES.has(new URL(url).protocol);
}

/** @param onRefused told the scheme of what was cut off; the rest of the URL may be private */
export function guardNetwork(session: Session, onRefused: (scheme: string) => void): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !isLocalUrl(url);
    if (cancel) onRefused(URL.canParse(url) ? new URL(url).protocol : 'unknown');
    answer({ cancel });
  });
}
