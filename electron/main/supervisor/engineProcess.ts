/** The engine as a utility process of Electron. */
import { type MessagePortMain, utilityProcess } from 'electron';
import type { Log } from '../log/log.ts';
import type { EngineProcess, EngineProcessListener } from './supervisor.ts';

/** How the process is called in app.getAppMetrics() and in the system's tools. */
export const ENGINE_SERVICE_NAME = 'hark-engine';

/** @param entry path of the built engine host */
export function launchEngine(
  entry: string,
  listener: EngineProcessListener,
  log: Log,
): EngineProcess<MessagePortMain> {
  const child = utilityProcess.fork(entry, [], {
    serviceName: ENGINE_SERVICE_NAME,
    stdio: 'pipe',
    // ONNX Runtime reports to its maker unless this is set before it loads.
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  child.on('spawn', () => log.info('engine started', { pid: child.pid }));
  child.on('message', (message: unknown) => listener.message(message));
  child.on('exit', (code) => listener.exit(code));
  const engineLog = log.of('engine');
  child.stdout?.on('data', (chunk: Buffer) => engineLog.info(String(chunk).trim()));
  child.stderr?.on('data', (chunk: Buffer) => engineLog.warn(String(chunk).trim()));
  return {
    post: (request, ports) => child.postMessage(request, ports),
    kill() {
      // child.kill() asks politely, which a hung or stopped process does not hear.
      if (child.pid === undefined) child.kill();
      else killNow(child.pid);
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already; its exit is on the way.
  }
}
