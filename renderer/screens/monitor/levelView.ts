/** Service levels, alerts and components in words, and the targets as they are typed. Pure. */
import {
  type Alert,
  type ComponentHealth,
  DEFAULT_TARGETS,
  type HealthSnapshot,
  LEVEL_WORDS,
  type ServiceLevel,
  type ServiceLevelId,
  type Targets,
  targetsSchema,
} from '../../../contract/health.ts';
import { formatSpan } from '../../components/format.ts';
import type { MonitorSection } from '../../store/monitorSeries.ts';
import { countOf, formatFigure, formatPercent } from './figures.ts';

export const LEVEL_TITLES: Record<ServiceLevelId, string> = {
  wake_detection: 'Hearing the wake word',
  command_detection: 'Understanding a command',
  voice_verification: 'Telling the voice',
  errors: 'Errors',
  cpu: 'Processor',
  memory: 'Memory',
  disk: 'Disk',
};

/** What is held against the target. */
export const LEVEL_PROMISES: Record<ServiceLevelId, string> = {
  wake_detection: 'From the end of the wake word to the wake',
  command_detection: 'From the end of a command to what it means',
  voice_verification: 'What it takes to tell whose voice it was',
  errors: 'Share of requests that failed',
  cpu: "Hark's share of the machine's processors",
  memory: "Hark's share of the machine's memory",
  disk: 'All that Hark keeps',
};

/** Which quantile the value held against the target is; null where it is none. */
export const LEVEL_QUANTILES: Record<ServiceLevelId, 'p95' | 'p99' | null> = {
  wake_detection: 'p95',
  command_detection: 'p95',
  voice_verification: 'p95',
  errors: null,
  cpu: 'p99',
  memory: 'p99',
  disk: null,
};
/** What each of the values stands for. */
const LEVEL_VALUES: Record<ServiceLevelId, string> = {
  wake_detection: 'wake',
  command_detection: 'command',
  voice_verification: 'voice',
  errors: 'request',
  cpu: 'minute',
  memory: 'minute',
  disk: 'look',
};

/** What the value rests on: "p95 of 83 wakes"; empty where it is how things stand now. */
export function basisText({ id, count }: Pick<ServiceLevel, 'id' | 'count'>): string {
  if (count === 0 || id === 'disk') return '';
  const quantile = LEVEL_QUANTILES[id];
  return `${quantile === null ? '' : `${quantile} `}of ${countOf(count, LEVEL_VALUES[id])}`;
}

const LEVEL_STATES: Record<ServiceLevel['state'], string> = {
  ok: 'Within its limit',
  at_risk: 'At risk',
  broken: 'Limit broken',
  idle: 'Nothing measured yet',
};

/** A handful of values proves nothing, bad as they may be: such a level is not broken, and not kept either. */
export function isUnproven({ state, value, target, budget }: ServiceLevel): boolean {
  if (state !== 'ok') return false;
  return (value !== null && value > target) || (budget.allowed > 0 && budget.missed > budget.allowed);
}

export function levelState(level: ServiceLevel): string {
  return isUnproven(level) ? 'Too few to tell' : LEVEL_STATES[level.state];
}

export const COMPONENT_NAMES: Record<ComponentHealth['component'], string> = {
  engine: 'Voice engine',
  microphone: 'Microphone',
  models: 'Models',
  recogniser: 'Recogniser',
  voices: 'Voices',
  storage: 'Storage',
  backups: 'Backups',
  self_test: 'Self-test',
  service_levels: 'Service levels',
};

export const SECTION_TITLES: Record<MonitorSection, string> = {
  now: 'Now',
  speed: 'Speed',
  use: 'Use',
  machine: 'Machine',
  upkeep: 'Upkeep',
  log: 'Log',
};

/** Where the monitor tells more of a component. */
export const COMPONENT_SECTIONS: Record<ComponentHealth['component'], MonitorSection> = {
  engine: 'now',
  microphone: 'now',
  models: 'machine',
  recogniser: 'machine',
  voices: 'machine',
  storage: 'upkeep',
  backups: 'upkeep',
  self_test: 'upkeep',
  service_levels: 'now',
};

export const COMPONENT_STATES: Record<ComponentHealth['state'], string> = {
  ok: 'well',
  degraded: 'needs attention',
  failed: 'does not work',
  off: 'off',
};

const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const LATENCIES: readonly ServiceLevelId[] = ['wake_detection', 'command_detection', 'voice_verification'];

/** Those that need something done; what alerts tell of already is left to them. */
export function needyComponents({
  components,
  alerts,
}: Pick<HealthSnapshot, 'components' | 'alerts'>): ComponentHealth[] {
  const isTold = lasting(alerts).length > 0;
  return components.filter(
    ({ component, state }) =>
      (state === 'degraded' || state === 'failed') && !(isTold && component === 'service_levels'),
  );
}

/** How Hark is, in one sentence. */
export function healthSentence({ state, components, levels }: HealthSnapshot): string {
  if (state === 'ok') {
    const isListening = !components.some(
      (each) => (each.component === 'microphone' || each.component === 'engine') && each.state === 'off',
    );
    if (!isListening) return 'Hark is well, but does not listen now.';
    const risky = namesOf(levels, 'at_risk');
    if (risky !== '') return `Hark is well, but its limit for ${risky} is at risk.`;
    const isFresh = levels.every((level) => !LATENCIES.includes(level.id) || level.state === 'idle');
    return isFresh
      ? 'Hark is well: it listens, and nobody has spoken to it today.'
      : 'Hark is well: it hears, understands and answers within its limits.';
  }
  const bad = components.filter((each) => each.state === (state === 'failed' ? 'failed' : 'degraded'));
  const others = bad.filter(({ component }) => component !== 'service_levels');
  if (others.length === 0) {
    const broken = namesOf(levels, 'broken');
    if (broken !== '') return `Hark works, but breaks its limit for ${broken}.`;
    return state === 'failed' ? 'Hark does not work now.' : 'Hark works, but not as well as it should.';
  }
  const names = conjunction.format(others.map(({ component }) => `the ${componentNoun(component)}`));
  const verb = others.length === 1 && !isPlural(others[0]?.component) ? 'needs' : 'need';
  return state === 'failed'
    ? `Hark cannot do its work: ${names} ${verb === 'needs' ? 'does' : 'do'} not work.`
    : `Hark works, but ${names} ${verb} attention.`;
}

function namesOf(levels: readonly ServiceLevel[], state: ServiceLevel['state']): string {
  return conjunction.format(
    levels.filter((level) => level.state === state).map(({ id }) => LEVEL_WORDS[id].name),
  );
}

function componentNoun(component: ComponentHealth['component']): string {
  return COMPONENT_NAMES[component].toLowerCase();
}

function isPlural(component: ComponentHealth['component'] | undefined): boolean {
  return component === 'models' || component === 'voices' || component === 'service_levels';
}

// ---- error budget ----

export interface BudgetView {
  /** 0..1. */
  left: number;
  text: string;
  detail: string;
}

/** Null where nothing was measured, or too little. */
export function budgetView(level: ServiceLevel): BudgetView | null {
  const { id, budget, count, state } = level;
  const { allowed, missed } = budget;
  if (state === 'idle' || count === 0 || isUnproven(level)) return null;
  const left = Math.min(1, Math.max(0, budget.left));
  if (id === 'disk')
    return { left, text: left === 0 ? 'No room left' : `${formatPercent(left)} of it left`, detail: '' };
  return {
    left,
    text: left === 0 ? 'Error budget used up' : `${formatPercent(left)} of the error budget left`,
    detail: `${formatPercent(missed)} missed, ${formatPercent(allowed)} may`,
  };
}

// ---- alerts ----

export function alertTitle({ level, state, value, target }: Alert, unit: ServiceLevel['unit']): string {
  const [is, its] = level === 'errors' ? ['are', 'their'] : ['is', 'its'];
  const how = `${is} ${state === 'broken' ? 'over' : 'close to'} ${its} limit`;
  return `${LEVEL_TITLES[level]} ${how}: ${formatFigure(value, unit)} where ${formatFigure(target, unit)} is promised`;
}

export function alertFix({ level }: Pick<Alert, 'level'>): string {
  return LEVEL_WORDS[level].fix;
}

export const LEVEL_UNITS: Record<ServiceLevelId, ServiceLevel['unit']> = {
  wake_detection: 'seconds',
  command_detection: 'seconds',
  voice_verification: 'seconds',
  errors: 'ratio',
  cpu: 'ratio',
  memory: 'ratio',
  disk: 'bytes',
};

/** How long it lasted, or that it lasts. */
export function alertSpan({ since, endedAt }: Pick<Alert, 'since' | 'endedAt'>, now: number): string {
  const MINUTE_MS = 60_000;
  const ms = (endedAt ?? now) - since;
  // Seconds tell nothing of what lasted for minutes.
  const text = formatSpan(ms < MINUTE_MS ? ms : Math.round(ms / MINUTE_MS) * MINUTE_MS);
  return endedAt === null ? `for ${text} now` : `lasted ${text}`;
}

export function lasting(alerts: readonly Alert[]): Alert[] {
  return alerts.filter(({ endedAt }) => endedAt === null);
}

// ---- targets as they are typed ----

/** What a target is typed in, and how much of its own unit that is. */
const TYPED: Record<ServiceLevel['unit'], { name: string; size: number }> = {
  seconds: { name: 'ms', size: 0.001 },
  ratio: { name: '%', size: 0.01 },
  bytes: { name: 'MiB', size: 1_048_576 },
};
const DIGITS = 6;

export function targetText(id: ServiceLevelId, target: number): string {
  return String(Number((target / TYPED[LEVEL_UNITS[id]].size).toPrecision(DIGITS)));
}

export function targetUnit(id: ServiceLevelId): string {
  return TYPED[LEVEL_UNITS[id]].name;
}

/** A target from what was typed, or why it is none. */
export function readTarget(id: ServiceLevelId, text: string): { target: number } | { error: string } {
  const typed = text.trim().replace(',', '.');
  const { size, name } = TYPED[LEVEL_UNITS[id]];
  const target = Number((Number(typed) * size).toPrecision(12));
  if (typed !== '' && targetsSchema.shape[id].safeParse(target).success) return { target };
  const { minValue, maxValue } = targetsSchema.shape[id];
  const typedOf = (bound: number | null) => targetText(id, bound ?? 0);
  return { error: `${typedOf(minValue)} to ${typedOf(maxValue)} ${name}` };
}

export function withTarget(targets: Targets, id: ServiceLevelId, target: number): Targets {
  return { ...targets, [id]: target };
}

export function isDefaultTarget(id: ServiceLevelId, target: number): boolean {
  return DEFAULT_TARGETS[id] === target;
}
