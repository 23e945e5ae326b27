/** How long it took Hark to be itself again. */
import type { App } from './app.ts';
import { statesShown } from './stateLog.ts';

/** How long the window said something other than `listening`, from a moment on; ms. The state log has to run. */
export async function recoveryMs(app: App, from: number): Promise<number> {
  const states = await statesShown(app.page);
  const lost = states.findIndex(({ state, at }) => state !== 'listening' && at >= from);
  const back = states.find(({ state }, i) => i > lost && state === 'listening');
  if (lost < 0 || back === undefined) throw new Error(`no loss was shown: ${JSON.stringify(states)}`);
  return back.at - from;
}
