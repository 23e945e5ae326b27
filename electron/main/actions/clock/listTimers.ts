import type { ClockItem } from '../../../../contract/actions.ts';
import { defineAction } from '../action.ts';
import { counted, lengthOf, listed } from '../wording.ts';
import { titleOf } from './choose.ts';
import { leftOf, timersOf } from './clock.ts';

/** More are only counted: nobody listens to the end. */
export const TIMERS_SAID_MAX = 5;

export const listTimers = defineAction({
  intent: 'HarkListTimers',
  title: 'List timers',
  group: 'Clock',
  risk: 'open',
  preview: () => 'Say which timers are set',
  perform(_said, { clock, now }) {
    const timers = timersOf(clock);
    return { reply: timers.length === 0 ? 'No timer is set.' : describeTimers(timers, now()) };
  },
});

/** "2 timers: the egg timer with 3 minutes left and the pasta timer, paused with 10 seconds left." */
export function describeTimers(timers: readonly ClockItem[], now: number): string {
  const said = timers.slice(0, TIMERS_SAID_MAX).map((timer) => {
    const left = lengthOf(leftOf(timer, now), 2);
    if (timer.state === 'ringing') return `the ${titleOf(timer)}, which is ringing`;
    return `the ${titleOf(timer)}${timer.state === 'paused' ? ', paused' : ''} with ${left} left`;
  });
  const more = timers.length - said.length;
  if (more > 0) said.push(`${more} more`);
  return `${counted(timers.length, 'timer')}: ${listed(said)}.`;
}
