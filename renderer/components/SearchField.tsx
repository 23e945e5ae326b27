import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import styles from './SearchField.module.css';

/** Nobody looks for more. */
const SEARCH_MAX_CHARACTERS = 200;

interface Props {
  /** Also what tests find it by. */
  id: string;
  label: string;
  placeholder: string;
  value: string;
  onChange(search: string): void;
}

export function SearchField({ id, label, placeholder, value, onChange }: Props) {
  return (
    <TextInput
      id={id}
      className={styles['field']}
      aria-label={label}
      placeholder={placeholder}
      data-testid={id}
      type="search"
      maxLength={SEARCH_MAX_CHARACTERS}
      leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
