import { VisuallyHidden } from '@mantine/core';
import type { ComponentHealth, HealthSnapshot } from '../../../contract/health.ts';
import { formatSpan } from '../../components/format.ts';
import { useHark } from '../../components/servicesContext.ts';
import styles from './HealthPanel.module.css';
import {
  COMPONENT_NAMES,
  COMPONENT_SECTIONS,
  COMPONENT_STATES,
  healthSentence,
  needyComponents,
  SECTION_TITLES,
} from './levelView.ts';
import { type Mark, StateMark } from './StateMark.tsx';
import { useGoToSection } from './useGoToSection.ts';

const MARKS: Record<ComponentHealth['state'], Mark> = {
  ok: 'good',
  degraded: 'risk',
  failed: 'bad',
  off: 'none',
};
const MINUTE_MS = 60_000;

/** How Hark is, in one sentence, and each part that is not as it should be, with the way to mend it. */
export function HealthPanel({ health }: { health: HealthSnapshot }) {
  const needy = needyComponents(health);
  const others = health.components.filter(({ state }) => state === 'ok' || state === 'off');
  const running = Math.max(MINUTE_MS, Math.floor(health.upMs / MINUTE_MS) * MINUTE_MS);
  return (
    <section
      className={styles['health']}
      aria-label="Overall health"
      data-testid="health"
      data-state={health.state}
    >
      <p className={styles['sentence']} role="status">
        {healthSentence(health)}
      </p>
      {needy.length > 0 && (
        <ul className={styles['needy']}>
          {needy.map(({ component, state, reason, fix }) => (
            <li key={component} data-testid={`component-${component}`} data-state={state}>
              <StateMark
                mark={MARKS[state]}
                words={`${COMPONENT_NAMES[component]}: ${COMPONENT_STATES[state]}`}
              />
              <p>{reason}</p>
              {fix && <p className={styles['fix']}>{fix}</p>}
              <ShowSection component={component} />
            </li>
          ))}
        </ul>
      )}
      <ul className={styles['others']}>
        {others.map(({ component, state, reason }) => (
          <li key={component} title={reason}>
            <StateMark
              mark={MARKS[state]}
              words={state === 'ok' ? COMPONENT_NAMES[component] : `${COMPONENT_NAMES[component]} off`}
            />
            {state === 'ok' && <VisuallyHidden>{COMPONENT_STATES[state]}</VisuallyHidden>}
          </li>
        ))}
        <li className={styles['up']}>
          Started {formatSpan(running)} ago <code>hark_uptime_seconds</code>
        </li>
      </ul>
    </section>
  );
}

/** The way to what tells more of it. */
function ShowSection({ component }: { component: ComponentHealth['component'] }) {
  const section = useHark((store) => store.monitorSection);
  const show = useGoToSection();
  const wanted = COMPONENT_SECTIONS[component];
  if (wanted === section) return null;
  return (
    <button type="button" className={styles['link']} onClick={() => show(wanted)}>
      See {SECTION_TITLES[wanted]}
    </button>
  );
}
