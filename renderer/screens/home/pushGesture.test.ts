import { expect, it } from 'vitest';
import { PushGesture } from './pushGesture.ts';

function rig() {
  const sent: string[] = [];
  return { sent, gesture: new PushGesture((what) => sent.push(what)) };
}

it('listens from down to up while it is held, and the click at its end changes nothing', () => {
  const { sent, gesture } = rig();
  gesture.down('hold');
  expect(sent).toEqual(['press']);
  gesture.up(true);
  gesture.click('hold', true);
  expect(sent).toEqual(['press', 'release']);
});

it('takes a key that repeats as one press, and no click after a key', () => {
  const { sent, gesture } = rig();
  gesture.down('hold');
  gesture.down('hold');
  gesture.up(false);
  gesture.up(false);
  expect(sent).toEqual(['press', 'release']);
  gesture.click('hold', false);
  expect(sent).toEqual(['press', 'release', 'press']);
});

it('toggles by whole presses in either mode', () => {
  const toggle = rig();
  for (const isTalking of [false, true]) {
    toggle.gesture.down('toggle');
    toggle.gesture.up(true);
    toggle.gesture.click('toggle', isTalking);
  }
  expect(toggle.sent).toEqual(['press', 'press']);

  const hold = rig();
  hold.gesture.click('hold', false);
  hold.gesture.click('hold', true);
  expect(hold.sent).toEqual(['press', 'release']);
});
