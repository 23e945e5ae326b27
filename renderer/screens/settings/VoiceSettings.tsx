import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import type { Profile } from '../../../contract/profiles.ts';
import type { Settings } from '../../../contract/settings.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { knownWakeText } from './knownWake.ts';
import styles from './SettingsScreen.module.css';
import { farChoices } from './strictness.ts';

type Voices = Settings['voices'];

const NONE: Profile[] = [];
const GUARDS: { value: Voices['guardedBy']; label: string }[] = [
  { value: 'words', label: 'Two words' },
  { value: 'pin', label: 'PIN' },
];

/** How strictly voices are told apart, and what that is used for. */
export function VoiceSettings() {
  const voices = useHark((store) => store.settings?.voices ?? null);
  const profiles = useHark((store) => store.profiles?.profiles ?? NONE);
  const update = useHark((store) => store.updateSettings);
  const go = useHark((store) => store.go);
  if (!voices) return null;
  const change = (part: Partial<Voices>) => void update({ voices: { ...voices, ...part } });
  const isNobodyKnown = !profiles.some(({ state }) => state === 'ready');
  const lacksPin =
    voices.guardedBy === 'pin' && profiles.some(({ rules, hasPin }) => rules.guarded && !hasPin);
  return (
    <Panel
      title="Voices"
      aside={
        <Button size="compact-sm" variant="subtle" onClick={() => go('profiles')}>
          {profiles.length === 0 ? 'Add a voice' : 'All voices'}
        </Button>
      }
    >
      <Switch
        label="Wake for known voices only"
        description={knownWakeText(profiles)}
        data-testid="only-known-wake"
        checked={voices.onlyKnownWake && !isNobodyKnown}
        disabled={isNobodyKnown}
        onChange={(event) => change({ onlyKnownWake: event.currentTarget.checked })}
      />
      <Switch
        label="Learn slowly"
        description="Hark adds to a voice what it recognised beyond doubt, so that it follows as voices change. Under Voices it can be forgotten again."
        data-testid="adapt"
        checked={voices.adapt}
        onChange={(event) => change({ adapt: event.currentTarget.checked })}
      />
      <div className={styles['field']}>
        <div>
          <p className={styles['label']}>Guarded commands ask for</p>
          <p className={styles['hint']} data-testid="guarded-hint">
            {voices.guardedBy === 'words'
              ? 'Two words that Hark shows, other ones every time: a recording of you does not know them.'
              : `The PIN of whoever speaks, typed.${lacksPin ? ' Where a voice has none yet, two words.' : ''}`}
          </p>
        </div>
        <SegmentedControl
          aria-label="Guarded commands ask for"
          data-testid="guarded-by"
          data={GUARDS}
          value={voices.guardedBy}
          onChange={(guardedBy) => change({ guardedBy })}
        />
      </div>
      <div className={styles['field']}>
        <div>
          <p className={styles['label']}>How strict</p>
          <p className={styles['hint']}>
            How many strangers would be taken for someone Hark knows. The stricter, the more often you have to
            repeat yourself.
          </p>
        </div>
        <Select
          aria-label="How strict"
          data-testid="strictness"
          data={farChoices(voices.targetFar)}
          value={String(voices.targetFar)}
          onChange={(value) => {
            if (value !== null) change({ targetFar: Number(value) });
          }}
          allowDeselect={false}
          comboboxProps={{ transitionProps: { duration: 0 } }}
        />
      </div>
    </Panel>
  );
}
