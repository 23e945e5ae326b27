/** A thread that does one task and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { answer, type Task } from './tasks.ts';

parentPort?.postMessage(answer(workerData as Task));
