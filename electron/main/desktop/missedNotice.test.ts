import { expect, it, vi } from 'vitest';
import type { MissedItem } from '../../../contract/actions.ts';
import { MissedNotice } from './missedNotice.ts';

const missed = (id: string, name: string | null = null): MissedItem => ({ id, kind: 'alarm', name, at: 0 });

function setUp() {
  const notify = vi.fn((_title: string, _body: string) => ({
    on: (_event: 'click', listener: () => void) => listener(),
    show: vi.fn(),
  }));
  const show = vi.fn();
  return { notice: new MissedNotice({ notify, show }), notify, show };
}

it('tells each missed one once, together', () => {
  const { notice, notify, show } = setUp();
  notice.update([]);
  notice.update([missed('a', 'Wake up')]);
  notice.update([missed('a', 'Wake up')]);
  expect(notify).toHaveBeenCalledExactlyOnceWith('Missed alarm', expect.stringMatching(/^Wake up, /));
  expect(show).toHaveBeenCalledOnce();
  notice.update([missed('c'), missed('b'), missed('a', 'Wake up')]);
  expect(notify).toHaveBeenLastCalledWith(
    'Missed 2 timers and alarms',
    expect.stringMatching(/^Alarm, .+\nAlarm, /),
  );
});

it('leaves out what waited in the list before', () => {
  const { notice, notify } = setUp();
  notice.knows([missed('old')]);
  notice.update([missed('old')]);
  expect(notify).not.toHaveBeenCalled();
});
