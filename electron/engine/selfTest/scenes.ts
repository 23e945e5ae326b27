/** The known recordings, and what has to come of each. Made of the lines of the built-in sample. */
import type { Slots } from '../../../contract/command.ts';
import type { Part } from './sample.ts';

export interface Scene {
  parts: readonly Part[];
  /** How the pipeline comes to listen to a command. */
  trigger: 'wake' | 'push';
  /** Manifest name of the head that wakes; null where none may. */
  wakes: string | null;
  /** Of the check of its wake, or that there is none; null where that is no check of its own. */
  wakeName: string | null;
  command: { name: string; intent: string | null; slots: Slots } | null;
  /** Whether it is the voice that was taught, and whose it is in the sample; null where it says nothing about voices. */
  voice: { name: string; own: boolean } | null;
}

/** Wake heads are mute until they have heard two seconds. */
const LEAD_IN: Part = { pauseS: 2.3 };
/** After the key went down. */
const BREATH: Part = { pauseS: 0.8 };
/** A command that could go on is waited for longest, about a second. */
const CLOSING: Part = { pauseS: 2 };
const MYCROFT: Part = { say: 'Hey Mycroft.' };
const TIMER: Part = { say: 'Set a timer for ten minutes.' };

/**
 * What the voice is taught with: the sample has two lines of one voice, and a sentence of an enrollment has to last, so
 * one is said twice. The other line is left to recognise it by.
 */
export const ENROLLMENT: readonly Part[] = [BREATH, MYCROFT, { pauseS: 0.4 }, MYCROFT, { pauseS: 1.6 }];

const timer = { name: 'timer', intent: 'HarkSetTimer', slots: { duration: 'PT10M' } };

export const SCENES: readonly Scene[] = [
  {
    parts: [LEAD_IN, { say: 'Alexa, what time is it?' }, CLOSING],
    trigger: 'wake',
    wakes: 'alexa',
    wakeName: 'alexa',
    command: { name: 'time', intent: 'HarkTime', slots: {} },
    voice: { name: 'af_heart', own: false },
  },
  {
    parts: [LEAD_IN, { say: 'Hey Jarvis, turn off the kitchen lights.' }, CLOSING],
    trigger: 'wake',
    wakes: 'hey_jarvis',
    wakeName: 'hey_jarvis',
    // Nothing of the built-in sentences: it has to be heard and rejected.
    command: { name: 'kitchen_lights', intent: null, slots: {} },
    voice: { name: 'bm_george', own: false },
  },
  {
    parts: [LEAD_IN, MYCROFT, { pauseS: 0.4 }, TIMER, CLOSING],
    trigger: 'wake',
    wakes: 'hey_mycroft',
    wakeName: 'hey_mycroft',
    command: timer,
    voice: null,
  },
  {
    parts: [LEAD_IN, { say: 'Hey Rhasspy, play some music.' }, CLOSING],
    trigger: 'wake',
    wakes: 'hey_rhasspy',
    wakeName: 'hey_rhasspy',
    command: { name: 'music', intent: 'HarkPlayMedia', slots: {} },
    voice: { name: 'af_bella', own: false },
  },
  {
    parts: [LEAD_IN, { say: 'Alexa, stop.' }, CLOSING],
    trigger: 'wake',
    wakes: 'alexa',
    wakeName: 'alexa_in_noise',
    command: null,
    voice: null,
  },
  {
    parts: [BREATH, TIMER, CLOSING],
    trigger: 'push',
    wakes: null,
    wakeName: null,
    command: { ...timer, name: 'timer_by_key' },
    voice: { name: 'am_fenrir', own: true },
  },
  ...['I think the kettle is boiling.', 'Did you see the film last night?'].map(
    (say, i): Scene => ({
      parts: [LEAD_IN, { say }, CLOSING],
      trigger: 'wake',
      wakes: null,
      wakeName: ['kettle', 'film'][i] ?? '',
      command: null,
      voice: null,
    }),
  ),
  {
    parts: [{ pauseS: 10 }],
    trigger: 'wake',
    wakes: null,
    wakeName: 'room',
    command: null,
    voice: null,
  },
];
