import { describe, expect, it } from 'vitest';
import { FrameLedger, MAX_UNANSWERED_FRAMES } from './frameLedger.ts';

function takeMany(ledger: FrameLedger, count: number) {
  return Array.from({ length: count }, () => ledger.take());
}

describe('FrameLedger', () => {
  it('counts up by one from 0 and sends while the engine answers', () => {
    const ledger = new FrameLedger();
    for (let seq = 0; seq < 3 * MAX_UNANSWERED_FRAMES; seq += 1) {
      expect(ledger.take()).toEqual({ seq, send: true });
      ledger.answered(seq);
    }
  });

  it('holds back once ten seconds are unanswered, still counting so that the gap shows', () => {
    const ledger = new FrameLedger();
    const taken = takeMany(ledger, MAX_UNANSWERED_FRAMES + 3);
    expect(taken.filter((frame) => frame.send)).toHaveLength(MAX_UNANSWERED_FRAMES);
    expect(taken.at(-1)).toEqual({ seq: MAX_UNANSWERED_FRAMES + 2, send: false });
  });

  it('sends again after the engine caught up', () => {
    const ledger = new FrameLedger();
    takeMany(ledger, MAX_UNANSWERED_FRAMES + 50);
    ledger.answered(MAX_UNANSWERED_FRAMES - 1);
    expect(ledger.take()).toEqual({ seq: MAX_UNANSWERED_FRAMES + 50, send: true });
  });

  it('ignores an answer that comes late', () => {
    const ledger = new FrameLedger();
    takeMany(ledger, 10);
    ledger.answered(9);
    ledger.answered(2);
    const taken = takeMany(ledger, MAX_UNANSWERED_FRAMES);
    expect(taken.every((frame) => frame.send)).toBe(true);
  });

  it('starts over with a new port', () => {
    const ledger = new FrameLedger();
    takeMany(ledger, MAX_UNANSWERED_FRAMES + 5);
    ledger.restart();
    expect(ledger.take()).toEqual({ seq: 0, send: true });
  });
});
