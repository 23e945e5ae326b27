import { defineAction } from '../action.ts';
import { clockTime } from '../wording.ts';

export const tellTime = defineAction({
  intent: 'HarkTime',
  title: 'Tell the time',
  group: 'Clock',
  risk: 'open',
  preview: () => 'Tell the time',
  perform: (_said, { now }) => ({ reply: `It is ${clockTime(now())}.` }),
});
