import { SegmentedControl, Switch } from '@mantine/core';
import type { Settings } from '../../../contract/settings.ts';
import { DevicePicker } from '../../components/DevicePicker.tsx';
import { LevelMeter } from '../../components/LevelMeter.tsx';
import { MicrophoneNotice } from '../../components/MicrophoneNotice.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { useMicrophoneSettings } from '../../components/useSettings.ts';
import { Page } from '../Page.tsx';
import { ConfigurationSettings } from './ConfigurationSettings.tsx';
import { HistorySettings } from './HistorySettings.tsx';
import { HomeAssistantSettings } from './HomeAssistantSettings.tsx';
import { ListeningSettings } from './ListeningSettings.tsx';
import { ReplySettings } from './ReplySettings.tsx';
import styles from './SettingsScreen.module.css';
import { ShortcutField } from './ShortcutField.tsx';
import { EngineSettings, UpkeepSettings } from './UpkeepSettings.tsx';
import { VoiceSettings } from './VoiceSettings.tsx';
import { WebSettings } from './WebSettings.tsx';

export function SettingsScreen() {
  return (
    <Page title="Settings" intro="Every change takes effect at once and stays on this computer.">
      <Appearance />
      <Microphone />
      <ListeningSettings />
      <VoiceSettings />
      <ReplySettings />
      <HistorySettings />
      <UpkeepSettings />
      <EngineSettings />
      <WebSettings />
      <HomeAssistantSettings />
      <Background />
      <ConfigurationSettings />
    </Page>
  );
}

const THEMES: { value: Settings['theme']; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

function Appearance() {
  const theme = useHark((store) => store.settings?.theme ?? 'system');
  const update = useHark((store) => store.updateSettings);
  return (
    <Panel title="Appearance">
      <div className={styles['field']}>
        <p className={styles['label']}>Theme</p>
        <SegmentedControl
          aria-label="Theme"
          data-testid="theme"
          data={THEMES}
          value={theme}
          onChange={(value) => void update({ theme: value })}
        />
      </div>
    </Panel>
  );
}

const SOURCES: { value: Settings['microphone']['source']; label: string }[] = [
  { value: 'microphone', label: 'Microphone' },
  { value: 'sample', label: 'Sample recording' },
];

const PROCESSING = [
  {
    option: 'echoCancellation',
    label: 'Echo cancellation',
    description: 'Takes out what this computer plays itself.',
  },
  {
    option: 'noiseSuppression',
    label: 'Noise suppression',
    description: 'Takes out steady noise, and some of the voice with it.',
  },
  {
    option: 'autoGainControl',
    label: 'Automatic gain',
    description: 'Makes quiet voices louder, and the room as well.',
  },
] as const;

function Microphone() {
  const mine = useMicrophoneSettings();
  if (!mine) return null;
  const isSample = mine.settings.source === 'sample';
  return (
    <Panel title="Sound">
      <div className={styles['field']}>
        <p className={styles['label']}>Listen to</p>
        <SegmentedControl
          aria-label="Listen to"
          data-testid="source"
          data={SOURCES}
          value={mine.settings.source}
          onChange={(source) => mine.change({ source })}
        />
      </div>
      <MicrophoneNotice />
      <DevicePicker />
      <LevelMeter />
      <fieldset className={styles['group']}>
        <legend className={styles['label']}>Processing by the system</legend>
        <p className={styles['hint']}>
          Off is best for wake words: they are recognised in the sound as it is. Turn one on only where it
          helps.
        </p>
        {PROCESSING.map(({ option, label, description }) => (
          <Switch
            key={option}
            label={label}
            description={description}
            checked={mine.settings[option]}
            disabled={isSample}
            onChange={(event) => mine.change({ [option]: event.currentTarget.checked })}
          />
        ))}
      </fieldset>
    </Panel>
  );
}

function Background() {
  const closeToTray = useHark((store) => store.settings?.closeToTray ?? false);
  const hasTray = useHark((store) => store.info?.tray ?? true);
  const shortcut = useHark((store) => store.settings?.pauseShortcut ?? null);
  const state = useHark((store) => store.info?.pauseShortcut ?? 'none');
  const update = useHark((store) => store.updateSettings);
  return (
    <Panel title="In the background">
      <Switch
        label="Keep listening when the window is closed"
        description={
          hasTray
            ? 'Hark stays in the tray; quit it from there.'
            : 'This desktop shows no tray, from which the window could be opened again.'
        }
        checked={closeToTray && hasTray}
        disabled={!hasTray}
        onChange={(event) => void update({ closeToTray: event.currentTarget.checked })}
      />
      <ShortcutField
        label="Pause and resume from anywhere"
        hint="Works in every program, also while this window is closed."
        fallback="pausing here and from the tray still works."
        shortcut={shortcut}
        state={state}
        testId="shortcut"
        onChange={(pauseShortcut) => void update({ pauseShortcut })}
      />
    </Panel>
  );
}
