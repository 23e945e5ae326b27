/**
 * Lines of the log as they go into a report. Of what a line says about something, only what can be one of a few things is
 * kept; words that came from elsewhere (an error of the system, the page's console) are left out. Pure.
 */
import { filedLine } from '../log/lineRing.ts';

/** Fields whose texts are of Hark's own making: codes, states, versions. */
const KEPT_FIELDS = new Set([
  'call',
  'code',
  'electron',
  'error',
  'event',
  'from',
  'kind',
  'name',
  'next',
  'pause',
  'phase',
  'platform',
  'provider',
  'push',
  'scheme',
  'service',
  'state',
  'to',
  'trouble',
  'type',
  'verdict',
  'version',
  'what',
  'where',
]);
/** Places in the program, as crashes/thrown.ts tells them. */
const PLACES = 'where';
const PLAIN = /^[\w .:()-]{0,80}$/;
const FIELD = /(^| )(\w+)="((?:[^"\\]|\\.)*)"/g;
/** What follows it in a line of the page came from a thrown error. */
const SAID = ': ';

/** Null for what is no line of the log. @param scrub takes out names and addresses */
export function reportedLine(text: string, scrub: (text: string) => string): string | null {
  const filed = filedLine(text);
  if (filed === null) return null;
  const plain = filed.line.replace(FIELD, (_whole, before: string, name: string, value: string) => {
    const isKept = KEPT_FIELDS.has(name) && (name === PLACES || PLAIN.test(value));
    return `${before}${name}=${isKept ? `"${value}"` : '"…"'}`;
  });
  const isPage = plain.startsWith('(renderer) ');
  const cut = isPage && plain.includes(SAID) ? `${plain.slice(0, plain.indexOf(SAID))}: …` : plain;
  return `${new Date(filed.at).toISOString()} [${filed.level}] ${scrub(cut)}`;
}
