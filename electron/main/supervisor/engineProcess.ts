/** The engine, and what is tried beside it, as utility processes of Electron. */
import { StringDecoder } from 'node:string_decoder';
import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import { LineSplitter, limitedLog } from '../log/lineLimit.ts';
import type { Log } from '../log/log.ts';
import type { EngineProcess, EngineProcessListener } from './supervisor.ts';
import type { TrialChild, TrialListener } from './trialProcess.ts';

/** How the process is called in app.getAppMetrics() and in the system's tools. */
export const ENGINE_SERVICE_NAME = 'hark-engine';
export const TRIAL_SERVICE_NAME = 'hark-trial';

/** @param entry path of the built engine host */
export function launchEngine(
  entry: string,
  listener: EngineProcessListener,
  log: Log,
): EngineProcess<MessagePortMain> {
  const child = fork(entry, ENGINE_SERVICE_NAME, log);
  child.on('spawn', () => log.info('engine started', { pid: child.pid }));
  child.on('message', (message: unknown) => listener.message(message));
  child.on('exit', (code) => listener.exit(code));
  return { post: (request, ports) => child.postMessage(request, ports), kill: () => kill(child) };
}

/** @param entry path of the built trial process */
export function launchTrial(entry: string, listener: TrialListener, log: Log): TrialChild {
  const child = fork(entry, TRIAL_SERVICE_NAME, log);
  child.on('message', (message: unknown) => listener.message(message));
  child.on('exit', (code) => listener.exit(code));
  return { post: (job) => child.postMessage(job), kill: () => kill(child) };
}

function fork(entry: string, serviceName: string, log: Log): UtilityProcess {
  const child = utilityProcess.fork(entry, [], {
    serviceName,
    stdio: 'pipe',
    // ONNX Runtime reports to its maker unless this is set before it loads.
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  const engineLog = limitedLog(log.of('engine'));
  readLines(child.stdout, engineLog.info);
  readLines(child.stderr, engineLog.warn);
  return child;
}

function kill(child: UtilityProcess): void {
  // child.kill() asks politely, which a hung or stopped process does not hear.
  if (child.pid === undefined) child.kill();
  else killNow(child.pid);
}

function readLines(stream: NodeJS.ReadableStream | null, line: (text: string) => void): void {
  const splitter = new LineSplitter(line);
  const decoder = new StringDecoder('utf8');
  stream?.on('data', (chunk: Buffer) => splitter.push(decoder.write(chunk)));
  stream?.on('end', () => splitter.end());
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already; its exit is on the way.
  }
}
