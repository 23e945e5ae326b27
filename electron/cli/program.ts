/** `hark` from the words of its command line to its exit code. */
import { describeFailure } from '../../contract/failures.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { commandHelpText, helpText, readCommandLine } from './commandLine.ts';
import { COMMANDS } from './commands.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import { type Output, readerWentAway } from './output.ts';

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
    const { code, message } = describeFailure(error);
    if (!readerWentAway(error)) output.say(`hark: ${message}`);
    return exitCodeOf(code);
  }
}
