/** What Hark's processes use, and what share of the machine that is. */
import { PROCESSES } from '../../../contract/health.ts';
import type { Registry } from './registry.ts';

type Process = (typeof PROCESSES)[number];

/** What of Electron's ProcessMetric is looked at. */
export interface ProcessMetric {
  pid: number;
  type: string;
  name?: string;
  serviceName?: string;
  cpu: { percentCPUUsage: number; cumulativeCPUUsage?: number };
  /** KiB. */
  memory: { workingSetSize: number };
}

export interface Machine {
  cores: number;
  memoryBytes: number;
}

export class ProcessUse {
  readonly #registry: Registry;
  readonly #engineName: string;
  readonly #machine: Machine;
  #sampledAt: number | null = null;
  /** Processor time of each process so far, s. */
  #known: ReadonlyMap<number, number> = new Map();

  constructor(registry: Registry, engineName: string, machine: Machine) {
    this.#registry = registry;
    this.#engineName = engineName;
    this.#machine = machine;
  }

  /** @param ticks monotonic ms */
  sample(metrics: readonly ProcessMetric[], ticks: number): void {
    const seconds = this.#sampledAt === null ? 0 : (ticks - this.#sampledAt) / 1_000;
    const cpu = new Map<Process, number>();
    const memory = new Map<Process, number>();
    const times = new Map<number, number>();
    for (const metric of metrics) {
      const process = this.#processOf(metric);
      const time = metric.cpu.cumulativeCPUUsage;
      if (time !== undefined) times.set(metric.pid, time);
      add(cpu, process, this.#coresOf(metric, seconds));
      add(memory, process, metric.memory.workingSetSize * 1_024);
    }
    const isFirst = this.#sampledAt === null;
    this.#sampledAt = ticks;
    this.#known = times;
    this.#tell('hark_process_memory_bytes', memory);
    const share = sum(memory) / this.#machine.memoryBytes;
    this.#registry.of('hark_app_memory_ratio').set(share);
    // What was used since when is only known from the second look on.
    if (isFirst || seconds <= 0) return;
    this.#tell('hark_process_cpu_ratio', cpu);
    this.#registry.of('hark_app_cpu_ratio').set(Math.min(1, sum(cpu) / this.#machine.cores));
  }

  #tell(
    metric: 'hark_process_cpu_ratio' | 'hark_process_memory_bytes',
    by: ReadonlyMap<Process, number>,
  ): void {
    for (const process of PROCESSES) {
      const series = this.#registry.of(metric, { process });
      const value = by.get(process);
      if (value !== undefined) series.set(value);
      else series.forget();
    }
  }

  /** 1 is one core. */
  #coresOf({ pid, cpu }: ProcessMetric, seconds: number): number {
    const { percentCPUUsage, cumulativeCPUUsage: time } = cpu;
    // Electron's own share is of all cores, since whoever asked last.
    if (time === undefined) return (percentCPUUsage / 100) * this.#machine.cores;
    const before = this.#known.get(pid) ?? 0;
    // One that has just begun, under a number of another that is gone perhaps, used all of it since.
    return seconds <= 0 ? 0 : (time < before ? time : time - before) / seconds;
  }

  #processOf({ type, name, serviceName }: ProcessMetric): Process {
    if (type === 'Browser') return 'main';
    if (type === 'Tab') return 'window';
    if (type === 'GPU') return 'gpu';
    return name === this.#engineName || serviceName === this.#engineName ? 'engine' : 'other';
  }
}

function add(to: Map<Process, number>, process: Process, value: number): void {
  to.set(process, (to.get(process) ?? 0) + value);
}

function sum(values: ReadonlyMap<Process, number>): number {
  return [...values.values()].reduce((all, value) => all + value, 0);
}
