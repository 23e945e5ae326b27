/** What computes the models of a command, as its global options ask for. */
import { HarkError } from '../../contract/failures.ts';
import { demandProvider, offered, onProviderDropped, setThreads } from '../engine/session/runtime.ts';
import type { Call } from './commandLine.ts';

/** Before any model is loaded. @throws HarkError usage.invalid where this platform does not offer the provider */
export function chooseComputing({ global, output }: Pick<Call, 'global' | 'output'>): void {
  const { threads, provider } = global;
  if (threads !== undefined) setThreads(threads);
  if (provider === undefined || provider === 'cpu') return;
  const here = offered();
  if (!here.includes(provider)) {
    throw new HarkError(
      'usage.invalid',
      `${provider} is not offered on this platform; there are: ${['cpu', ...here].join(', ')}`,
    );
  }
  demandProvider(provider);
  onProviderDropped(({ model, reason }) =>
    output.say(`hark: ${provider} failed at ${model}, the CPU goes on with it: ${reason}`),
  );
}
