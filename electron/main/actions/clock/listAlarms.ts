import { defineAction } from '../action.ts';
import { counted, listed } from '../wording.ts';
import { alarmInWords } from './chooseAlarm.ts';
import { alarmsOf } from './clock.ts';

/** More are only counted: nobody listens to the end. */
export const ALARMS_SAID_MAX = 5;

export const listAlarms = defineAction({
  intent: 'HarkListAlarms',
  title: 'List alarms',
  group: 'Clock',
  // Reminders are among them, in the words that they were given.
  risk: 'personal',
  preview: () => 'Say which alarms are set',
  perform(_said, { clock, now }) {
    const alarms = alarmsOf(clock);
    const times = alarms.slice(0, ALARMS_SAID_MAX).map((alarm) => alarmInWords(alarm, now()));
    const [only, ...others] = alarms;
    if (only === undefined) return { reply: 'No alarm is set.' };
    if (others.length === 0) {
      return { reply: `Your alarm is set${only.name === null ? ' for' : ':'} ${times[0]}.` };
    }
    const more = alarms.length - times.length;
    if (more > 0) times.push(`${more} more`);
    return { reply: `${counted(alarms.length, 'alarm')}: ${listed(times)}.` };
  },
});
