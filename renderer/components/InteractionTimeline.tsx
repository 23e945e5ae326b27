import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconLoader2, IconMinus, IconX, type TablerIcon } from '@tabler/icons-react';
import { useCallback, useRef } from 'react';
import type { Interaction } from '../../contract/interactions.ts';
import { formatElapsed } from './format.ts';
import styles from './InteractionTimeline.module.css';
import { type StageView, slotViews, stageViews, totalMs } from './interactionView.ts';
import { useClockwork } from './useClockwork.ts';

const ICONS: Record<StageView['state'], TablerIcon | null> = {
  ahead: null,
  running: IconLoader2,
  done: IconCheck,
  failed: IconX,
  skipped: IconMinus,
};
const STATE_WORDS: Record<StageView['state'], string> = {
  ahead: 'not yet',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  skipped: 'left out',
};
const PERCENT = 100;
/** What took no time still shows when it was. */
const MIN_BAR_PERCENT = 1.5;
/** Length of the scale while little has happened yet. */
const SCALE_MIN_MS = 2_000;
/** How often the time of a stage that runs is written. */
const TICK_MS = 100;

/** The stages of one exchange, each with what is known of it, when it was and how long it took. */
export function InteractionTimeline({ interaction }: { interaction: Interaction }) {
  const wholeMs = Math.max(interaction.outcome === 'running' ? SCALE_MIN_MS : 1, totalMs(interaction));
  return (
    <ol className={styles['stages']} data-testid="timeline" aria-label="Stages">
      {stageViews(interaction).map((view) => (
        <li
          key={view.stage}
          className={styles['stage']}
          data-testid={`stage-${view.stage}`}
          data-state={view.state}
        >
          <Mark state={view.state} />
          <span className={styles['label']}>{view.label}</span>
          <span className={styles['known']}>
            {view.text}
            {view.stage === 'intent' && <Slots interaction={interaction} />}
          </span>
          <Bar view={view} wholeMs={wholeMs} />
          <span className={styles['took']}>
            {view.state === 'running' && view.startMs !== null ? (
              <RunningTime since={interaction.at + view.startMs} />
            ) : (
              view.durationMs !== null && formatElapsed(view.durationMs)
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Mark({ state }: { state: StageView['state'] }) {
  const Icon = ICONS[state];
  return (
    <span className={styles['mark']}>
      {Icon && <Icon size={12} stroke={3} aria-hidden="true" />}
      <VisuallyHidden>{STATE_WORDS[state]}</VisuallyHidden>
    </span>
  );
}

function Slots({ interaction }: { interaction: Interaction }) {
  const slots = slotViews(interaction.slots);
  if (slots.length === 0) return null;
  return (
    <span className={styles['slots']}>
      {slots.map(({ name, value }) => (
        <span key={name} className={styles['slot']} data-slot={name}>
          <span className={styles['slotName']}>{name}</span> {value}
        </span>
      ))}
    </span>
  );
}

/** Where in the whole a stage lies: beside the others, the bars tell what took the time. */
function Bar({ view, wholeMs }: { view: StageView; wholeMs: number }) {
  if (view.startMs === null || view.durationMs === null) return <span className={styles['bar']} />;
  const width = Math.max(MIN_BAR_PERCENT, (view.durationMs / wholeMs) * PERCENT);
  const x = Math.min((view.startMs / wholeMs) * PERCENT, PERCENT - width);
  return (
    <span className={styles['bar']}>
      <svg width="100%" height="6" className={styles['track']} aria-hidden="true">
        <rect x={`${x}%`} width={`${width}%`} height="6" rx="2" className={styles['fill']} />
      </svg>
    </span>
  );
}

/** @param since wall clock, ms since the epoch */
function RunningTime({ since }: { since: number }) {
  const text = useRef<HTMLSpanElement>(null);
  const draw = useCallback(() => {
    if (text.current) text.current.textContent = formatElapsed(Math.max(0, Date.now() - since));
    return TICK_MS;
  }, [since]);
  useClockwork(draw);
  return <span ref={text} />;
}
