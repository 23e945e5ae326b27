import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { TEXT_MAX_CHARACTERS } from '../../../contract/engine.ts';
import { useHark } from '../../components/servicesContext.ts';
import styles from './CommandBar.module.css';
import { PushToTalk } from './PushToTalk.tsx';

/** The two ways to give a command without the wake word: say it, or type it. */
export function CommandBar() {
  return (
    <section className={styles['bar']} aria-label="Give a command">
      <PushToTalk />
      <TypedCommand />
    </section>
  );
}

function TypedCommand() {
  const type = useHark((store) => store.type);
  const [text, setText] = useState('');
  const trimmed = text.trim();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (trimmed === '') return;
    setText('');
    // Given back where it was not taken, unless something else was typed meanwhile.
    if (!(await type(trimmed))) setText((current) => (current === '' ? trimmed : current));
  };
  return (
    <form className={styles['typed']} onSubmit={(event) => void send(event)}>
      <TextInput
        className={styles['field']}
        aria-label="Type a command"
        placeholder="Type a command"
        data-testid="command-input"
        size="md"
        maxLength={TEXT_MAX_CHARACTERS}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="md" data-testid="command-send" disabled={trimmed === ''}>
        Do it
      </Button>
    </form>
  );
}
