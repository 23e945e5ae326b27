import { useState } from 'react';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import styles from './MetricsPanel.module.css';

/** Everything that is measured, as it stands, by the names that the figures above carry. */
export function MetricsPanel() {
  const read = useHark((store) => store.readMetrics);
  const [text, setText] = useState<string | null>(null);
  return (
    <Panel title="Every metric">
      <details
        className={styles['details']}
        onToggle={(event) => {
          if (event.currentTarget.open) void read().then(setText);
        }}
      >
        <summary>Show them as Prometheus reads them</summary>
        {text !== null && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <section className={styles['scroll']} tabIndex={0} aria-label="Metrics">
            <pre className={styles['text']} data-testid="metrics">
              {text}
            </pre>
          </section>
        )}
      </details>
    </Panel>
  );
}
