/** What is said in the sample recording, by whom, how loud, and in what kind of room. */

export interface Line {
  text: string;
  /** A voice of Kokoro: first letter American or British, second female or male. */
  voice: string;
  speed?: number;
  /** The wake word that the line begins with. */
  wake?: { model: string; phrase: string; phonemes: string };
  /** The rest of the line, in Kokoro's symbols. */
  phonemes: string;
  /** Level of the speech, RMS in dB relative to full scale. */
  speechDbfs: number;
  /** Level of the room around the line, likewise. */
  roomDbfs: number;
  /** Silence before the line, s. */
  pauseS: number;
}

const ALEXA = { model: 'alexa', phrase: 'Alexa', phonemes: 'əlˈɛksə' };
const HEY_JARVIS = { model: 'hey_jarvis', phrase: 'Hey Jarvis', phonemes: 'hˈA ʤˈɑːvɪs' };
const HEY_MYCROFT = { model: 'hey_mycroft', phrase: 'Hey Mycroft', phonemes: 'hˈA mˈIkɹɔft' };
const HEY_RHASSPY = { model: 'hey_rhasspy', phrase: 'Hey Rhasspy', phonemes: 'hˈA ɹˈæspi' };

export const SCREENPLAY: readonly Line[] = [
  {
    // Wake heads are mute for their first two seconds.
    pauseS: 2.2,
    wake: ALEXA,
    text: 'Alexa, what time is it?',
    phonemes: ', wˌʌt tˈIm ɪz ɪt?',
    voice: 'af_heart',
    speechDbfs: -22,
    roomDbfs: -62,
  },
  {
    pauseS: 1.6,
    text: 'I think the kettle is boiling.',
    phonemes: 'ˌI θˈɪŋk ðə kˈɛtᵊl ɪz bˈYlɪŋ.',
    voice: 'am_michael',
    speechDbfs: -25,
    roomDbfs: -56,
  },
  {
    pauseS: 1.2,
    wake: HEY_JARVIS,
    text: 'Hey Jarvis, turn off the kitchen lights.',
    phonemes: ', tˈɜːn ˈɒf ðə kˈɪʧɪn lˈIts.',
    voice: 'bm_george',
    speechDbfs: -23,
    roomDbfs: -48,
  },
  {
    pauseS: 1.5,
    text: 'Did you see the film last night?',
    phonemes: 'dˈɪd ju sˈiː ðə fˈɪlm lˈɑːst nˈIt?',
    voice: 'bf_emma',
    speechDbfs: -26,
    roomDbfs: -52,
  },
  {
    pauseS: 1.4,
    wake: HEY_MYCROFT,
    text: 'Hey Mycroft.',
    phonemes: '.',
    voice: 'am_fenrir',
    speechDbfs: -24,
    roomDbfs: -58,
  },
  {
    pauseS: 0.7,
    text: 'Set a timer for ten minutes.',
    phonemes: 'sˈɛt ɐ tˈIməɹ fɔɹ tˈɛn mˈɪnəts.',
    voice: 'am_fenrir',
    speechDbfs: -24,
    roomDbfs: -58,
  },
  {
    pauseS: 1.6,
    wake: HEY_RHASSPY,
    text: 'Hey Rhasspy, play some music.',
    phonemes: ', plˈA sˌʌm mjˈuzɪk.',
    voice: 'af_bella',
    speechDbfs: -21,
    roomDbfs: -60,
  },
  {
    pauseS: 1.8,
    wake: ALEXA,
    text: 'Alexa, stop.',
    phonemes: ', stˈɑp.',
    voice: 'am_michael',
    speechDbfs: -20,
    roomDbfs: -45,
  },
];

/** Silence after the last line: players of the recording may repeat its very end. */
export const CLOSING_S = 2;
export const CLOSING_ROOM_DBFS = -62;
