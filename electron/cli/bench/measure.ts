/** Measures one subject, alone in a process of its own, so that memory and CPU time are all its own. */
import { HOP_MS } from '../../../contract/engine.ts';
import type { Material } from './material.ts';
import { percentile } from './statistics.ts';
import type { Listener } from './subjects.ts';

/** Audio before anything is counted: Node compiles what it runs often. */
const WARM_UP_S = 120;
const SPEECH_S = 120;
/** A quiet room before silence is counted: every gate has shut by then. */
const SETTLE_S = 10;
const SILENCE_S = 120;

export interface Figures {
  /** Code and models from the disk until the first hop can be taken, ms. */
  loadMs: number;
  /** Time from a hop in to its result, in speech, ms. */
  hopP50Ms: number;
  hopP99Ms: number;
  /** CPU seconds of the whole process per second of audio. */
  cpuSpeech: number;
  cpuSilence: number;
  /** The most memory that the process held, Node itself included, bytes. */
  peakMemoryBytes: number;
}

/** What the operating system counts for this process. */
export interface ProcessMeter {
  nowMs(): number;
  /** CPU seconds so far, of all threads. */
  cpuS(): number;
  peakMemoryBytes(): number;
}

export const THIS_PROCESS: ProcessMeter = {
  nowMs: () => performance.now(),
  cpuS: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  peakMemoryBytes: () => process.resourceUsage().maxRSS * 1_024,
};

export async function measure(
  load: () => Promise<Listener>,
  material: Pick<Material, 'speech' | 'silence'>,
  meter: ProcessMeter = THIS_PROCESS,
): Promise<Figures> {
  const began = meter.nowMs();
  const listener = await load();
  const loadMs = meter.nowMs() - began;

  await listen(listener, material.speech, WARM_UP_S, meter);
  const inSpeech = await listen(listener, material.speech, SPEECH_S, meter);
  await listen(listener, material.silence, SETTLE_S, meter);
  const inSilence = await listen(listener, material.silence, SILENCE_S, meter);
  return {
    loadMs,
    hopP50Ms: percentile(inSpeech.hopMs, 0.5),
    hopP99Ms: percentile(inSpeech.hopMs, 0.99),
    cpuSpeech: inSpeech.cpu,
    cpuSilence: inSilence.cpu,
    peakMemoryBytes: meter.peakMemoryBytes(),
  };
}

async function listen(
  listener: Listener,
  hops: readonly Float32Array[],
  seconds: number,
  meter: ProcessMeter,
): Promise<{ hopMs: number[]; cpu: number }> {
  const count = Math.round((seconds * 1_000) / HOP_MS);
  const hopMs: number[] = [];
  const cpuBefore = meter.cpuS();
  while (hopMs.length < count) {
    for (const hop of hops.slice(0, count - hopMs.length)) {
      const began = meter.nowMs();
      await listener.hop(hop);
      hopMs.push(meter.nowMs() - began);
    }
  }
  return { hopMs, cpu: (meter.cpuS() - cpuBefore) / ((count * HOP_MS) / 1_000) };
}
