/** Which of the system's voices are offered, and which one speaks. Pure. */
import type { Voice } from '../store/replySlice.ts';

/** Replies are written in it. */
const REPLY_LANGUAGE = 'en';
/** As Speech Dispatcher writes it: "English (America)+Adam espeak-ng". */
const TIMBRE = /\+[^ ]+/;

type SystemVoice = Pick<SpeechSynthesisVoice, 'name' | 'lang' | 'default' | 'localService'>;

/**
 * Voices of this machine alone: others would send what is said to a server. Those that speak the language of replies,
 * by name; all of them where none does. Of a voice that comes in a hundred timbres, as eSpeak's do, the plain one.
 */
export function listVoices(voices: readonly SystemVoice[]): Voice[] {
  const local = voices.filter((voice) => voice.localService);
  const fitting = local.filter((voice) => speaksReplies(voice.lang));
  const byName = new Map((fitting.length > 0 ? fitting : local).map((voice) => [voice.name, voice]));
  return [...byName.values()]
    .filter(({ name }) => !TIMBRE.test(name) || !byName.has(name.replace(TIMBRE, '')))
    .map((voice) => ({ name: voice.name, language: voice.lang, isDefault: voice.default }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * @param wanted name; null for the system's default
 * @param locale of the person: where the system names no default, a voice of it speaks
 */
export function chooseVoice(voices: readonly Voice[], wanted: string | null, locale: string): Voice | null {
  return (
    voices.find((voice) => voice.name === wanted) ??
    voices.find((voice) => voice.isDefault) ??
    voices.find((voice) => voice.language === locale) ??
    voices[0] ??
    null
  );
}

/** "en", "en-GB" and "en_US". */
function speaksReplies(language: string): boolean {
  return language.toLowerCase().split(/[-_]/)[0] === REPLY_LANGUAGE;
}
