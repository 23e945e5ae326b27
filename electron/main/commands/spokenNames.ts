/** How people say the names of applications, as values of a list of the grammar. */
import { LIST_VALUES_MAX, type ListValue } from '../../../contract/command.ts';

/** Makers' names that nobody says: "GNOME Terminal", "Microsoft Word". */
const MAKERS = /^(gnome|kde|xfce|mate|microsoft|google|mozilla|adobe|apple)\s+(?=\S)/i;
/** What it is, after what it is called: "Firefox Web Browser", "Firefox ESR". */
const KINDS =
  /(?<=\S)\s+(web browser|browser|mail client|mail|media player|music player|esr|app|application)$/i;

/** Each as it is written, as it is said, and without its maker and kind, where no other is called so. */
export function spokenNames(names: readonly string[]): ListValue[] {
  const values = new Map<string, ListValue>();
  const add = (spoken: string, out: string) => {
    const key = spoken.toLowerCase();
    if (spoken !== '' && !values.has(key) && values.size < LIST_VALUES_MAX)
      values.set(key, { in: spoken, out });
  };
  // Whole names first: what is short for one application may be the name of another.
  for (const name of names) {
    add(speakable(name), name);
    add(apart(name), name);
  }
  for (const name of names) {
    const plain = apart(name);
    const short = plain.replace(MAKERS, '').replace(KINDS, '');
    if (short !== plain) add(short, name);
  }
  return [...values.values()];
}

/** A host by its dots: "example dot org". */
export function spokenHost(host: string): ListValue {
  return { in: speakable(host.replaceAll('.', ' dot ').replaceAll('-', ' ')), out: host };
}

/** As a template of the grammar: nothing in it means anything but itself. */
function speakable(name: string): string {
  return name
    .replace(/[()[\]{}<>|;\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** "LibreOffice" is said in two words. */
function apart(name: string): string {
  return speakable(name.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ').replace(/[-_/+]/g, ' '));
}
