import { Select } from '@mantine/core';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import styles from './SettingsScreen.module.css';

const CHOICES = [
  { days: 0, label: 'Not at all' },
  { days: 1, label: 'One day' },
  { days: 7, label: 'A week' },
  { days: 30, label: 'A month' },
  { days: 365, label: 'A year' },
  { days: 3_650, label: 'Ten years' },
];

/** How long what was said is kept. */
export function HistorySettings() {
  const days = useHark((store) => store.settings?.history.retentionDays ?? null);
  const update = useHark((store) => store.updateSettings);
  if (days === null) return null;
  const choices = CHOICES.some((choice) => choice.days === days)
    ? CHOICES
    : [...CHOICES, { days, label: `${days} days` }].sort((a, b) => a.days - b.days);
  return (
    <Panel title="History">
      <div className={styles['field']}>
        <div>
          <p className={styles['label']}>Keep what was said</p>
          <p className={styles['hint']}>
            Texts and what became of them, never sound. What is older is deleted.
          </p>
        </div>
        <Select
          aria-label="Keep what was said"
          data-testid="retention"
          data={choices.map((choice) => ({ value: String(choice.days), label: choice.label }))}
          value={String(days)}
          onChange={(value) => {
            if (value !== null) void update({ history: { retentionDays: Number(value) } });
          }}
          allowDeselect={false}
          comboboxProps={{ transitionProps: { duration: 0 } }}
        />
      </div>
    </Panel>
  );
}
