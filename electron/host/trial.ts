/** The trial process: takes one job, answers what came of it, and ends. Main ends it where it does not. */
import type { TrialMessage } from '../../contract/trial.ts';
import { parentPort } from './ports.ts';
import { attempt } from './trialJobs.ts';

/** How long the answer gets to leave the process before it ends. */
const EXIT_FLUSH_MS = 100;

const parent = parentPort<TrialMessage>();
let isTaken = false;

parent.on('message', ({ data }) => {
  // What a second one would find is what the first left behind.
  if (isTaken) return;
  isTaken = true;
  void attempt(data).then((message) => {
    parent.postMessage(message);
    setTimeout(() => process.exit(0), EXIT_FLUSH_MS);
  });
});
