import { SegmentedControl, Switch } from '@mantine/core';
import type { PushMode } from '../../../contract/command.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import styles from './SettingsScreen.module.css';
import { ShortcutField } from './ShortcutField.tsx';

const MODES: { value: PushMode; label: string }[] = [
  { value: 'toggle', label: 'Press to start' },
  { value: 'hold', label: 'Hold' },
];

/** What makes Hark listen to a command: the wake word, and the key that stands in for it. */
export function ListeningSettings() {
  const settings = useHark((store) => store.settings);
  const status = useHark((store) => store.info?.pushShortcut);
  const update = useHark((store) => store.updateSettings);
  if (!settings) return null;
  const { pushToTalk, secondLook } = settings;
  const change = (part: Partial<typeof pushToTalk>) =>
    void update({ pushToTalk: { ...pushToTalk, ...part } });
  return (
    <Panel title="Waking and push to talk">
      <Switch
        label="Take a second look at each wake"
        description="The recogniser has to agree before Hark listens: fewer false wakes in talk and noise, and fewer misses."
        data-testid="second-look"
        checked={secondLook}
        onChange={(event) => void update({ secondLook: event.currentTarget.checked })}
      />
      <div className={styles['field']}>
        <div>
          <p className={styles['label']}>Push to talk</p>
          <p className={styles['hint']} data-testid="push-hint">
            {pushToTalk.mode === 'hold'
              ? 'Hark listens for as long as it is held.'
              : 'A press starts it; silence or a second press ends it.'}{' '}
            {status?.holdUnavailable}
          </p>
        </div>
        <SegmentedControl
          aria-label="Push to talk"
          data-testid="push-mode"
          data={MODES}
          value={pushToTalk.mode}
          onChange={(mode) => change({ mode })}
        />
      </div>
      <ShortcutField
        label="Push to talk from anywhere"
        hint="Works in every program, also while this window is closed."
        fallback="the Talk button on Home still works."
        shortcut={pushToTalk.shortcut}
        state={status?.state ?? 'none'}
        testId="push-shortcut"
        onChange={(shortcut) => change({ shortcut })}
      />
    </Panel>
  );
}
