import { beforeEach, expect, it } from 'vitest';
import { type ProcessMetric, ProcessUse } from './processUse.ts';
import { Registry } from './registry.ts';

const GIB = 1_024 ** 3;
let registry: Registry;
let use: ProcessUse;
beforeEach(() => {
  registry = new Registry();
  use = new ProcessUse(registry, 'hark-engine', { cores: 4, memoryBytes: 8 * GIB });
});
const metric = (type: string, pid: number, seconds: number | undefined, given = {}): ProcessMetric => ({
  pid,
  type,
  cpu: { percentCPUUsage: 0, ...(seconds === undefined ? {} : { cumulativeCPUUsage: seconds }) },
  memory: { workingSetSize: 1_024 * 1_024 },
  ...given,
});
const cpu = (process: 'main' | 'engine' | 'window' | 'gpu' | 'other') =>
  registry.of('hark_process_cpu_ratio', { process }).value;
const memory = (process: 'main' | 'engine' | 'window' | 'gpu' | 'other') =>
  registry.of('hark_process_memory_bytes', { process }).value;

it('is told by process, once two looks tell what was used between them', () => {
  const look = (ticks: number, main: number, engine: number) =>
    use.sample(
      [
        metric('Browser', 1, main),
        metric('Utility', 2, engine, { name: 'hark-engine', serviceName: 'node.mojom.NodeService' }),
        metric('Tab', 3, 0),
        metric('GPU', 4, 0),
        metric('Utility', 5, 1, { name: 'Network Service' }),
        metric('Zygote', 6, 0),
      ],
      ticks,
    );
  look(0, 10, 20);
  expect(cpu('main')).toBeNull();
  expect(memory('engine')).toBe(GIB);
  expect(memory('other')).toBe(2 * GIB);
  look(5_000, 10.5, 22);
  expect(cpu('main')).toBeCloseTo(0.1);
  expect(cpu('engine')).toBeCloseTo(0.4);
  expect(cpu('other')).toBe(0);
  expect(registry.of('hark_app_cpu_ratio').value).toBeCloseTo(0.125);
  expect(registry.of('hark_app_memory_ratio').value).toBeCloseTo(6 / 8);
});

it('of a process that just began is all that it used', () => {
  use.sample([metric('Browser', 1, 10)], 0);
  use.sample([metric('Browser', 1, 10), metric('Tab', 2, 1)], 2_000);
  expect(cpu('window')).toBeCloseTo(0.5);
});

it('takes a process of the same number for another one', () => {
  use.sample([metric('Tab', 2, 100)], 0);
  use.sample([metric('Tab', 2, 1)], 2_000);
  expect(cpu('window')).toBeCloseTo(0.5);
});

it('is not known of a process that is gone', () => {
  use.sample([metric('Browser', 1, 1), metric('GPU', 2, 1)], 0);
  use.sample([metric('Browser', 1, 1)], 5_000);
  expect(memory('gpu')).toBeNull();
  expect(cpu('gpu')).toBeNull();
});

it('is what Electron says of it where the system does not tell times', () => {
  const one = metric('Browser', 1, undefined, { cpu: { percentCPUUsage: 25 } });
  use.sample([one], 0);
  use.sample([one], 5_000);
  expect(cpu('main')).toBeCloseTo(1);
});

it('is never more than the machine has', () => {
  use.sample([metric('Browser', 1, 0)], 0);
  use.sample([metric('Browser', 1, 100)], 1_000);
  expect(registry.of('hark_app_cpu_ratio').value).toBe(1);
});
