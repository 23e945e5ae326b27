import { expect, it, vi } from 'vitest';
import { wordsToSay } from '../assistant/wording.ts';
import { type Notice, QuestionNotice } from './questionNotice.ts';

const question = (id: string) => ({
  id,
  kind: 'site' as const,
  subject: 'example.org',
  text: 'Open example.org?',
});

function setUp({ inFront = false, notifies = true } = {}) {
  const listeners = new Map<string, () => void>();
  const notice = {
    on: vi.fn((event: string, listener: () => void) => listeners.set(event, listener)),
    show: vi.fn(),
    close: vi.fn(),
  } satisfies Notice;
  const notify = vi.fn((_title: string, _body: string) => (notifies ? notice : null));
  const show = vi.fn();
  const asks = new QuestionNotice({ notify, show, isInFront: () => inFront });
  return { asks, notice, notify, show, listeners };
}

it('tells of a question once, and takes it back when it is answered', () => {
  const { asks, notice, notify, show } = setUp();
  asks.update(null);
  asks.update(question('a'));
  asks.update(question('a'));
  expect(notify).toHaveBeenCalledExactlyOnceWith('Open example.org?', expect.stringContaining('“yes”'));
  expect(notice.show).toHaveBeenCalledOnce();
  asks.update(null);
  expect(notice.close).toHaveBeenCalledOnce();
  asks.update(question('b'));
  expect(notify).toHaveBeenCalledTimes(2);
  expect(show).not.toHaveBeenCalled();
});

it.each([
  ['words', 'see the words'],
  ['pin', 'type it'],
] as const)('says how to answer one of kind %s', (kind, how) => {
  const { asks, notify } = setUp();
  asks.update({ id: 'a', kind, subject: '', text: 'A question' });
  expect(notify).toHaveBeenCalledExactlyOnceWith('A question', expect.stringContaining(how));
});

it('says once how the words are said', () => {
  const { asks, notify } = setUp();
  asks.update({ id: 'a', kind: 'words', subject: 'copper lantern', text: wordsToSay(['copper', 'lantern']) });
  expect(notify.mock.calls.flat().join(' ').match(/wake/gi)).toHaveLength(1);
});

it('leaves a window that is in front alone', () => {
  const { asks, notify, show } = setUp({ inFront: true });
  asks.update(question('a'));
  expect(notify).not.toHaveBeenCalled();
  expect(show).not.toHaveBeenCalled();
});

it('brings the window where there are no notifications, where one fails, and at a click', () => {
  const without = setUp({ notifies: false });
  without.asks.update(question('a'));
  expect(without.show).toHaveBeenCalledOnce();
  const { asks, listeners, show } = setUp();
  asks.update(question('a'));
  listeners.get('failed')?.();
  listeners.get('click')?.();
  expect(show).toHaveBeenCalledTimes(2);
});
