import { Select, Switch } from '@mantine/core';
import styles from './BackupControls.module.css';
import { useUpkeepSettings } from './useSettings.ts';

const DAYS = [1, 3, 7, 14, 30];
const WEEKS = [0, 2, 4, 8, 12, 26, 52];

/** Whether backups are made every day, and how many of them stay. */
export function BackupControls({ description }: { description: string }) {
  const mine = useUpkeepSettings();
  if (!mine) return null;
  const { backups } = mine.settings;
  const change = (part: Partial<typeof backups>) => mine.change({ backups: { ...backups, ...part } });
  return (
    <div className={styles['controls']}>
      <Switch
        label="Back up every day"
        description={description}
        data-testid="backups-enabled"
        checked={backups.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <Choice
        label="Keep one for each of the last"
        unit="day"
        choices={DAYS}
        value={backups.days}
        testId="backup-days"
        onChange={(days) => change({ days })}
      />
      <Choice
        label="And before those, one for each of"
        unit="week"
        choices={WEEKS}
        value={backups.weeks}
        testId="backup-weeks"
        onChange={(weeks) => change({ weeks })}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  unit: string;
  choices: number[];
  value: number;
  testId: string;
  onChange(value: number): void;
}

function Choice({ label, unit, choices, value, testId, onChange }: ChoiceProps) {
  // What was set elsewhere stays to be seen.
  const all = choices.includes(value) ? choices : [...choices, value].sort((a, b) => a - b);
  return (
    <div className={styles['choice']}>
      <p>{label}</p>
      <Select
        size="xs"
        className={styles['select']}
        aria-label={`${label}, in ${unit}s`}
        data-testid={testId}
        data={all.map((count) => ({
          value: String(count),
          label: `${count} ${unit}${count === 1 ? '' : 's'}`,
        }))}
        value={String(value)}
        onChange={(chosen) => {
          if (chosen !== null) onChange(Number(chosen));
        }}
        allowDeselect={false}
        comboboxProps={{ transitionProps: { duration: 0 } }}
      />
    </div>
  );
}
