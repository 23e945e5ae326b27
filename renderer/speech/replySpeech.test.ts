import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SpokenReply } from '../../contract/actions.ts';
import { BEGIN_LIMIT_MS, LIMIT_LEAD_MS, LIMIT_MS_PER_CHARACTER, ReplySpeech } from './replySpeech.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function reply(change: Partial<SpokenReply> = {}): SpokenReply {
  return { id: '1', text: 'Ten seconds.', chime: null, speak: true, ...change };
}

/** A loudspeaker that notes what it is told and waits for the test to end it. */
function rig({ hasVoice = true } = {}) {
  const log: string[] = [];
  let chimeEnds = () => {};
  let voice = { began() {}, ended() {} };
  const speech = new ReplySpeech({
    play(sound) {
      log.push(`chime ${sound}`);
      const ended = new Promise<void>((resolve) => {
        chimeEnds = resolve;
      });
      return { ended, stop: () => log.push('chime stopped') };
    },
    say(text, on) {
      if (!hasVoice) return null;
      log.push(`say ${text}`);
      voice = on;
      return { stop: () => log.push('voice stopped') };
    },
    rate: () => 1,
    speaking: (id) => log.push(id === null ? 'silent' : `speaking ${id}`),
    finished: (id) => log.push(`finished ${id}`),
  });
  return {
    log,
    speech,
    endChime: async () => {
      chimeEnds();
      await vi.advanceTimersByTimeAsync(0);
    },
    voice: () => voice,
  };
}

describe('a reply', () => {
  it('chimes, then speaks, then tells that it finished', async () => {
    const { log, speech, endChime, voice } = rig();
    speech.speak(reply({ chime: 'done' }));
    expect(log).toEqual(['chime done']);
    await endChime();
    voice().began();
    voice().ended();
    expect(log.slice(1)).toEqual(['say Ten seconds.', 'speaking 1', 'silent', 'finished 1']);
  });

  it('that is not to be spoken chimes and is finished; so is one without any sound', async () => {
    const { log, speech, endChime } = rig();
    speech.speak(reply({ chime: 'failed', speak: false }));
    await endChime();
    speech.speak(reply({ id: '2', speak: false }));
    expect(log.filter((entry) => !entry.startsWith('silent'))).toEqual([
      'chime failed',
      'finished 1',
      'finished 2',
    ]);
  });

  it('is finished at once where there is no voice', () => {
    const { log, speech } = rig({ hasVoice: false });
    speech.speak(reply());
    expect(log).toEqual(['silent', 'finished 1']);
  });

  it('is given up when the voice never begins', () => {
    const { log, speech } = rig();
    speech.speak(reply());
    vi.advanceTimersByTime(BEGIN_LIMIT_MS - 1);
    expect(log).not.toContain('finished 1');
    vi.advanceTimersByTime(1);
    expect(log.slice(-3)).toEqual(['voice stopped', 'silent', 'finished 1']);
  });

  it('is given up when the voice began and never ends, in time for its length', () => {
    const { log, speech, voice } = rig();
    const { text } = reply();
    speech.speak(reply());
    voice().began();
    vi.advanceTimersByTime(LIMIT_LEAD_MS + text.length * LIMIT_MS_PER_CHARACTER - 1);
    expect(log).not.toContain('finished 1');
    vi.advanceTimersByTime(1);
    expect(log.slice(-1)).toEqual(['finished 1']);
  });
});

describe('silence', () => {
  it('comes at once in the middle of words, and once', () => {
    const { log, speech, voice } = rig();
    speech.speak(reply());
    voice().began();
    speech.stop();
    speech.stop();
    voice().ended();
    expect(log).toEqual(['say Ten seconds.', 'speaking 1', 'voice stopped', 'silent', 'finished 1']);
    vi.advanceTimersByTime(60_000);
    expect(log).toHaveLength(5);
  });

  it('comes at once in the middle of a chime, and the words do not follow it', async () => {
    const { log, speech, endChime } = rig();
    speech.speak(reply({ chime: 'done' }));
    speech.stop();
    await endChime();
    expect(log).toEqual(['chime done', 'chime stopped', 'silent', 'finished 1']);
  });

  it('is not asked for before the next reply takes the place of the first', () => {
    const { log, speech, voice } = rig();
    speech.speak(reply());
    const first = voice();
    speech.speak(reply({ id: '2', text: 'No.' }));
    first.ended();
    expect(log).toEqual([
      'say Ten seconds.',
      'speaking 1',
      'voice stopped',
      'silent',
      'finished 1',
      'say No.',
      'speaking 2',
    ]);
  });
});
