/**
 * How busy the machine is. On Linux by /proc: os.cpus() also asks for the clock of each core, which can take long, and
 * free memory is not what is available.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Registry } from './registry.ts';

/** Processor time of all cores so far, in any one unit. */
export interface ProcessorTimes {
  busy: number;
  total: number;
}

export interface MachineReader {
  times(): ProcessorTimes | null;
  memoryBytes: number;
  cores: number;
  availableBytes(): number;
}

export class MachineUse {
  readonly #registry: Registry;
  readonly #reader: MachineReader;
  #times: ProcessorTimes | null = null;

  constructor(registry: Registry, reader: MachineReader) {
    this.#registry = registry;
    this.#reader = reader;
  }

  sample(): void {
    const { memoryBytes, availableBytes, times } = this.#reader;
    const before = this.#times;
    const now = times();
    this.#times = now;
    if (before !== null && now !== null && now.total > before.total) {
      const share = (now.busy - before.busy) / (now.total - before.total);
      this.#registry.of('hark_system_cpu_ratio').set(Math.min(1, Math.max(0, share)));
    }
    this.#registry.of('hark_system_memory_ratio').set(1 - Math.min(1, availableBytes() / memoryBytes));
  }
}

/** @param read a file's text; @throws where there is none */
export function machineReader(
  platform: NodeJS.Platform = process.platform,
  read = (path: string) => readFileSync(path, 'utf8'),
): MachineReader {
  const isLinux = platform === 'linux';
  return {
    memoryBytes: totalmem(),
    cores: availableParallelism(),
    times: () => (isLinux ? attempt(() => readStat(read('/proc/stat'))) : null) ?? timesOfCores(),
    availableBytes: () => (isLinux ? attempt(() => readAvailable(read('/proc/meminfo'))) : null) ?? freemem(),
  };
}

/** The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. */
export function readStat(text: string): ProcessorTimes | null {
  const line = /^cpu +(.+)$/m.exec(text)?.[1];
  if (line === undefined) return null;
  // What guests used is part of user and nice already.
  const times = line.trim().split(/ +/).map(Number).slice(0, 8);
  const total = times.reduce((sum, time) => sum + time, 0);
  const idle = (times[3] ?? 0) + (times[4] ?? 0);
  return Number.isFinite(total) ? { busy: total - idle, total } : null;
}

export function readAvailable(text: string): number | null {
  const kib = /^MemAvailable: +(\d+) kB$/m.exec(text)?.[1];
  return kib === undefined ? null : Number(kib) * 1_024;
}

function timesOfCores(): ProcessorTimes {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    busy += all - times.idle;
    total += all;
  }
  return { busy, total };
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
