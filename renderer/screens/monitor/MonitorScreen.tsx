import { SegmentedControl } from '@mantine/core';
import { useEffect } from 'react';
import { RANGES, type Range } from '../../../contract/health.ts';
import { useHark } from '../../components/servicesContext.ts';
import { Page } from '../Page.tsx';
import { ActivityPanel, ErrorsPanel } from './ActivityPanel.tsx';
import { AlertBanners, AlertLog } from './Alerts.tsx';
import { RANGE_LABELS } from './activityView.ts';
import { EngineCard, MicrophoneCard, ModelsCard } from './Cards.tsx';
import { HealthPanel } from './HealthPanel.tsx';
import { LatencyPanel, WaterfallPanel } from './LatencyPanel.tsx';
import { LevelsPanel } from './LevelsPanel.tsx';
import { MetricsPanel } from './MetricsPanel.tsx';
import styles from './MonitorScreen.module.css';
import { ResourcesPanel, StorageCard } from './ResourcesPanel.tsx';

/** Whether Hark is well, how fast it is, what it costs, and what went wrong. */
export function MonitorScreen() {
  const health = useHark((store) => store.health);
  const open = useHark((store) => store.openMonitor);
  const close = useHark((store) => store.closeMonitor);
  useEffect(() => {
    void open();
    return close;
  }, [open, close]);
  return (
    <Page
      title="Monitor"
      intro="Whether Hark is well, how fast it is, and what it costs. All of it is measured and kept on this computer."
    >
      {health ? (
        <>
          <HealthPanel health={health} />
          <AlertBanners alerts={health.alerts} />
          <LevelsPanel levels={health.levels} />
          <div className={styles['cards']}>
            <div className={styles['column']}>
              <EngineCard engine={health.engine} />
              <AlertLog alerts={health.alerts} />
            </div>
            <div className={styles['column']}>
              <MicrophoneCard />
              <StorageCard />
            </div>
          </div>
          <OverTime />
          <ModelsCard />
          <MetricsPanel />
        </>
      ) : (
        <p className={styles['quiet']}>Looking…</p>
      )}
    </Page>
  );
}

function OverTime() {
  const figures = useHark((store) => store.figures);
  const range = useHark((store) => store.healthRange);
  const show = useHark((store) => store.showHealthRange);
  return (
    <>
      <div className={styles['range']}>
        <SegmentedControl
          aria-label="How far back"
          data-testid="health-range"
          data={RANGES.map((value) => ({ value, label: RANGE_LABELS[value] }))}
          value={range}
          onChange={(value) => void show(value as Range)}
        />
      </div>
      {figures ? (
        <div className={styles['panels']} data-testid="figures" data-range={figures.range}>
          <WaterfallPanel figures={figures} />
          <LatencyPanel figures={figures} />
          <ActivityPanel figures={figures} />
          <ErrorsPanel figures={figures} />
          <ResourcesPanel figures={figures} />
        </div>
      ) : (
        <p className={styles['quiet']}>Reading what was measured…</p>
      )}
    </>
  );
}
