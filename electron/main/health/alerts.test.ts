import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Alert, alertSchema, type ServiceLevel, type ServiceLevelId } from '../../../contract/health.ts';
import { createLog } from '../log/log.ts';
import { readAlerts, writeAlerts } from './alertStore.ts';
import { ALERTS_KEPT, Alerts, ENDED_AFTER_MS, RAISED_AFTER_MS } from './alerts.ts';

const LOOK_MS = 5_000;
const level = (state: ServiceLevel['state'], id: ServiceLevelId = 'cpu'): ServiceLevel => ({
  id,
  metric: 'hark_app_cpu_ratio',
  unit: 'ratio',
  target: 0.7,
  value: 0.9,
  p50: null,
  p95: null,
  p99: null,
  count: 100,
  budget: { allowed: 0.01, missed: 0, left: 1 },
  state,
});

let now: number;
let ticks: number;
const changed = vi.fn<(alerts: readonly Alert[]) => void>();
const broke = vi.fn<(alert: Alert) => void>();
const open = (kept: readonly Alert[] = []) =>
  new Alerts({ kept, changed, broke, now: () => now, ticks: () => ticks });
const pass = (alerts: Alerts, ms: number, ...levels: ServiceLevel[]) => {
  for (let gone = 0; gone < ms; gone += LOOK_MS) {
    now += LOOK_MS;
    ticks += LOOK_MS;
    alerts.look(levels);
  }
};
const broken = () => {
  const alerts = open();
  pass(alerts, RAISED_AFTER_MS.broken, level('broken'));
  return alerts;
};
beforeEach(() => {
  now = 1_000_000;
  ticks = 0;
  changed.mockClear();
  broke.mockClear();
});

describe('an alert', () => {
  it('is raised once the level was broken for a while', () => {
    const alerts = open();
    pass(alerts, RAISED_AFTER_MS.broken - LOOK_MS, level('broken'));
    expect(alerts.list).toEqual([]);
    pass(alerts, LOOK_MS, level('broken'));
    expect(alerts.list).toHaveLength(1);
    expect(alertSchema.parse(alerts.list[0])).toMatchObject({
      level: 'cpu',
      state: 'broken',
      since: now,
      endedAt: null,
      acknowledged: false,
      value: 0.9,
      target: 0.7,
    });
    expect(broke).toHaveBeenCalledOnce();
    pass(alerts, 3_600_000, level('broken'));
    expect(alerts.list).toHaveLength(1);
    expect(broke).toHaveBeenCalledOnce();
  });

  it('of a level at risk takes longer, and tells nobody aloud', () => {
    const alerts = open();
    pass(alerts, RAISED_AFTER_MS.at_risk - LOOK_MS, level('at_risk'));
    expect(alerts.list).toEqual([]);
    pass(alerts, LOOK_MS, level('at_risk'));
    expect(alerts.list).toMatchObject([{ state: 'at_risk' }]);
    expect(broke).not.toHaveBeenCalled();
  });

  it('is not raised by a level that is well in between', () => {
    const alerts = open();
    for (let round = 0; round < 20; round += 1) {
      pass(alerts, RAISED_AFTER_MS.broken - LOOK_MS, level('broken'));
      pass(alerts, LOOK_MS, level('ok'));
    }
    expect(alerts.list).toEqual([]);
  });

  it('gets worse in place, and has to be acknowledged anew', () => {
    const alerts = open();
    pass(alerts, RAISED_AFTER_MS.at_risk, level('at_risk'));
    const [first] = alerts.list;
    expect(alerts.acknowledge(first?.id ?? '')).toBe(true);
    pass(alerts, RAISED_AFTER_MS.broken, level('broken'));
    expect(alerts.list).toEqual([{ ...first, state: 'broken', acknowledged: false }]);
    expect(broke).toHaveBeenCalledOnce();
  });

  it('ends once the level was well for some time', () => {
    const alerts = broken();
    pass(alerts, ENDED_AFTER_MS - LOOK_MS, level('ok'));
    expect(alerts.list[0]?.endedAt).toBeNull();
    pass(alerts, LOOK_MS, level('ok'));
    expect(alerts.list[0]?.endedAt).toBe(now);
  });

  it('ends too where nothing is measured any more', () => {
    const alerts = broken();
    pass(alerts, ENDED_AFTER_MS, level('idle'));
    expect(alerts.list[0]?.endedAt).toBe(now);
  });

  it('is one alert for a level that goes to and fro', () => {
    const alerts = broken();
    for (let round = 0; round < 20; round += 1) {
      pass(alerts, ENDED_AFTER_MS - LOOK_MS, level('ok'));
      pass(alerts, 2 * RAISED_AFTER_MS.broken, level('broken'));
    }
    expect(alerts.list).toMatchObject([{ endedAt: null, state: 'broken' }]);
    expect(broke).toHaveBeenCalledOnce();
  });

  it('becomes one of a level at risk where it does not get better than that', () => {
    const alerts = broken();
    pass(alerts, ENDED_AFTER_MS, level('at_risk'));
    expect(alerts.list).toMatchObject([{ state: 'at_risk', endedAt: null }]);
    pass(alerts, ENDED_AFTER_MS, level('ok'));
    expect(alerts.list).toMatchObject([{ state: 'at_risk', endedAt: now }]);
  });

  it('follows another that is over', () => {
    const alerts = broken();
    pass(alerts, ENDED_AFTER_MS, level('ok'));
    pass(alerts, RAISED_AFTER_MS.broken, level('broken'));
    expect(alerts.list.map(({ endedAt }) => endedAt === null)).toEqual([true, false]);
    expect(broke).toHaveBeenCalledTimes(2);
  });
});

describe('time', () => {
  it('in which the machine slept does not count', () => {
    const alerts = open();
    pass(alerts, LOOK_MS, level('broken'));
    now += 8 * 3_600_000;
    ticks += 8 * 3_600_000;
    alerts.look([level('broken')]);
    expect(alerts.list).toEqual([]);
  });

  it('is not that of the wall clock, which jumps', () => {
    const alerts = broken();
    now += 86_400_000;
    pass(alerts, LOOK_MS, level('ok'));
    expect(alerts.list[0]?.endedAt).toBeNull();
    now -= 10 * 86_400_000;
    pass(alerts, ENDED_AFTER_MS - LOOK_MS, level('ok'));
    expect(alerts.list[0]?.endedAt).toBe(now);
  });
});

describe('the list', () => {
  it('has those first that last, then the newest', () => {
    const alerts = open();
    pass(alerts, RAISED_AFTER_MS.broken, level('broken'), level('ok', 'disk'));
    pass(alerts, RAISED_AFTER_MS.broken, level('ok'), level('broken', 'disk'));
    pass(alerts, ENDED_AFTER_MS, level('broken'), level('ok', 'disk'));
    expect(alerts.list.map(({ level: id, endedAt }) => [id, endedAt === null])).toEqual([
      ['cpu', true],
      ['disk', false],
    ]);
  });

  it('is bounded, and told whenever it changes', () => {
    const kept = Array.from({ length: ALERTS_KEPT + 20 }, (_, index) =>
      alert({ id: `${index}`, since: index }),
    );
    const alerts = open(kept);
    expect(alerts.list).toHaveLength(ALERTS_KEPT);
    expect(alerts.list[0]?.since).toBe(ALERTS_KEPT + 19);
    pass(alerts, RAISED_AFTER_MS.broken, level('broken'));
    expect(changed).toHaveBeenCalledOnce();
    expect(changed.mock.calls[0]?.[0]).toHaveLength(ALERTS_KEPT);
  });

  it('has alerts of the run before, which end as others do', () => {
    const alerts = open([alert({ id: 'before', endedAt: null })]);
    pass(alerts, RAISED_AFTER_MS.broken, level('broken'));
    expect(alerts.list).toHaveLength(1);
    pass(alerts, ENDED_AFTER_MS, level('ok'));
    expect(alerts.list).toMatchObject([{ id: 'before', endedAt: now }]);
  });

  it('knows what it can acknowledge', () => {
    expect(open().acknowledge('none')).toBe(false);
  });
});

describe('what is kept', () => {
  const log = createLog(
    () => undefined,
    (text) => text,
  );

  it('comes back, less what does not fit', () => {
    const whole = alert({});
    const read = () => [whole, { ...whole, level: 'mood' }, null];
    expect(readAlerts({ read }, log)).toEqual([whole]);
    expect(readAlerts({ read: () => 'nonsense' }, log)).toEqual([]);
    expect(readAlerts({ read: () => undefined }, log)).toEqual([]);
  });

  it('costs nothing where there is no store to speak of', () => {
    const fail = () => {
      throw new Error('no');
    };
    expect(readAlerts({ read: fail }, log)).toEqual([]);
    expect(() => writeAlerts({ write: fail }, [], log)).not.toThrow();
  });
});

function alert(given: Partial<Alert>): Alert {
  return {
    id: 'one',
    level: 'cpu',
    state: 'broken',
    since: 1,
    endedAt: 2,
    acknowledged: false,
    value: 1,
    target: 0.7,
    ...given,
  };
}
