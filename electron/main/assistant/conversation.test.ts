import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptureEnd, Understanding } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { AssistantState } from '../../../contract/states.ts';
import { UNDO_KEEP_MS } from '../actions/runner.ts';
import { REPEAT_INTENT } from './conversation.ts';
import { CAPTURE_LIMIT_MS, DECIDING_LIMIT_MS, LISTENING_CHIME_AFTER_MS } from './hearing.ts';
import type { Performed } from './plan.ts';
import { QUESTION_LIMIT_MS } from './questions.ts';
import { listening, STREAM, setUp, understanding, wake } from './testing/rig.ts';
import { SPEECH_LIMIT_MS } from './voice.ts';
import { NOT_CAUGHT, REPLY_MAX_CHARACTERS } from './wording.ts';

const CRASHED = { code: 'engine.crashed', message: 'it ended by itself (exit code 139)' } as const;
const QUESTION = { kind: 'site', subject: 'example.org', text: 'Open example.org?' } as const;
const SECOND = 16_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
/** Lets what is on its way arrive. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

type Rig = ReturnType<typeof setUp>;
const capture = ({ says }: Rig, captureId = 1) => {
  says(wake(captureId));
  says({
    kind: 'capture_started',
    captureId,
    trigger: 'wake',
    wakeId: captureId,
    sample: SECOND,
    askedSample: SECOND,
  });
};
const endCapture = ({ says }: Rig, reason: CaptureEnd = 'endpoint', captureId = 1) =>
  says({ kind: 'capture_ended', captureId, reason, speechEndSample: 3 * SECOND, sample: 3.5 * SECOND });
const understand = ({ says }: Rig, given = understanding(), captureId = 1) =>
  says({ kind: 'understood', captureId, understanding: given, afterSpeechMs: 400 });
/** From the wake to the action's reply. */
async function command(rig: Rig, captureId = 1) {
  capture(rig, captureId);
  endCapture(rig, 'endpoint', captureId);
  understand(rig, understanding(), captureId);
  await settle();
}
/** A command that waits for an answer. */
async function asking(rig: Rig) {
  rig.perform.mockImplementationOnce(async ({ ask }) => ({
    reply: `answer ${await ask(QUESTION)}`,
    undo: null,
  }));
  await command(rig);
}
/** The wake word again, and what was said after it. */
async function say(rig: Rig, given: Partial<Understanding>, captureId = 2) {
  capture(rig, captureId);
  endCapture(rig, 'endpoint', captureId);
  understand(rig, understanding({ slots: {}, ...given }), captureId);
  await settle();
}
/** The wake word again, and a capture that gives no text. */
async function hearEnd(rig: Rig, reason: CaptureEnd) {
  capture(rig, 2);
  endCapture(rig, reason, 2);
}
/** An action that goes on until it is told what comes of it. */
function hold(rig: Rig) {
  const { promise, resolve, reject } = Promise.withResolvers<Performed>();
  rig.perform.mockReturnValueOnce(promise);
  return { resolve, reject };
}

describe('a spoken command', () => {
  it('goes from the wake to the end of its reply, stage by stage', async () => {
    const rig = listening();
    const seen: AssistantState[] = [];
    const note = () => seen.push(rig.state());
    capture(rig);
    note();
    rig.says({ kind: 'partial', captureId: 1, text: 'set a timer' });
    expect(rig.interaction()).toMatchObject({
      partial: 'set a timer',
      trigger: 'wake',
      phrase: 'Alexa',
      wakeId: '1-1',
    });
    endCapture(rig);
    note();
    understand(rig);
    note();
    await settle();
    note();
    expect(rig.spoken).toEqual([
      { id: rig.interaction().id, text: 'Timer set.', chime: 'done', speak: true },
    ]);
    expect(rig.engine.speaking).toHaveBeenLastCalledWith('Timer set.');
    rig.assistant.conversation.replyFinished(rig.interaction().id);
    note();
    expect(seen).toEqual(['capturing', 'deciding', 'acting', 'replying', 'listening']);
    expect(rig.engine.speaking).toHaveBeenLastCalledWith(null);
    expect(rig.interaction()).toMatchObject({
      text: 'set a timer for ten seconds',
      textConfidence: 0.9,
      intent: 'HarkSetTimer',
      confidence: 0.97,
      slots: { duration: 'PT10S' },
      outcome: 'acted',
      partial: '',
      reply: 'Timer set.',
      action: { title: 'Set a timer', preview: 'Timer for 10 seconds', undoable: false, error: null },
    });
    expect(rig.stages()).toEqual({
      wake: 'done',
      speech: 'done',
      text: 'done',
      intent: 'done',
      action: 'done',
      reply: 'done',
    });
    expect(rig.kept).toEqual([rig.interaction()]);
    expect(rig.plan).toHaveBeenCalledExactlyOnceWith('HarkSetTimer', { duration: 'PT10S' });
  });

  it('takes its times from the stream, end to end', async () => {
    const rig = listening();
    await command(rig);
    const [woke, speech, text, intent] = rig.interaction().stages;
    expect(woke).toMatchObject({ durationMs: 90 });
    expect(woke).toMatchObject({ startMs: 0 });
    expect(speech).toMatchObject({ startMs: 90, durationMs: 1_910 });
    expect(text).toMatchObject({ startMs: 2_000, durationMs: 380 });
    expect(intent).toMatchObject({ startMs: 2_380, durationMs: 20 });
  });

  it('counts from when the word woke, not from what was heard of it before', () => {
    const rig = listening();
    rig.says(wake(1));
    rig.says({
      kind: 'capture_started',
      captureId: 1,
      trigger: 'wake',
      wakeId: 1,
      sample: SECOND,
      askedSample: 2 * SECOND,
    });
    rig.says({
      kind: 'capture_ended',
      captureId: 1,
      reason: 'endpoint',
      speechEndSample: 3 * SECOND,
      sample: 4 * SECOND,
    });
    const ends = rig.interaction().stages.find(({ stage }) => stage === 'speech');
    expect((ends?.startMs ?? 0) + (ends?.durationMs ?? 0)).toBe(1_000);
  });

  it('is told at every step, and the snapshot has it', async () => {
    const rig = listening();
    await command(rig);
    expect(rig.told.map(({ outcome }) => outcome)).toContain('running');
    expect(rig.published.at(-1)).toMatchObject({
      state: 'replying',
      interaction: { id: rig.interaction().id },
    });
    expect(rig.told.at(-1)).toEqual(rig.interaction());
  });

  it('that is none is said so, on screen alone, and nothing is done', async () => {
    const rig = listening();
    capture(rig);
    endCapture(rig);
    understand(rig, understanding({ intent: null, path: 'rejected', text: 'lovely weather' }));
    expect(rig.spoken).toMatchObject([{ text: NOT_CAUGHT, chime: 'failed', speak: false }]);
    expect(rig.engine.speaking).not.toHaveBeenCalled();
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.state()).toBe('listening');
    expect(rig.interaction()).toMatchObject({
      outcome: 'rejected',
      text: 'lovely weather',
      reply: NOT_CAUGHT,
    });
    expect(rig.kept).toHaveLength(1);
  });

  it('to open a site is one also where it was heard as one word', async () => {
    const rig = listening();
    await say(rig, { intent: null, path: 'rejected', text: 'Openexample.org' });
    expect(rig.interaction()).toMatchObject({
      intent: 'HarkOpenSite',
      text: 'Openexample.org',
      slots: { site: 'example.org' },
      outcome: 'acted',
    });
  });

  it.each([
    ['nothing_said', 'nothing_said'],
    ['cancelled', 'cancelled'],
  ] as const)('that ended as %s is dropped without a word', (reason, outcome) => {
    const rig = listening();
    capture(rig);
    endCapture(rig, reason);
    expect(rig.interaction()).toMatchObject({ outcome, reply: null });
    expect(rig.spoken).toEqual([]);
    expect(rig.state()).toBe('listening');
  });

  it('in which the recogniser found no word is dropped without one too', () => {
    const rig = listening();
    capture(rig);
    endCapture(rig);
    understand(rig, understanding({ path: 'silent', intent: null, text: '' }));
    expect(rig.interaction().outcome).toBe('nothing_said');
    expect(rig.spoken).toEqual([]);
    expect(rig.state()).toBe('listening');
  });

  it('that could not be recognised fails aloud, and listening goes on', async () => {
    const rig = listening();
    capture(rig);
    endCapture(rig);
    rig.says({
      kind: 'recognition_failed',
      captureId: 1,
      error: { code: 'recognition.failed', message: 'a model failed' },
    });
    expect(rig.interaction()).toMatchObject({ outcome: 'failed' });
    expect(rig.stages()).toMatchObject({ text: 'failed' });
    expect(rig.spoken).toMatchObject([{ chime: 'failed', speak: true }]);
    expect(rig.failures).toEqual(['recognition.failed']);
    rig.assistant.conversation.replyFinished(rig.interaction().id);
    expect(rig.state()).toBe('listening');
  });

  it('has no say any more once it was given up', async () => {
    const rig = listening();
    capture(rig);
    rig.assistant.conversation.cancel();
    endCapture(rig);
    understand(rig);
    await settle();
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.state()).toBe('listening');
    expect(rig.interaction().outcome).toBe('cancelled');
  });

  it('is not confused with one of an earlier engine', async () => {
    const rig = listening();
    capture(rig);
    endCapture(rig);
    rig.says({ kind: 'understood', captureId: 1, understanding: understanding(), afterSpeechMs: 1 }, 2);
    await settle();
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.state()).toBe('deciding');
  });

  it('is refused while Hark is paused, and the engine told', () => {
    const rig = listening();
    rig.assistant.pause();
    capture(rig);
    expect(rig.engine.cancel).toHaveBeenCalled();
    expect(rig.assistant.snapshot()).toMatchObject({ state: 'paused', interaction: null });
  });
});

describe('the listening chime', () => {
  it('sounds only for someone who waits for it', async () => {
    const rig = listening();
    capture(rig);
    await pass(LISTENING_CHIME_AFTER_MS);
    expect(rig.spoken).toMatchObject([{ text: '', chime: 'listening', speak: false }]);
    endCapture(rig, 'nothing_said');
    capture(rig, 2);
    rig.says({ kind: 'command_speech', captureId: 2, sample: 17_000 });
    await pass(LISTENING_CHIME_AFTER_MS);
    expect(rig.spoken).toHaveLength(1);
  });

  it('does not sound into a command that is over', async () => {
    const rig = listening();
    capture(rig);
    endCapture(rig, 'cancelled');
    await pass(LISTENING_CHIME_AFTER_MS);
    expect(rig.spoken).toEqual([]);
  });

  it('does not sound into what is said of a failure', async () => {
    const rig = listening();
    capture(rig);
    rig.says({
      kind: 'recognition_failed',
      captureId: 1,
      error: { code: 'recognition.failed', message: 'a model failed' },
    });
    await pass(LISTENING_CHIME_AFTER_MS);
    expect(rig.spoken).toMatchObject([{ chime: 'failed' }]);
  });
});

describe('every wait ends', () => {
  it('a capture that the engine never ends', async () => {
    const rig = listening();
    capture(rig);
    await pass(CAPTURE_LIMIT_MS);
    expect(rig.engine.cancel).toHaveBeenCalledOnce();
    expect(rig.interaction()).toMatchObject({ outcome: 'failed' });
    await pass(SPEECH_LIMIT_MS);
    expect(rig.state()).toBe('listening');
  });

  it('a recognition that never answers', async () => {
    const rig = listening();
    capture(rig);
    endCapture(rig);
    await pass(DECIDING_LIMIT_MS - 1);
    expect(rig.state()).toBe('deciding');
    await pass(1);
    expect(rig.interaction()).toMatchObject({ outcome: 'failed' });
    understand(rig);
    await pass(SPEECH_LIMIT_MS);
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.state()).toBe('listening');
  });

  it('a reply that no window ever finishes', async () => {
    const rig = listening();
    await command(rig);
    expect(rig.state()).toBe('replying');
    await pass(SPEECH_LIMIT_MS);
    expect(rig.silence).toHaveBeenCalledOnce();
    expect(rig.engine.speaking).toHaveBeenLastCalledWith(null);
    expect(rig.state()).toBe('listening');
    expect(rig.interaction().outcome).toBe('acted');
  });

  it('a reply whose page is gone', async () => {
    const rig = listening();
    await command(rig);
    rig.assistant.conversation.pageGone();
    expect(rig.state()).toBe('listening');
  });

  it('a question that nobody answers', async () => {
    const rig = listening();
    rig.perform.mockImplementationOnce(async ({ ask }) => ({
      reply: `answer ${await ask(QUESTION)}`,
      undo: null,
    }));
    await command(rig);
    expect(rig.assistant.snapshot().question).toMatchObject(QUESTION);
    await pass(QUESTION_LIMIT_MS);
    expect(rig.assistant.snapshot().question).toBeNull();
    expect(rig.interaction().reply).toBe('answer no');
  });
});

describe('an engine that is lost', () => {
  it.each(['capturing', 'deciding'] as const)(
    'while %s fails the command, and the next one works',
    async (when) => {
      const rig = listening();
      capture(rig);
      if (when === 'deciding') endCapture(rig);
      expect(rig.state()).toBe(when);
      rig.assistant.engineLost(CRASHED);
      expect(rig.state()).toBe('starting');
      expect(rig.interaction()).toMatchObject({
        outcome: 'failed',
        reply: expect.not.stringContaining('139'),
      });
      rig.says(STREAM, 2);
      expect(rig.state()).toBe('listening');
      rig.says(
        { kind: 'capture_started', captureId: 1, trigger: 'push', wakeId: null, sample: 0, askedSample: 0 },
        2,
      );
      rig.says({ kind: 'capture_ended', captureId: 1, reason: 'endpoint', speechEndSample: 1, sample: 2 }, 2);
      rig.says({ kind: 'understood', captureId: 1, understanding: understanding(), afterSpeechMs: 1 }, 2);
      await settle();
      expect(rig.state()).toBe('replying');
      expect(rig.interaction().outcome).toBe('acted');
    },
  );

  it('while acting does not stop the action', async () => {
    const rig = listening();
    const action = hold(rig);
    await command(rig);
    rig.assistant.engineLost(CRASHED);
    action.resolve({ reply: 'Done.', undo: null });
    await settle();
    expect(rig.interaction()).toMatchObject({ outcome: 'acted', reply: 'Done.' });
    expect(rig.state()).toBe('starting');
    expect(rig.spoken).toHaveLength(1);
    rig.assistant.conversation.replyFinished(rig.interaction().id);
    expect(rig.state()).toBe('starting');
    rig.says(STREAM, 2);
    expect(rig.state()).toBe('listening');
  });
});

describe('a microphone that is lost', () => {
  it('while capturing cuts the command off', () => {
    const rig = listening();
    capture(rig);
    rig.assistant.microphoneIs('missing');
    expect(rig.engine.cancel).toHaveBeenCalledOnce();
    expect(rig.interaction().outcome).toBe('failed');
    expect(rig.state()).toBe('starting');
  });

  it('while deciding loses nothing', async () => {
    const rig = listening();
    capture(rig);
    endCapture(rig);
    rig.assistant.microphoneIs('missing');
    understand(rig);
    await settle();
    expect(rig.interaction().outcome).toBe('acted');
    expect(rig.state()).toBe('starting');
  });
});

describe('a pause', () => {
  it('drops what was heard and not yet done', async () => {
    const rig = listening();
    capture(rig);
    endCapture(rig);
    rig.assistant.pause();
    understand(rig);
    await settle();
    expect(rig.perform).not.toHaveBeenCalled();
    expect(rig.interaction().outcome).toBe('cancelled');
    expect(rig.state()).toBe('paused');
  });

  it('that a command asked for lets that command answer', async () => {
    const rig = listening();
    rig.perform.mockImplementationOnce(async () => {
      rig.assistant.pause();
      return { reply: 'Paused.', undo: null };
    });
    await command(rig);
    expect(rig.interaction()).toMatchObject({ outcome: 'acted', reply: 'Paused.' });
    expect(rig.spoken).toMatchObject([{ text: 'Paused.', speak: true }]);
    rig.assistant.conversation.replyFinished(rig.interaction().id);
    expect(rig.state()).toBe('paused');
  });
});

describe('an action', () => {
  it.each([
    [new HarkError('action.unavailable', 'no media player runs'), 'No media player runs.'],
    [new TypeError('undefined is not a function'), 'Something went wrong.'],
  ])('that fails says why, and what it says is fit for ears (%s)', async (error, reply) => {
    const rig = listening();
    rig.perform.mockRejectedValueOnce(error);
    await command(rig);
    expect(rig.interaction()).toMatchObject({
      outcome: 'failed',
      reply,
      action: { error: { message: error.message } },
    });
    expect(rig.stages()).toMatchObject({ action: 'failed' });
    expect(rig.spoken).toMatchObject([{ text: reply, chime: 'failed' }]);
  });

  it('that there is none for fails too', async () => {
    const rig = listening();
    rig.plan.mockImplementationOnce(() => {
      throw new HarkError('action.unknown', 'nothing answers to HassTurnOn');
    });
    await command(rig);
    expect(rig.interaction()).toMatchObject({ outcome: 'failed', action: null });
  });

  it('whose answer has no end is cut', async () => {
    const rig = listening();
    rig.perform.mockResolvedValueOnce({ reply: 'x'.repeat(50_000), undo: null });
    await command(rig);
    expect(rig.interaction().reply).toHaveLength(REPLY_MAX_CHARACTERS + 1);
    expect(rig.engine.speaking).toHaveBeenCalledWith('x'.repeat(REPLY_MAX_CHARACTERS).concat('…'));
  });

  it('that says nothing ends with the chime', async () => {
    const rig = listening();
    rig.perform.mockResolvedValueOnce({ reply: '', undo: null });
    await command(rig);
    expect(rig.spoken).toMatchObject([{ text: '', chime: 'done', speak: false }]);
    expect(rig.state()).toBe('listening');
  });
});

describe('a recording that the window plays', () => {
  const playing = { id: 'p1', text: 'Hey Jarvis', durationMs: 3_000 };

  it('takes the place of a reply, and is Hark’s own sound until it is over', async () => {
    const rig = listening();
    await command(rig);
    rig.assistant.conversation.plays(playing);
    expect(rig.silence).toHaveBeenCalledOnce();
    expect(rig.state()).toBe('listening');
    expect(rig.engine.speaking).toHaveBeenLastCalledWith('Hey Jarvis');
    rig.assistant.conversation.replyFinished('p1');
    expect(rig.engine.speaking).toHaveBeenLastCalledWith(null);
  });

  it('falls silent when someone begins to speak, or the window never says that it is over', () => {
    const rig = listening();
    rig.assistant.conversation.plays(playing);
    rig.says(wake(1));
    expect(rig.silence).toHaveBeenCalledOnce();
    rig.assistant.conversation.plays(playing);
    vi.advanceTimersByTime(20_000);
    expect(rig.silence).toHaveBeenCalledTimes(2);
    expect(rig.engine.speaking).toHaveBeenLastCalledWith(null);
  });

  it('has to wait while a command is heard', () => {
    const rig = listening();
    capture(rig);
    expect(() => rig.assistant.conversation.plays(playing)).toThrow(
      expect.objectContaining({ code: 'capture.busy' }),
    );
  });
});

describe('the next command', () => {
  it('silences the reply of the last as soon as the wake word is heard', async () => {
    const rig = listening();
    await command(rig);
    expect(rig.state()).toBe('replying');
    rig.says(wake(2));
    expect(rig.silence).toHaveBeenCalledOnce();
    expect(rig.engine.speaking).toHaveBeenLastCalledWith(null);
    rig.says({
      kind: 'capture_started',
      captureId: 2,
      trigger: 'wake',
      wakeId: 2,
      sample: 9 * SECOND,
      askedSample: 9 * SECOND,
    });
    expect(rig.state()).toBe('capturing');
    expect(rig.kept).toMatchObject([{ outcome: 'acted' }]);
  });

  it('leaves an action of the last to end by itself, shown but not spoken', async () => {
    const rig = listening();
    const action = hold(rig);
    await command(rig);
    capture(rig, 2);
    expect(rig.state()).toBe('capturing');
    action.resolve({ reply: 'At last.', undo: null });
    await settle();
    expect(rig.state()).toBe('capturing');
    expect(rig.spoken).toEqual([]);
    expect(rig.kept).toMatchObject([{ outcome: 'acted', reply: 'At last.' }]);
    expect(rig.told.at(-1)).toMatchObject({ reply: 'At last.' });
    expect(rig.interaction().outcome).toBe('running');
  });

  it('answers no to what the last one asks, once it is known to be a command', async () => {
    const rig = listening();
    await asking(rig);
    const asks = rig.interaction().id;
    capture(rig, 2);
    endCapture(rig, 'endpoint', 2);
    expect(rig.assistant.snapshot().question).not.toBeNull();
    const other = hold(rig);
    understand(rig, understanding(), 2);
    await settle();
    expect(rig.assistant.snapshot().question).toBeNull();
    expect(rig.kept).toMatchObject([{ id: asks, reply: 'answer no' }]);
    expect(rig.spoken.map(({ text }) => text)).not.toContain('answer no');
    expect(rig.interaction()).toMatchObject({ outcome: 'running', intent: 'HarkSetTimer' });
    expect(rig.interaction().id).not.toBe(asks);
    other.resolve({ reply: 'Timer set.', undo: null });
    await settle();
    expect(rig.spoken.at(-1)).toMatchObject({ text: 'Timer set.', speak: true });
  });

  it('takes the place of one that the engine never ended', () => {
    const rig = listening();
    capture(rig);
    capture(rig, 2);
    expect(rig.kept).toMatchObject([{ outcome: 'cancelled' }]);
    expect(rig.state()).toBe('capturing');
  });

  it('never shares its time with the last', async () => {
    const rig = listening();
    await command(rig);
    await command(rig, 2);
    const [first, second] = [rig.kept[0], rig.interaction()];
    expect(second.at).toBeGreaterThan(first?.at ?? Number.POSITIVE_INFINITY);
  });
});

describe('cancel', () => {
  it.each(['capturing', 'deciding', 'acting', 'replying'] as const)('ends %s at once', async (when) => {
    const rig = listening();
    const action = hold(rig);
    capture(rig);
    if (when !== 'capturing') endCapture(rig);
    if (when === 'acting' || when === 'replying') understand(rig);
    if (when === 'replying') action.resolve({ reply: 'Done.', undo: null });
    await settle();
    expect(rig.state()).toBe(when);
    rig.assistant.conversation.cancel();
    expect(rig.state()).toBe('listening');
    expect(rig.interaction().outcome).toBe(when === 'replying' ? 'acted' : 'cancelled');
    expect(rig.engine.cancel).toHaveBeenCalledTimes(when === 'capturing' || when === 'deciding' ? 1 : 0);
    expect(rig.silence).toHaveBeenCalledTimes(when === 'replying' ? 1 : 0);
    rig.assistant.conversation.cancel();
    await settle();
    expect(rig.kept).toHaveLength(1);
  });

  it('tells the action, and what it still does can be undone but is not spoken', async () => {
    const rig = listening();
    const undo = vi.fn(async () => undefined);
    const action = hold(rig);
    await command(rig);
    const signal = rig.perform.mock.calls[0]?.[0].signal;
    expect(signal?.aborted).toBe(false);
    rig.assistant.conversation.cancel();
    expect(signal?.aborted).toBe(true);
    action.resolve({ reply: 'Done.', undo });
    await settle();
    expect(rig.spoken).toEqual([]);
    expect(rig.interaction()).toMatchObject({ outcome: 'cancelled', action: { undoable: true } });
    await rig.assistant.conversation.undo(rig.interaction().id);
    expect(undo).toHaveBeenCalledOnce();
  });

  it('takes a question back', async () => {
    const rig = listening();
    rig.perform.mockImplementationOnce(async ({ ask }) => ({ reply: await ask(QUESTION), undo: null }));
    await command(rig);
    rig.assistant.conversation.cancel();
    expect(rig.assistant.snapshot().question).toBeNull();
  });

  it('is nothing where nothing runs', () => {
    const rig = listening();
    rig.assistant.conversation.cancel();
    expect(rig.engine.cancel).not.toHaveBeenCalled();
    expect(rig.state()).toBe('listening');
  });
});

describe('a question', () => {
  it('is asked aloud, answered, and gone', async () => {
    const rig = listening();
    rig.perform.mockImplementationOnce(async ({ ask }) => ({
      reply: `answer ${await ask(QUESTION)}`,
      undo: null,
    }));
    await command(rig);
    const { question } = rig.assistant.snapshot();
    expect(question).toMatchObject(QUESTION);
    expect(rig.spoken).toMatchObject([{ text: QUESTION.text, chime: 'listening', speak: true }]);
    rig.assistant.conversation.answer('another', 'always');
    expect(rig.assistant.snapshot().question).toEqual(question);
    rig.assistant.conversation.answer(question?.id ?? '', 'always');
    expect(rig.assistant.snapshot().question).toBeNull();
    await settle();
    expect(rig.interaction().reply).toBe('answer always');
    rig.assistant.conversation.answer(question?.id ?? '', 'no');
  });

  it.each([
    ['Yes, please.', null, 'yes'],
    ['Always.', null, 'always'],
    ['No.', null, 'no'],
    ['Forget it.', 'HarkCancel', 'no'],
  ])('is answered by voice: “%s”', async (text, intent, answer) => {
    const rig = listening();
    await asking(rig);
    const { id } = rig.interaction();
    await say(rig, { text, intent, path: intent === null ? 'rejected' : 'transcript' });
    expect(rig.assistant.snapshot().question).toBeNull();
    expect(rig.interaction()).toMatchObject({
      id,
      reply: `answer ${answer}`,
      intent: 'HarkSetTimer',
      partial: '',
    });
    expect(rig.spoken.at(-1)).toMatchObject({ text: `answer ${answer}`, speak: true });
    expect(rig.state()).toBe('replying');
    expect(rig.engine.cancel).not.toHaveBeenCalled();
    rig.assistant.conversation.replyFinished(id);
    expect(rig.kept.map((kept) => kept.id)).toEqual([id]);
    expect(rig.state()).toBe('listening');
  });

  it('is answered by a typed text, and by push-to-talk', async () => {
    const rig = listening();
    await asking(rig);
    rig.engine.parse.mockResolvedValueOnce({ text: 'yes', intent: null, slots: {}, confidence: 0 });
    rig.assistant.conversation.type('yes');
    await settle();
    expect(rig.interaction().reply).toBe('answer yes');
    await asking(rig);
    await rig.assistant.push('press', 'toggle');
    rig.says({
      kind: 'capture_started',
      captureId: 2,
      trigger: 'push',
      wakeId: null,
      sample: SECOND,
      askedSample: SECOND,
    });
    expect(rig.state()).toBe('capturing');
    endCapture(rig, 'endpoint', 2);
    understand(rig, understanding({ text: 'no', intent: null, slots: {}, path: 'rejected' }), 2);
    await settle();
    expect(rig.interaction().reply).toBe('answer no');
  });

  it('shows what is heard where it was asked', async () => {
    const rig = listening();
    await asking(rig);
    const { id } = rig.interaction();
    capture(rig, 2);
    expect(rig.state()).toBe('capturing');
    rig.says({ kind: 'partial', captureId: 2, text: 'yes pl' });
    expect(rig.interaction()).toMatchObject({ id, partial: 'yes pl' });
    expect(new Set(rig.told.map((told) => told.id))).toEqual(new Set([id]));
  });

  it.each([
    ['no command', (rig: Rig) => say(rig, { text: 'lovely weather', intent: null, path: 'rejected' })],
    ['nothing', (rig: Rig) => hearEnd(rig, 'nothing_said')],
    ['what breaks off', (rig: Rig) => hearEnd(rig, 'stream_broke')],
    ['silence', (rig: Rig) => say(rig, { intent: null, path: 'silent' })],
  ])('stays open after %s', async (_name, act) => {
    const rig = listening();
    await asking(rig);
    await act(rig);
    expect(rig.assistant.snapshot().question).toMatchObject(QUESTION);
    expect(rig.state()).toBe('acting');
    expect(rig.kept).toEqual([]);
    await say(rig, { text: 'Yes.', intent: null, path: 'rejected' }, 3);
    expect(rig.interaction().reply).toBe('answer yes');
  });

  it('is answered by the last that was said where the wake word came twice', async () => {
    const rig = listening();
    await asking(rig);
    capture(rig, 2);
    rig.says({ kind: 'partial', captureId: 2, text: 'no' });
    capture(rig, 3);
    expect(rig.state()).toBe('capturing');
    expect(rig.interaction().partial).toBe('');
    endCapture(rig, 'cancelled', 2);
    endCapture(rig, 'endpoint', 3);
    understand(rig, understanding({ text: 'Yes.', intent: null, slots: {}, path: 'rejected' }), 3);
    await settle();
    expect(rig.interaction().reply).toBe('answer yes');
    expect(rig.engine.cancel).not.toHaveBeenCalled();
  });

  it('answered by hand while someone speaks of it ends the listening', async () => {
    const rig = listening();
    await asking(rig);
    capture(rig, 2);
    rig.assistant.conversation.answer(rig.assistant.snapshot().question?.id ?? '', 'yes');
    await settle();
    expect(rig.engine.cancel).toHaveBeenCalledOnce();
    expect(rig.interaction().reply).toBe('answer yes');
    expect(rig.state()).toBe('replying');
    endCapture(rig, 'cancelled', 2);
    expect(rig.state()).toBe('replying');
  });

  it('waits for an answer that is being said', async () => {
    const rig = listening();
    await asking(rig);
    await pass(QUESTION_LIMIT_MS - 1_000);
    capture(rig, 2);
    await pass(5_000);
    endCapture(rig, 'endpoint', 2);
    understand(rig, understanding({ text: 'Sure.', intent: null, slots: {}, path: 'rejected' }), 2);
    await settle();
    expect(rig.interaction().reply).toBe('answer yes');
  });

  it.each(['an engine that is lost', 'a pause', 'lost audio'])(
    'outlasts %s while it is answered',
    async (what) => {
      const rig = listening();
      await asking(rig);
      capture(rig, 2);
      if (what === 'a pause') rig.assistant.pause();
      else if (what === 'lost audio') rig.assistant.microphoneIs('missing');
      else rig.assistant.engineLost(CRASHED);
      rig.assistant.conversation.answer(rig.assistant.snapshot().question?.id ?? '', 'always');
      await settle();
      expect(rig.interaction().reply).toBe('answer always');
    },
  );

  it('is what an answer needs: without one it is no command', async () => {
    const rig = listening();
    await say(rig, { text: 'Yes.', intent: null, path: 'rejected' }, 1);
    expect(rig.plan).not.toHaveBeenCalled();
    expect(rig.interaction()).toMatchObject({
      text: 'Yes.',
      intent: null,
      outcome: 'rejected',
      reply: NOT_CAUGHT,
    });
    expect(rig.spoken).toMatchObject([{ speak: false }]);
  });
});

describe('replies', () => {
  it.each([
    ['quiet', { quiet: true }, { chime: null, speak: false }],
    ['not spoken', { speak: false }, { chime: 'done', speak: false }],
    ['without chime', { chime: false }, { chime: null, speak: true }],
  ] as const)('are shown as they are set: %s', async (_name, set, expected) => {
    const rig = listening();
    Object.assign(rig.replies, set);
    await command(rig);
    expect(rig.spoken).toMatchObject([{ text: 'Timer set.', ...expected }]);
    expect(rig.state()).toBe(expected.speak ? 'replying' : 'listening');
    expect(rig.interaction().reply).toBe('Timer set.');
  });

  it('that another one is finished ends nothing', async () => {
    const rig = listening();
    await command(rig);
    rig.assistant.conversation.replyFinished('another');
    expect(rig.state()).toBe('replying');
  });

  it('are remembered also where they tell of a failure, and not where they only repeat', async () => {
    const rig = listening();
    const { conversation } = rig.assistant;
    const repeat = async (captureId: number, reply: string) => {
      rig.perform.mockResolvedValueOnce({ reply, undo: null });
      capture(rig, captureId);
      endCapture(rig, 'endpoint', captureId);
      understand(rig, understanding({ intent: REPEAT_INTENT, slots: {} }), captureId);
      await settle();
    };
    await repeat(1, 'I have not said anything yet.');
    expect(conversation.lastReply).toBeNull();
    await command(rig, 2);
    rig.perform.mockRejectedValueOnce(new HarkError('action.failed', 'there is no such timer'));
    await command(rig, 3);
    expect(conversation.lastReply).toBe('There is no such timer.');
    await repeat(4, 'There is no such timer.');
    expect(conversation.lastReply).toBe('There is no such timer.');
    capture(rig, 5);
    endCapture(rig, 'endpoint', 5);
    rig.says({
      kind: 'recognition_failed',
      captureId: 5,
      error: { code: 'recognition.failed', message: 'the sound broke off' },
    });
    expect(conversation.lastReply).toBe('I could not make that out: the sound broke off.');
  });

  it('are remembered, what is no command excepted', async () => {
    const rig = listening();
    expect(rig.assistant.conversation.lastReply).toBeNull();
    await command(rig);
    capture(rig, 2);
    endCapture(rig, 'endpoint', 2);
    understand(rig, understanding({ intent: null, path: 'rejected' }), 2);
    expect(rig.assistant.conversation.lastReply).toBe('Timer set.');
  });
});

describe('a typed command', () => {
  it('is done as if it had been spoken', async () => {
    const rig = listening();
    rig.assistant.conversation.type('set a timer');
    await settle();
    expect(rig.engine.parse).toHaveBeenCalledExactlyOnceWith('set a timer');
    expect(rig.interaction()).toMatchObject({
      trigger: 'typed',
      text: 'set a timer',
      phrase: null,
      outcome: 'acted',
    });
    expect(rig.perform).toHaveBeenCalledWith(expect.objectContaining({ text: 'set a timer' }));
    expect(rig.state()).toBe('replying');
    expect(rig.stages()).toEqual({ text: 'done', intent: 'done', action: 'done', reply: 'running' });
  });

  it('works without a microphone, and the state stays what it is', async () => {
    const rig = setUp();
    rig.assistant.conversation.type('set a timer');
    await settle();
    expect(rig.state()).toBe('starting');
    expect(rig.interaction().outcome).toBe('acted');
    rig.assistant.conversation.replyFinished(rig.interaction().id);
    expect(rig.stages()).toMatchObject({ reply: 'done' });
    expect(rig.state()).toBe('starting');
  });

  it('that is none, or meets no engine, says so', async () => {
    const rig = listening();
    rig.engine.parse.mockResolvedValueOnce({ text: 'x', intent: null, slots: {}, confidence: 0 });
    rig.assistant.conversation.type('x');
    await settle();
    expect(rig.interaction()).toMatchObject({ outcome: 'rejected', reply: NOT_CAUGHT });
    rig.engine.parse.mockRejectedValueOnce(new HarkError('engine.not_running', 'no engine'));
    rig.assistant.conversation.type('x');
    await settle();
    expect(rig.interaction()).toMatchObject({ outcome: 'failed' });
  });

  it('ends what is being heard', async () => {
    const rig = listening();
    capture(rig);
    rig.assistant.conversation.type('stop');
    expect(rig.engine.cancel).toHaveBeenCalledOnce();
    expect(rig.kept).toMatchObject([{ outcome: 'cancelled' }]);
    await settle();
    expect(rig.state()).toBe('replying');
  });

  it('is overtaken by the next one', async () => {
    const rig = listening();
    const { promise, resolve } = Promise.withResolvers<never>();
    rig.engine.parse.mockReturnValueOnce(promise);
    rig.assistant.conversation.type('first');
    rig.assistant.conversation.type('second');
    await settle();
    resolve({ text: 'first', intent: 'HarkSetTimer', slots: {}, confidence: 1 } as never);
    await settle();
    expect(rig.perform).toHaveBeenCalledOnce();
    expect(rig.kept).toMatchObject([{ text: 'first', outcome: 'cancelled' }]);
  });
});

describe('undo', () => {
  const undoable = (rig: Rig) => {
    const undo = vi.fn(async () => undefined);
    rig.perform.mockResolvedValueOnce({ reply: 'Timer set.', undo });
    return undo;
  };

  it('takes an action back, once, and tells it', async () => {
    const rig = listening();
    const undo = undoable(rig);
    await command(rig);
    expect(rig.interaction().action).toMatchObject({ undoable: true, undone: false });
    rig.assistant.conversation.replyFinished(rig.interaction().id);
    await rig.assistant.conversation.undo(rig.interaction().id);
    expect(undo).toHaveBeenCalledOnce();
    expect(rig.interaction().action).toMatchObject({ undoable: false, undone: true });
    expect(rig.amended).toEqual([rig.interaction()]);
    await expect(rig.assistant.conversation.undo(rig.interaction().id)).rejects.toMatchObject({
      code: 'store.not_found',
    });
  });

  it('of the last says what it took back', async () => {
    const rig = listening();
    expect(await rig.assistant.conversation.undoLast()).toBeNull();
    undoable(rig);
    await command(rig);
    await command(rig, 2);
    expect(await rig.assistant.conversation.undoLast()).toBe('Timer for 10 seconds');
    expect(await rig.assistant.conversation.undoLast()).toBeNull();
  });

  it('is offered only as long as it works', async () => {
    const rig = listening();
    undoable(rig);
    await command(rig);
    const { conversation } = rig.assistant;
    conversation.replyFinished(rig.interaction().id);
    const kept = rig.interaction();
    expect(conversation.asItStands(kept)).toBe(kept);
    await pass(UNDO_KEEP_MS);
    expect(rig.interaction().action).toMatchObject({ undoable: false });
    expect(rig.amended).toMatchObject([{ id: kept.id, action: { undoable: false } }]);
    // As it lies in a history that an earlier run wrote.
    expect(conversation.asItStands(kept).action).toMatchObject({ undoable: false });
    expect(setUp().assistant.conversation.asItStands(kept).action).toMatchObject({ undoable: false });
    expect(await conversation.undoLast()).toBeNull();
  });
});

describe('push-to-talk', () => {
  const started = ({ says }: Rig, captureId = 1) =>
    says({ kind: 'capture_started', captureId, trigger: 'push', wakeId: null, sample: 0, askedSample: 0 });

  it('toggles: the second press ends it, a release does not', async () => {
    const rig = listening();
    await rig.assistant.push('press', 'toggle');
    started(rig);
    expect(rig.interaction()).toMatchObject({ trigger: 'push', phrase: null, wakeId: null });
    expect(rig.stages()).toEqual({ speech: 'running' });
    await rig.assistant.push('release', 'toggle');
    expect(rig.engine.release).not.toHaveBeenCalled();
    await rig.assistant.push('press', 'toggle');
    expect(rig.engine.release).toHaveBeenCalledOnce();
    expect(rig.engine.capture).toHaveBeenCalledExactlyOnceWith('toggle');
  });

  it('begins anew once silence ended the last', async () => {
    const rig = listening();
    await rig.assistant.push('press', 'toggle');
    started(rig);
    endCapture(rig, 'nothing_said');
    await rig.assistant.push('press', 'toggle');
    expect(rig.engine.capture).toHaveBeenCalledTimes(2);
    expect(rig.engine.release).not.toHaveBeenCalled();
  });

  it('silences a reply', async () => {
    const rig = listening();
    await command(rig);
    await rig.assistant.push('press', 'toggle');
    expect(rig.silence).toHaveBeenCalledOnce();
  });

  it('is refused where nothing is heard', async () => {
    const rig = listening();
    rig.assistant.pause();
    await expect(rig.assistant.push('press', 'toggle')).rejects.toMatchObject({ code: 'capture.deaf' });
    expect(rig.engine.capture).not.toHaveBeenCalled();
  });
});

it.each([
  ['capturing', 'cancelled'],
  ['acting', 'cancelled'],
  ['replying', 'acted'],
] as const)('is kept as it is when Hark closes while %s', async (when, outcome) => {
  const rig = listening();
  if (when === 'acting') hold(rig);
  if (when === 'capturing') capture(rig);
  else await command(rig);
  expect(rig.state()).toBe(when);
  rig.assistant.conversation.close();
  expect(rig.kept).toMatchObject([{ outcome }]);
  await pass(SPEECH_LIMIT_MS);
  expect(rig.kept).toHaveLength(1);
});

it('marks the interaction at hand as wrong, and knows no other', async () => {
  const rig = listening();
  await command(rig);
  expect(rig.assistant.conversation.markWrong('another', true)).toBe(false);
  expect(rig.assistant.conversation.markWrong(rig.interaction().id, true)).toBe(true);
  expect(rig.told.at(-1)?.wrong).toBe(true);
});
