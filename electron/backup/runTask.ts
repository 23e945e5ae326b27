/** Has a task done by a thread of its own, so that whoever asks goes on meanwhile. */
import { Worker } from 'node:worker_threads';
import { FAILURES, type FailureCode, HarkError } from '../../contract/failures.ts';
import type { Task, TaskAnswer, TaskName, Tasks } from './tasks.ts';

export type RunTask = <Name extends TaskName>(
  name: Name,
  args: Tasks[Name]['args'],
) => Promise<Tasks[Name]['result']>;

/**
 * @param worker path of worker.ts as it was built
 * @param folder the data folder
 * @returns rejects with HarkError, of a thread that ended without an answer too
 */
export function taskRunner(worker: string, folder: string): RunTask {
  return (name, args) =>
    new Promise((resolve, reject) => {
      const task = { name, folder, ...args } as Task;
      const thread = new Worker(worker, { workerData: task });
      let answer: TaskAnswer | null = null;
      thread.on('message', (message: TaskAnswer) => {
        answer = message;
      });
      let why = 'it ended';
      thread.on('error', (error) => {
        why = error.message;
      });
      thread.on('exit', () => {
        if (answer === null)
          reject(new HarkError('backup.failed', `the work on backups came to nothing (${why})`));
        else if ('failure' in answer) reject(failureOf(answer.failure));
        else resolve(answer.result as Tasks[typeof name]['result']);
      });
    });
}

function failureOf({ code, message }: { code: string; message: string }): HarkError {
  return new HarkError(code in FAILURES ? (code as FailureCode) : 'internal', message);
}
