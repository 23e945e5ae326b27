import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Settings } from '../../../contract/settings.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { checkSearchUrl } from './addresses.ts';
import styles from './SettingsScreen.module.css';
import { UrlField } from './UrlField.tsx';

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
      {actions.allowedSites.length > 0 && (
        <div>
          <p className={styles['label']} id="allowed-sites">
            Opened without asking
          </p>
          <ul className={styles['sites']} aria-labelledby="allowed-sites" data-testid="allowed-sites">
            {actions.allowedSites.map((site) => (
              <li key={site} className={styles['site']}>
                {site}
                <ActionIcon
                  variant="subtle"
                  size="sm"
                  aria-label={`Ask again before opening ${site}`}
                  onClick={() =>
                    change({ allowedSites: actions.allowedSites.filter((each) => each !== site) })
                  }
                >
                  <IconX size={14} stroke={2} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
