import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { ALLOWED_SITES_MAX, type Settings } from '../../../contract/settings.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { checkSearchUrl, readHost } from './addresses.ts';
import styles from './SettingsScreen.module.css';
import { UrlField } from './UrlField.tsx';

const SITE_MAX_CHARACTERS = 500;

/** Where a command may lead outside this computer. */
export function WebSettings() {
  const actions = useHark((store) => store.settings?.actions ?? null);
  const update = useHark((store) => store.updateSettings);
  if (!actions) return null;
  const change = (part: Partial<Settings['actions']>) => void update({ actions: { ...actions, ...part } });
  return (
    <Panel title="The web">
      <UrlField
        label="Search with"
        description="Opens in your browser when you ask Hark to search; {query} is replaced by the words."
        testId="search-url"
        value={actions.searchUrl}
        check={checkSearchUrl}
        onSave={(searchUrl) => change({ searchUrl })}
      />
      <AllowedSites sites={actions.allowedSites} onChange={(allowedSites) => change({ allowedSites })} />
    </Panel>
  );
}

interface AllowedSitesProps {
  sites: string[];
  onChange(sites: string[]): void;
}

/** Sites that “go to example dot org” opens at once. All others are asked about first. */
function AllowedSites({ sites, onChange }: AllowedSitesProps) {
  const [text, setText] = useState('');
  const [isRefused, setRefused] = useState(false);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const host = readHost(text);
    setRefused(host === null);
    if (host === null) return;
    if (!sites.includes(host)) onChange([...sites, host]);
    setText('');
  };
  return (
    <div className={styles['group']}>
      <form className={styles['token']} onSubmit={add}>
        <TextInput
          className={styles['wide']}
          label="Open without asking"
          description="Any other site is asked about when you say “go to example dot org”."
          placeholder="example.org"
          data-testid="site"
          inputMode="url"
          autoComplete="off"
          maxLength={SITE_MAX_CHARACTERS}
          value={text}
          error={isRefused ? 'Write the name of a site: example.org.' : null}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setRefused(false);
          }}
        />
        <Button
          type="submit"
          variant="default"
          data-testid="site-add"
          disabled={text.trim() === '' || sites.length >= ALLOWED_SITES_MAX}
        >
          Add
        </Button>
      </form>
      {sites.length > 0 && (
        <ul className={styles['sites']} aria-label="Opened without asking" data-testid="allowed-sites">
          {sites.map((site) => (
            <li key={site} className={styles['site']}>
              {site}
              <ActionIcon
                variant="subtle"
                size="sm"
                aria-label={`Ask again before opening ${site}`}
                onClick={() => onChange(sites.filter((each) => each !== site))}
              >
                <IconX size={14} stroke={2} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
