import { describe, expect, it } from 'vitest';
import { HarkError } from '../../contract/failures.ts';
import {
  type Command,
  commandHelpText,
  helpText,
  type Request,
  readCommandLine,
  readNumber,
} from './commandLine.ts';
import { COMMANDS } from './commands.ts';

const COMMAND: Command = {
  name: 'wake',
  summary: 'Listens.',
  operands: 'FILES',
  options: {
    model: { type: 'string', multiple: true, value: 'NAME', help: 'which' },
    stream: { type: 'boolean', help: 'at once' },
  },
  load: async () => async () => 0,
};

function read(...words: string[]): Request {
  return readCommandLine(words, [COMMAND]);
}

function callOf(...words: string[]): Extract<Request, { kind: 'run' }>['call'] {
  const request = read(...words);
  if (request.kind !== 'run') throw new Error(`a request for ${request.kind}`);
  return request.call;
}

describe('a command line', () => {
  it('gives options, operands and global options, before the command or after it', () => {
    for (const words of [
      ['--threads', '2', 'wake', '--model', 'a', 'x.wav', '--model', 'b', '-'],
      ['wake', 'x.wav', '--model=a', '-', '--model=b', '--threads=2'],
    ]) {
      const call = callOf(...words);
      expect(call.operands).toEqual(['x.wav', '-']);
      expect(call.options.texts('model')).toEqual(['a', 'b']);
      expect(call.options.flag('stream')).toBe(false);
      expect(call.global).toEqual({ data: undefined, threads: 2 });
    }
  });

  it('takes a file that is called like the command, and one that looks like an option', () => {
    expect(callOf('wake', 'wake').operands).toEqual(['wake']);
    expect(callOf('wake', '--', '--stream').operands).toEqual(['--stream']);
    expect(callOf('--data', 'wake', 'wake', 'x').global.data).toBe('wake');
  });

  it('asks for help or the version wherever they are said', () => {
    expect(read('--help')).toEqual({ kind: 'help', command: null });
    expect(read('-h', 'wake')).toEqual({ kind: 'help', command: COMMAND });
    expect(read('wake', 'x', '--help')).toEqual({ kind: 'help', command: COMMAND });
    expect(read('--version')).toEqual({ kind: 'version' });
    expect(read('wake', '--version')).toEqual({ kind: 'version' });
  });

  it.each([
    [[], 'no command'],
    [['sing'], '"sing"'],
    [['wake', '--louder'], '--louder'],
    [['--louder', 'wake'], '--louder'],
    [['wake', '--model'], '--model'],
    [['wake', '--stream=yes'], '--stream'],
    [['wake', '--threads', '0'], '--threads'],
    [['wake', '--threads', '1', '--threads=2'], '--threads is given more than once'],
    [['--threads', '1', 'wake', '--threads', '1'], '--threads is given more than once'],
    [['wake', '--threads', '1.5'], '--threads'],
    [['wake', '--threads', ''], '--threads'],
    [['wake', '--provider', 'abacus'], 'abacus'],
  ])('%j is refused in one line that names what is wrong', (words, named) => {
    try {
      read(...words);
    } catch (error) {
      expect(error).toBeInstanceOf(HarkError);
      const { code, message } = error as HarkError;
      expect(code).toBe('usage.invalid');
      expect(message).toContain(named);
      expect(message).not.toContain('\n');
      return;
    }
    throw new Error('was accepted');
  });
});

it('numbers are numbers, within their bounds', () => {
  expect(readNumber('threshold', '0.5', 0, 1)).toBe(0.5);
  for (const text of ['', ' ', 'high', '1.1', '-0.1', 'NaN', 'Infinity']) {
    expect(() => readNumber('threshold', text, 0, 1)).toThrow('--threshold takes a number from 0 to 1');
  }
});

it('help names every command and every option', () => {
  for (const command of COMMANDS) {
    expect(helpText(COMMANDS)).toContain(`  ${command.name} `);
    const help = commandHelpText(command);
    expect(help).toContain(`usage: hark ${command.name}`);
    for (const option of [...Object.keys(command.options), 'data', 'threads', 'provider']) {
      expect(help).toContain(`--${option}`);
    }
  }
});
