/** A thread that runs models on a provider, one task at a time. Built as an entry of its own. */
import { parentPort } from 'node:worker_threads';
import { describeFailure } from '../../../contract/failures.ts';
import { createOrtSession, type OrtSession } from './ort.ts';
import {
  fromPlain,
  type ThreadAnswer,
  type ThreadRequest,
  type ThreadTask,
  toPlain,
} from './threadMessages.ts';

const sessions = new Map<number, OrtSession>();
/** The end of the lane: the next task begins when it settled. */
let lane: Promise<unknown> = Promise.resolve();

const port = parentPort;
port?.on('message', ({ id, task }: ThreadRequest) => {
  lane = lane
    .then(() => perform(task))
    .then(
      (result): ThreadAnswer => ({ id, result }),
      (error: unknown): ThreadAnswer => ({ id, error: describeFailure(error).message }),
    )
    .then((answer) => port.postMessage(answer));
});

async function perform(task: ThreadTask): Promise<unknown> {
  switch (task.kind) {
    case 'open': {
      const session = await createOrtSession(task.bytes, task.provider, task.threads);
      sessions.set(task.session, session);
      const inputs = session.inputMetadata.flatMap((input) =>
        input.isTensor ? [{ name: input.name, shape: input.shape }] : [],
      );
      return { inputs, outputs: [...session.outputNames] };
    }
    case 'run': {
      const session = sessions.get(task.session);
      if (session === undefined) throw new Error('the session is closed');
      return toPlain((await session.run(fromPlain(task.feeds))) as ReturnType<typeof fromPlain>);
    }
    case 'release':
      await sessions.get(task.session)?.release();
      sessions.delete(task.session);
      return undefined;
  }
}
