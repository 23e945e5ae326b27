import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GrammarDiagnostic, GrammarReport } from '../../../contract/command.ts';
import { HarkError } from '../../../contract/failures.ts';
import { createLog } from '../log/log.ts';
import { Grammar, type GrammarFile, REPORT_LIMIT_MS } from './grammar.ts';

const REPORT: GrammarReport = { intents: [], diagnostics: [] };
const FAULT: GrammarDiagnostic = {
  severity: 'error',
  file: 'sentences.yaml',
  line: 3,
  column: 5,
  message: 'no',
};
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(0);

function setUp() {
  const options = {
    load: vi.fn(async () => REPORT),
    check: vi.fn(async (): Promise<GrammarDiagnostic[]> => []),
    own: {
      read: vi.fn(async (): Promise<string | null> => 'language: en'),
      save: vi.fn(async () => undefined),
    },
    added: vi.fn((): GrammarFile | null => null),
    lists: vi.fn(async () => ({ app: [{ in: 'browser', out: 'browser.desktop' }] })),
    changed: vi.fn(),
    log: createLog(
      () => undefined,
      (text) => text,
    ),
  };
  return { grammar: new Grammar(options), ...options };
}

describe('reload', () => {
  it('sends the own sentences, those of added actions, and the lists', async () => {
    const { grammar, load, added, changed } = setUp();
    added.mockReturnValue({ name: 'your actions', text: '{}' });
    grammar.reload();
    await settle();
    expect(load).toHaveBeenCalledExactlyOnceWith({
      type: 'grammar',
      language: 'en',
      files: [
        { name: 'sentences.yaml', text: 'language: en' },
        { name: 'your actions', text: '{}' },
      ],
      lists: { app: [{ in: 'browser', out: 'browser.desktop' }] },
    });
    expect(changed).toHaveBeenCalledOnce();
    expect(await grammar.report()).toEqual(REPORT);
  });

  it('leaves out a file that is not there, and says so of one that cannot be read', async () => {
    const { grammar, load, own } = setUp();
    own.read.mockResolvedValueOnce(null);
    grammar.reload();
    await settle();
    expect(load).toHaveBeenLastCalledWith(expect.objectContaining({ files: [] }));
    own.read.mockRejectedValueOnce(new HarkError('grammar.too_large', 'sentences.yaml is too large'));
    grammar.reload();
    await settle();
    expect(load).toHaveBeenLastCalledWith(expect.objectContaining({ files: [] }));
    expect((await grammar.report()).diagnostics).toMatchObject([
      { severity: 'error', line: 1, message: /too large/ },
    ]);
  });

  it('goes without lists that cannot be had', async () => {
    const { grammar, load, lists } = setUp();
    lists.mockRejectedValueOnce(new Error('no desktop'));
    grammar.reload();
    await settle();
    expect(load).toHaveBeenLastCalledWith(expect.objectContaining({ lists: {} }));
  });

  it('runs once at a time, and once more for whatever changed meanwhile', async () => {
    const { grammar, load } = setUp();
    const { promise, resolve } = Promise.withResolvers<GrammarReport>();
    load.mockReturnValueOnce(promise);
    grammar.reload();
    await settle();
    grammar.reload();
    grammar.reload();
    await settle();
    expect(load).toHaveBeenCalledTimes(1);
    resolve(REPORT);
    await settle();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('that fails leaves the last report, and the next one works', async () => {
    const { grammar, load, changed } = setUp();
    load.mockRejectedValueOnce(new HarkError('engine.crashed', 'gone'));
    grammar.reload();
    await settle();
    expect(changed).not.toHaveBeenCalled();
    grammar.reload();
    await settle();
    expect(changed).toHaveBeenCalledOnce();
  });
});

describe('report', () => {
  it('waits for the first one, not for ever', async () => {
    const { grammar } = setUp();
    const early = grammar.report();
    grammar.reload();
    expect(await early).toEqual(REPORT);
    const { grammar: idle } = setUp();
    const never = expect(idle.report()).rejects.toMatchObject({ code: 'engine.not_running' });
    await vi.advanceTimersByTimeAsync(REPORT_LIMIT_MS);
    await never;
  });

  it('says at once why there is none, until the next load', async () => {
    const { grammar, load } = setUp();
    load.mockRejectedValueOnce(new HarkError('grammar.unreadable', 'there is no language pack'));
    const waiting = expect(grammar.report()).rejects.toMatchObject({ code: 'grammar.unreadable' });
    grammar.reload();
    await waiting;
    await settle();
    await expect(grammar.report()).rejects.toMatchObject({ code: 'grammar.unreadable' });
    grammar.reload();
    expect(await grammar.report()).toEqual(REPORT);
  });
});

describe('save', () => {
  it('keeps what has no error, with its warnings', async () => {
    const { grammar, check, own } = setUp();
    check.mockResolvedValueOnce([{ ...FAULT, severity: 'warning' }]);
    expect(await grammar.save('new')).toMatchObject([{ severity: 'warning' }]);
    expect(own.save).toHaveBeenCalledExactlyOnceWith('new');
  });

  it('changes nothing with an error', async () => {
    const { grammar, check, own } = setUp();
    check.mockResolvedValueOnce([FAULT]);
    expect(await grammar.save('new')).toEqual([FAULT]);
    expect(own.save).not.toHaveBeenCalled();
  });

  it('changes nothing where nobody can check it', async () => {
    const { grammar, check, own } = setUp();
    check.mockRejectedValueOnce(new HarkError('engine.not_running', 'no engine'));
    await expect(grammar.save('new')).rejects.toMatchObject({ code: 'engine.not_running' });
    expect(own.save).not.toHaveBeenCalled();
  });
});
