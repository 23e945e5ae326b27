import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { Callout } from '../../components/Callout.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { checkHomeAssistantUrl } from './addresses.ts';
import styles from './SettingsScreen.module.css';
import { UrlField } from './UrlField.tsx';

const TOKEN_MAX_CHARACTERS = 4_000;

/** Which Home Assistant may be asked, and the token for it. */
export function HomeAssistantSettings() {
  const actions = useHark((store) => store.settings?.actions ?? null);
  const update = useHark((store) => store.updateSettings);
  const status = useHark((store) => store.homeAssistant);
  const load = useHark((store) => store.loadHomeAssistant);
  useEffect(() => void load(), [load]);
  if (!actions) return null;
  const save = (text: string) =>
    void update({ actions: { ...actions, homeAssistantUrl: text === '' ? null : text } });
  return (
    <Panel title="Home Assistant">
      <UrlField
        label="Address"
        description="Actions of your own can hand a sentence to it. Nothing is sent before that; leave it empty for none."
        placeholder="http://homeassistant.local:8123"
        testId="home-assistant-url"
        value={actions.homeAssistantUrl ?? ''}
        check={checkHomeAssistantUrl}
        onSave={save}
      />
      {status && (status.hasToken ? <Kept /> : <TokenField />)}
      {status?.hasToken && !status.encrypted && (
        <Callout tone="warn" title="The token is not encrypted" testId="token-unencrypted">
          This system has no key store that is unlocked, so the token is only obscured. Whoever can read your
          files can read it.
        </Callout>
      )}
    </Panel>
  );
}

function Kept() {
  const setToken = useHark((store) => store.setHomeAssistantToken);
  return (
    <div className={styles['field']}>
      <div>
        <p className={styles['label']}>Access token</p>
        <p className={styles['hint']} data-testid="token-kept">
          A token is kept. It is not shown again.
        </p>
      </div>
      <Button variant="default" data-testid="token-forget" onClick={() => void setToken(null)}>
        Forget it
      </Button>
    </div>
  );
}

function TokenField() {
  const setToken = useHark((store) => store.setHomeAssistantToken);
  const [token, setTyped] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') void setToken(token.trim());
  };
  return (
    <form className={styles['token']} onSubmit={send}>
      <TextInput
        className={styles['wide']}
        label="Access token"
        description="A long-lived access token, from your profile page in Home Assistant."
        data-testid="token"
        type="password"
        autoComplete="off"
        maxLength={TOKEN_MAX_CHARACTERS}
        value={token}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" data-testid="token-save" disabled={token.trim() === ''}>
        Keep it
      </Button>
    </form>
  );
}
