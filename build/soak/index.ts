/** `npm run soak`: see options.ts for its words. */
import { describeFailure } from '../../contract/failures.ts';
import { HELP, readOptions } from './options.ts';
import { soak } from './run.ts';

const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;

const say = (line: string): void => void process.stderr.write(`soak: ${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(HELP);
  } else {
    const report = await soak(options, say);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    for (const broken of report.broken) say(broken);
    if (report.broken.length > 0) process.exitCode = EXIT_BROKEN;
  }
} catch (error) {
  const { code, message } = describeFailure(error);
  say(message);
  process.exitCode = code === 'usage.invalid' ? EXIT_USAGE : EXIT_BROKEN;
}
