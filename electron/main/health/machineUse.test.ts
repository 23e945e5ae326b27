import { describe, expect, it } from 'vitest';
import { MachineUse, machineReader, readAvailable, readStat } from './machineUse.ts';
import { Registry } from './registry.ts';

const STAT = 'cpu  100 10 50 800 40 0 0 0 60 0\ncpu0 100 10 50 800 40 0 0 0 60 0\nintr 1\n';
const MEMINFO = 'MemTotal:       16000000 kB\nMemFree:          200000 kB\nMemAvailable:    9000000 kB\n';

describe('on Linux', () => {
  it('idle time is not busy, and that of guests is not counted twice', () => {
    expect(readStat(STAT)).toEqual({ busy: 160, total: 1_000 });
    expect(readStat('nonsense')).toBeNull();
  });

  it('memory that would be given back is available', () => {
    expect(readAvailable(MEMINFO)).toBe(9_000_000 * 1_024);
    expect(readAvailable('MemFree: 1 kB')).toBeNull();
  });

  it('without /proc there are still numbers', () => {
    const reader = machineReader('linux', () => {
      throw new Error('no such file');
    });
    expect(reader.times()?.total).toBeGreaterThan(0);
    expect(reader.availableBytes()).toBeGreaterThan(0);
  });

  it('it is read from there', () => {
    const reader = machineReader('linux', (path) => (path === '/proc/stat' ? STAT : MEMINFO));
    expect(reader.times()).toEqual({ busy: 160, total: 1_000 });
    expect(reader.availableBytes()).toBe(9_000_000 * 1_024);
  });
});

describe('use', () => {
  const machine = () => {
    const times = { busy: 0, total: 0 };
    const registry = new Registry();
    const use = new MachineUse(registry, {
      times: () => ({ ...times }),
      memoryBytes: 100,
      cores: 4,
      availableBytes: () => 25,
    });
    return { times, registry, use, cpu: () => registry.of('hark_system_cpu_ratio').value };
  };

  it('is that since the last look', () => {
    const { times, registry, use, cpu } = machine();
    use.sample();
    expect(cpu()).toBeNull();
    expect(registry.of('hark_system_memory_ratio').value).toBe(0.75);
    Object.assign(times, { busy: 30, total: 100 });
    use.sample();
    expect(cpu()).toBeCloseTo(0.3);
  });

  it('is not told where time stood still or went back', () => {
    const { times, use, cpu } = machine();
    Object.assign(times, { busy: 50, total: 100 });
    use.sample();
    use.sample();
    Object.assign(times, { busy: 10, total: 20 });
    use.sample();
    expect(cpu()).toBeNull();
  });
});
