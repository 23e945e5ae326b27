import { defineAction } from '../action.ts';
import { counted, listed, moment } from '../wording.ts';
import { alarmsOf } from './clock.ts';

/** More are only counted: nobody listens to the end. */
export const ALARMS_SAID_MAX = 5;

export const listAlarms = defineAction({
  intent: 'HarkListAlarms',
  title: 'List alarms',
  group: 'Clock',
  risk: 'open',
  preview: () => 'Say which alarms are set',
  perform(_said, { clock, now }) {
    const alarms = alarmsOf(clock);
    const times = alarms.slice(0, ALARMS_SAID_MAX).map(({ name, ringsAt }) => {
      const when = moment(ringsAt ?? now(), now());
      return name === null ? when : `${name} at ${when}`;
    });
    if (times.length === 0) return { reply: 'No alarm is set.' };
    if (alarms.length === 1) return { reply: `Your alarm is set for ${times[0]}.` };
    const more = alarms.length - times.length;
    if (more > 0) times.push(`${more} more`);
    return { reply: `${counted(alarms.length, 'alarm')}: ${listed(times)}.` };
  },
});
