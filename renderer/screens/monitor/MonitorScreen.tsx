import { SegmentedControl, Tabs } from '@mantine/core';
import { useEffect } from 'react';
import { type HealthSnapshot, RANGES, type Range } from '../../../contract/health.ts';
import { useHark } from '../../components/servicesContext.ts';
import type { HealthFigures } from '../../store/healthSlice.ts';
import { MONITOR_SECTIONS, type MonitorSection } from '../../store/monitorSeries.ts';
import { Page } from '../Page.tsx';
import { ActivityPanel, ErrorsPanel } from './ActivityPanel.tsx';
import { AlertBanners, AlertLog } from './Alerts.tsx';
import { RANGE_LABELS } from './activityView.ts';
import { BackupsCard } from './BackupsCard.tsx';
import { EngineCard, MicrophoneCard } from './Cards.tsx';
import { CrashesCard } from './CrashesCard.tsx';
import { HealthPanel } from './HealthPanel.tsx';
import { LatencyPanel, WaterfallPanel } from './LatencyPanel.tsx';
import { LevelsPanel } from './LevelsPanel.tsx';
import { LogPanel } from './LogPanel.tsx';
import { SECTION_TITLES } from './levelView.ts';
import { MetricsPanel } from './MetricsPanel.tsx';
import { ModelsCard } from './ModelsCard.tsx';
import styles from './MonitorScreen.module.css';
import { DroppedNote, ProvidersCard } from './ProvidersCard.tsx';
import { ResourcesPanel } from './ResourcesPanel.tsx';
import { SelfTestCard } from './SelfTestCard.tsx';
import { StorageCard } from './StorageCard.tsx';
import { TABS_ID } from './useGoToSection.ts';

/** Whether Hark is well, how fast it is, what it costs, and what went wrong. */
export function MonitorScreen() {
  const health = useHark((store) => store.health);
  const open = useHark((store) => store.openMonitor);
  const close = useHark((store) => store.closeMonitor);
  const loadProviders = useHark((store) => store.loadProviders);
  useEffect(() => {
    void open();
    void loadProviders();
    return close;
  }, [open, close, loadProviders]);
  return (
    <Page
      title="Monitor"
      intro="Whether Hark is well, how fast it is, and what it costs. All of it is measured and kept on this computer."
    >
      {health ? (
        <>
          <HealthPanel health={health} />
          <AlertBanners alerts={health.alerts} />
          <DroppedNote />
          <Sections health={health} />
        </>
      ) : (
        <p className={styles['quiet']}>Looking…</p>
      )}
    </Page>
  );
}

/** One at a time: what is not on screen is neither fetched nor drawn. */
function Sections({ health }: { health: HealthSnapshot }) {
  const section = useHark((store) => store.monitorSection);
  const show = useHark((store) => store.showMonitorSection);
  return (
    <Tabs
      id={TABS_ID}
      value={section}
      onChange={(value) => void show(value as MonitorSection)}
      keepMounted={false}
      className={styles['sections']}
    >
      <div className={styles['bar']}>
        <Tabs.List aria-label="Parts of the monitor">
          {MONITOR_SECTIONS.map((name) => (
            <Tabs.Tab key={name} value={name} data-testid={`section-${name}`}>
              {SECTION_TITLES[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {hasRange(section) && <RangeChoice />}
      </div>
      {MONITOR_SECTIONS.map((name) => (
        <Tabs.Panel key={name} value={name} className={styles['panels']}>
          {name === section && <Section name={name} health={health} />}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

type FiguresSection = 'speed' | 'use' | 'machine';

function hasRange(section: MonitorSection): section is FiguresSection {
  return section === 'speed' || section === 'use' || section === 'machine';
}

function RangeChoice() {
  const range = useHark((store) => store.healthRange);
  const show = useHark((store) => store.showHealthRange);
  return (
    <SegmentedControl
      size="xs"
      aria-label="How far back"
      data-testid="health-range"
      data={RANGES.map((value) => ({ value, label: RANGE_LABELS[value] }))}
      value={range}
      onChange={(value) => void show(value as Range)}
    />
  );
}

function Section({ name, health }: { name: MonitorSection; health: HealthSnapshot }) {
  switch (name) {
    case 'now':
      return (
        <>
          <LevelsPanel levels={health.levels} />
          <div className={styles['cards']}>
            <EngineCard engine={health.engine} />
            <div className={styles['column']}>
              <MicrophoneCard />
              <AlertLog alerts={health.alerts} />
            </div>
          </div>
        </>
      );
    case 'speed':
    case 'use':
      return <OverTime section={name} />;
    case 'machine':
      return (
        <>
          <OverTime section={name} />
          <ProvidersCard />
          <ModelsCard />
        </>
      );
    case 'upkeep':
      return (
        <>
          <SelfTestCard />
          <div className={styles['cards']}>
            <BackupsCard />
            <div className={styles['column']}>
              <StorageCard />
              <CrashesCard />
            </div>
          </div>
        </>
      );
    case 'log':
      return (
        <>
          <LogPanel />
          <MetricsPanel />
        </>
      );
  }
}

function OverTime({ section }: { section: FiguresSection }) {
  const figures = useHark((store) => store.figures[section] ?? null);
  if (!figures) return <p className={styles['quiet']}>Reading what was measured…</p>;
  return (
    <div className={styles['panels']} data-testid="figures" data-section={section} data-range={figures.range}>
      <Figures section={section} figures={figures} />
    </div>
  );
}

function Figures({ section, figures }: { section: FiguresSection; figures: HealthFigures }) {
  switch (section) {
    case 'speed':
      return (
        <>
          {figures.traces && <WaterfallPanel traces={figures.traces} />}
          <LatencyPanel figures={figures} />
        </>
      );
    case 'use':
      return (
        figures.activity && (
          <>
            <ActivityPanel figures={figures} activity={figures.activity} />
            <ErrorsPanel activity={figures.activity} />
          </>
        )
      );
    case 'machine':
      return <ResourcesPanel figures={figures} />;
  }
}
