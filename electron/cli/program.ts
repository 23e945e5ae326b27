/** `hark` from the words of its command line to its exit code. */
import { describeFailure } from '../../contract/failures.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { GrammarError, lineOf } from '../engine/command/grammar/grammarError.ts';
import { commandHelpText, helpText, readCommandLine } from './commandLine.ts';
import { COMMANDS } from './commands.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import { type Output, readerWentAway } from './output.ts';

/** Faults of a grammar that are said. */
const FAULTS_MAX = 20;

/** @param words what followed `hark` */
export async function run(words: readonly string[], output: Output): Promise<number> {
  try {
    const request = readCommandLine(words, COMMANDS);
    switch (request.kind) {
      case 'version':
        await output.text(`hark ${packageJson.version}`);
        return EXIT.ok;
      case 'help':
        await output.text(request.command === null ? helpText(COMMANDS) : commandHelpText(request.command));
        return EXIT.ok;
      case 'run': {
        const command = await request.command.load();
        return await command({ ...request.call, output });
      }
    }
  } catch (error) {
    const { code } = describeFailure(error);
    if (!readerWentAway(error)) for (const line of linesOf(error)) output.say(`hark: ${line}`);
    return exitCodeOf(code);
  }
}

/** One line, or everything that is wrong with a grammar. */
function linesOf(error: unknown): string[] {
  const faults = error instanceof GrammarError ? error.diagnostics.map(lineOf) : [];
  if (faults.length === 0) return [describeFailure(error).message];
  const more = faults.length - FAULTS_MAX;
  return more > 0 ? [...faults.slice(0, FAULTS_MAX), `and ${more} more`] : faults;
}
