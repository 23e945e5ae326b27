import { expect, it } from 'vitest';
import { HopTimes } from './hopTimes.ts';

it('is null without a hop', () => {
  expect(new HopTimes().take()).toEqual({ hopP50Ms: null, hopP99Ms: null });
});

it('gives nearest-rank percentiles whatever the order of arrival', () => {
  const times = new HopTimes();
  for (let ms = 100; ms >= 1; ms -= 1) times.add(ms);
  expect(times.take()).toEqual({ hopP50Ms: 50, hopP99Ms: 99 });
});

it('is both percentiles itself when one hop ran', () => {
  const times = new HopTimes();
  times.add(0.7);
  expect(times.take()).toEqual({ hopP50Ms: 0.7, hopP99Ms: 0.7 });
});

it('forgets what it reported', () => {
  const times = new HopTimes();
  times.add(1);
  times.take();
  expect(times.take().hopP50Ms).toBeNull();
});
