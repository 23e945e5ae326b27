import { SegmentedControl, Switch } from '@mantine/core';
import type { Settings } from '../../../contract/settings.ts';
import { BackupControls } from '../../components/BackupControls.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { useUpkeepSettings } from '../../components/useSettings.ts';
import styles from './SettingsScreen.module.css';

/** What Hark does by itself to stay well. */
export function UpkeepSettings() {
  const mine = useUpkeepSettings();
  if (!mine) return null;
  const { selfTest, archiveHistory } = mine.settings;
  return (
    <Panel title="Upkeep">
      <Switch
        label="Test every day"
        description="Known recordings go through the models and have to give the known answers. Monitor shows the outcome."
        data-testid="settings-self-test"
        checked={selfTest}
        onChange={(event) => mine.change({ selfTest: event.currentTarget.checked })}
      />
      <BackupControls description="Of notes, timers, your own sentences and actions, voices and settings; never of what you said. Monitor lists and restores them." />
      <Switch
        label="Archive old history instead of forgetting it"
        description="What you said then stays on this computer without end, in files of a month each: days that the history is kept do not limit it any more. Deleting the history deletes them too."
        data-testid="archive-history"
        checked={archiveHistory}
        onChange={(event) => mine.change({ archiveHistory: event.currentTarget.checked })}
      />
    </Panel>
  );
}

const PROVIDERS: { value: Settings['engine']['provider']; label: string }[] = [
  { value: 'auto', label: 'Whatever is fastest' },
  { value: 'cpu', label: 'Processor only' },
];

/** What computes the models. */
export function EngineSettings() {
  const engine = useHark((store) => store.settings?.engine ?? null);
  const update = useHark((store) => store.updateSettings);
  if (!engine) return null;
  return (
    <Panel title="Voice engine">
      <div className={styles['field']}>
        <div>
          <p className={styles['label']}>Compute the models with</p>
          <p className={styles['hint']}>
            A graphics processor is used only for models at which it was measured to be faster and to give the
            same answers. Monitor shows the figures.
          </p>
        </div>
        <SegmentedControl
          aria-label="Compute the models with"
          data-testid="engine-provider"
          data={PROVIDERS}
          value={engine.provider}
          onChange={(provider) => void update({ engine: { ...engine, provider } })}
        />
      </div>
    </Panel>
  );
}
