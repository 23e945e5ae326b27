import { ActionIcon, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconPencil } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { DEFAULT_TARGETS, type ServiceLevel } from '../../../contract/health.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { formatFigure } from './figures.ts';
import styles from './LevelsPanel.module.css';
import {
  basisText,
  budgetView,
  isDefaultTarget,
  isUnproven,
  LEVEL_PROMISES,
  LEVEL_TITLES,
  levelState,
  readTarget,
  targetText,
  targetUnit,
  withTarget,
} from './levelView.ts';
import { Metric } from './Metric.tsx';
import { type Mark, StateMark } from './StateMark.tsx';

const MARKS: Record<ServiceLevel['state'], Mark> = {
  ok: 'good',
  at_risk: 'risk',
  broken: 'bad',
  idle: 'none',
};
const PERCENT = 100;
/** Latencies have quantiles; what stands as it is now has none. */
const QUANTILES = ['p50', 'p95', 'p99'] as const;

/** What Hark is held to, and how it keeps it. */
export function LevelsPanel({ levels }: { levels: readonly ServiceLevel[] }) {
  return (
    <Panel title="Service levels" aside={<span className={styles['aside']}>the last 24 hours</span>}>
      <ul className={styles['levels']}>
        {levels.map((level) => (
          <Level key={level.id} level={level} />
        ))}
      </ul>
    </Panel>
  );
}

function Level({ level }: { level: ServiceLevel }) {
  const { id, unit, value, metric, state } = level;
  const quantiles = QUANTILES.filter((name) => level[name] !== null);
  return (
    <li className={styles['level']} data-testid={`level-${id}`} data-state={state}>
      <div className={styles['what']}>
        <h3 className={styles['name']}>{LEVEL_TITLES[id]}</h3>
        <p className={styles['promise']}>{LEVEL_PROMISES[id]}</p>
        <Metric names={[metric]} />
      </div>
      <div>
        <p className={styles['value']} data-testid={`value-${id}`}>
          {formatFigure(value, unit)}
        </p>
        <p className={styles['promise']}>{basisText(level)}</p>
        {quantiles.length > 0 && (
          <dl className={styles['quantiles']}>
            {quantiles.map((name) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{formatFigure(level[name], unit)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <Target level={level} />
      <div className={styles['kept']}>
        <StateMark mark={isUnproven(level) ? 'none' : MARKS[state]} words={levelState(level)} />
        <Budget level={level} />
      </div>
    </li>
  );
}

function Budget({ level }: { level: ServiceLevel }) {
  const view = budgetView(level);
  if (!view) return null;
  return (
    <>
      <svg width="100%" height="8" className={styles['track']} aria-hidden="true">
        <rect width={`${view.left * PERCENT}%`} height="8" className={styles['fill']} />
      </svg>
      <p className={styles['promise']}>{view.text}</p>
      <p className={styles['promise']}>{view.detail}</p>
    </>
  );
}

/** The target as it holds, and as it is changed: kept by Enter or on leaving it, taken back by Escape. */
function Target({ level: { id, target: measured, unit } }: { level: ServiceLevel }) {
  const targets = useHark((store) => store.settings?.health.targets ?? null);
  const health = useHark((store) => store.settings?.health ?? null);
  const update = useHark((store) => store.updateSettings);
  /** Null while nothing is being changed. */
  const [draft, setDraft] = useState<string | null>(null);
  const edit = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  const target = targets?.[id] ?? measured;
  const title = LEVEL_TITLES[id];
  const read = draft === null ? null : readTarget(id, draft);
  const error = read && 'error' in read ? read.error : null;

  useEffect(() => {
    if (draft === null && wasEditing.current) edit.current?.focus();
    wasEditing.current = draft !== null;
  }, [draft]);

  const keep = (to: number) => {
    if (health && targets && to !== target) {
      void update({ health: { ...health, targets: withTarget(targets, id, to) } });
    }
    setDraft(null);
  };
  const save = () => {
    if (read && 'target' in read) keep(read.target);
  };

  if (draft !== null) {
    return (
      <TextInput
        size="xs"
        className={styles['field']}
        label={`Target in ${targetUnit(id)}`}
        data-testid={`target-${id}`}
        inputMode="decimal"
        autoComplete="off"
        autoFocus
        value={draft}
        error={error}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => (error === null ? save() : setDraft(null))}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            // The button that takes the focus would be pressed by the same key.
            event.preventDefault();
            save();
          }
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    );
  }
  return (
    <div className={styles['target']}>
      <p>
        <span className={styles['promise']}>Target: under</span>{' '}
        <strong data-testid={`target-shown-${id}`}>{formatFigure(target, unit)}</strong>
      </p>
      <ActionIcon
        ref={edit}
        variant="subtle"
        size="sm"
        aria-label={`Change the target of ${title}`}
        data-testid={`target-edit-${id}`}
        onClick={() => setDraft(targetText(id, target))}
      >
        <IconPencil size={15} stroke={1.8} aria-hidden="true" />
      </ActionIcon>
      {!isDefaultTarget(id, target) && (
        <ActionIcon
          variant="subtle"
          size="sm"
          aria-label={`Back to ${formatFigure(DEFAULT_TARGETS[id], unit)} for ${title}`}
          title={`Back to ${formatFigure(DEFAULT_TARGETS[id], unit)}`}
          data-testid={`target-reset-${id}`}
          onClick={() => {
            keep(DEFAULT_TARGETS[id]);
            edit.current?.focus();
          }}
        >
          <IconArrowBackUp size={15} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
      )}
    </div>
  );
}
