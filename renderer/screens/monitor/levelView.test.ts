import { describe, expect, it } from 'vitest';
import {
  type Alert,
  COMPONENTS,
  type ComponentHealth,
  DEFAULT_TARGETS,
  type HealthSnapshot,
  SERVICE_LEVELS,
  type ServiceLevel,
} from '../../../contract/health.ts';
import {
  alertSpan,
  alertTitle,
  basisText,
  budgetView,
  healthSentence,
  isDefaultTarget,
  levelState,
  needyComponents,
  readTarget,
  targetText,
  withTarget,
} from './levelView.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

function level(id: ServiceLevel['id'], change: Partial<ServiceLevel> = {}): ServiceLevel {
  return {
    id,
    metric: 'hark_errors_total',
    unit: 'ratio',
    target: 0.01,
    value: 0.001,
    p50: null,
    p95: null,
    p99: null,
    count: 100,
    budget: { allowed: 0.01, missed: 0.002, left: 0.8 },
    state: 'ok',
    ...change,
  };
}

function snapshot(
  state: HealthSnapshot['state'],
  components: Partial<Record<ComponentHealth['component'], ComponentHealth['state']>> = {},
  levels: Partial<Record<ServiceLevel['id'], ServiceLevel['state']>> = {},
): HealthSnapshot {
  return {
    at: 0,
    state,
    components: COMPONENTS.map((component) => ({
      component,
      state: components[component] ?? 'ok',
      reason: '',
      fix: null,
    })),
    levels: SERVICE_LEVELS.map((id) => level(id, { state: levels[id] ?? 'ok' })),
    alerts: [],
    engine: {
      running: true,
      upMs: 0,
      restarts: 0,
      provider: 'cpu',
      threads: null,
      hopP50Ms: null,
      hopP99Ms: null,
      queuedFrames: 0,
      droppedFrames: 0,
    },
    upMs: 0,
  };
}

const ALERT: Alert = {
  id: 'a',
  level: 'memory',
  state: 'broken',
  since: 0,
  endedAt: null,
  acknowledged: false,
  value: 0.63,
  target: 0.5,
};

describe('the sentence on health', () => {
  it('says that all is well, or that nothing shows it yet', () => {
    expect(healthSentence(snapshot('ok'))).toBe(
      'Hark is well: it hears, understands and answers within its limits.',
    );
    expect(
      healthSentence(
        snapshot('ok', {}, { wake_detection: 'idle', command_detection: 'idle', voice_verification: 'idle' }),
      ),
    ).toContain('nobody has spoken to it');
    expect(healthSentence(snapshot('ok', { microphone: 'off' }))).toBe(
      'Hark is well, but does not listen now.',
    );
  });

  it('names what needs attention', () => {
    expect(healthSentence(snapshot('degraded', { microphone: 'degraded' }))).toBe(
      'Hark works, but the microphone needs attention.',
    );
    expect(healthSentence(snapshot('degraded', { models: 'degraded' }))).toBe(
      'Hark works, but the models need attention.',
    );
    expect(healthSentence(snapshot('failed', { engine: 'failed', voices: 'degraded' }))).toBe(
      'Hark cannot do its work: the voice engine does not work.',
    );
    expect(healthSentence(snapshot('failed', { engine: 'failed', storage: 'failed' }))).toBe(
      'Hark cannot do its work: the voice engine and the storage do not work.',
    );
  });

  it('names the limits that are broken, before those at risk', () => {
    const components = { service_levels: 'degraded' } as const;
    expect(healthSentence(snapshot('degraded', components, { errors: 'broken', cpu: 'at_risk' }))).toBe(
      'Hark works, but breaks its limit for errors.',
    );
    expect(healthSentence(snapshot('ok', {}, { cpu: 'at_risk', memory: 'at_risk' }))).toBe(
      'Hark is well, but its limit for the processor and memory is at risk.',
    );
  });

  it('leaves to alerts what they tell of', () => {
    const health = snapshot('degraded', { service_levels: 'degraded', microphone: 'failed' });
    expect(needyComponents(health).map(({ component }) => component)).toEqual([
      'microphone',
      'service_levels',
    ]);
    expect(needyComponents({ ...health, alerts: [ALERT] }).map(({ component }) => component)).toEqual([
      'microphone',
    ]);
  });
});

describe('an error budget', () => {
  it('is told with what may be missed', () => {
    const view = budgetView(level('errors'));
    expect(view?.left).toBe(0.8);
    expect(plain(`${view?.text}; ${view?.detail}`)).toBe(
      '80 % of the error budget left; 0.2 % missed, 1 % may',
    );
  });

  it('is used up, not overdrawn', () => {
    const view = budgetView(
      level('errors', { state: 'broken', budget: { allowed: 0.01, missed: 0.03, left: -2 } }),
    );
    expect(view).toMatchObject({ left: 0, text: 'Error budget used up' });
  });

  it('is none where nothing was measured, and of the disk is what is left of it', () => {
    expect(budgetView(level('errors', { state: 'idle' }))).toBeNull();
    const disk = budgetView(level('disk', { budget: { allowed: 0, missed: 0, left: 0.9 } }));
    expect(plain(disk?.text ?? '')).toBe('90 % of it left');
  });

  it('does not count while too little was measured to prove anything', () => {
    const few = level('errors', { value: 0.33, count: 3, budget: { allowed: 0.01, missed: 0.33, left: 0 } });
    expect([levelState(few), budgetView(few)]).toEqual(['Too few to tell', null]);
    expect(levelState(level('errors'))).toBe('Within its limit');
    expect(levelState({ ...few, state: 'broken' })).toBe('Limit broken');
  });

  it('belongs to a value that rests on something', () => {
    expect(basisText({ id: 'wake_detection', count: 83 })).toBe('p95 of 83 wakes');
    expect(basisText({ id: 'memory', count: 1 })).toBe('p99 of 1 minute');
    expect(basisText({ id: 'errors', count: 412 })).toBe('of 412 requests');
    expect([basisText({ id: 'disk', count: 1 }), basisText({ id: 'cpu', count: 0 })]).toEqual(['', '']);
  });
});

describe('alerts', () => {
  it('say what is over which limit', () => {
    expect(plain(alertTitle(ALERT, 'ratio'))).toBe('Memory is over its limit: 63 % where 50 % is promised');
    expect(alertTitle({ ...ALERT, state: 'at_risk' }, 'ratio')).toContain('is close to its limit');
    expect(alertTitle({ ...ALERT, level: 'errors' }, 'ratio')).toContain('Errors are over their limit');
  });

  it('say for how long, in whole minutes once there are any', () => {
    expect(alertSpan({ since: 0, endedAt: null }, 42_000)).toBe('for 42 seconds now');
    expect(alertSpan({ since: 0, endedAt: 200_000 }, 900_000)).toBe('lasted 3 minutes');
  });
});

describe('targets', () => {
  it('are typed in the unit people use, and read back the same', () => {
    expect(targetText('wake_detection', 0.5)).toBe('500');
    expect(targetText('errors', 0.0001)).toBe('0.01');
    expect(targetText('disk', DEFAULT_TARGETS.disk)).toBe('2048');
    for (const id of SERVICE_LEVELS) {
      expect(readTarget(id, targetText(id, DEFAULT_TARGETS[id]))).toEqual({ target: DEFAULT_TARGETS[id] });
    }
    expect(readTarget('errors', ' 2,5 ')).toEqual({ target: 0.025 });
  });

  it('are refused outside their bounds, with the bounds', () => {
    expect(readTarget('wake_detection', '20')).toEqual({ error: '50 to 10000 ms' });
    expect(readTarget('memory', '900')).toEqual({ error: '1 to 100 %' });
    expect(readTarget('cpu', '')).toEqual({ error: '1 to 100 %' });
    expect(readTarget('cpu', 'much')).toEqual({ error: '1 to 100 %' });
  });

  it('change one at a time', () => {
    const targets = withTarget(DEFAULT_TARGETS, 'cpu', 0.5);
    expect(targets).toEqual({ ...DEFAULT_TARGETS, cpu: 0.5 });
    expect([isDefaultTarget('cpu', 0.5), isDefaultTarget('cpu', 0.7)]).toEqual([false, true]);
  });
});
