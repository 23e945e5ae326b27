import { Button } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { importedText } from './configurationView.ts';
import styles from './SettingsScreen.module.css';

/** How Hark is set up, to another computer or back. */
export function ConfigurationSettings() {
  const exportConfiguration = useHark((store) => store.exportConfiguration);
  const importConfiguration = useHark((store) => store.importConfiguration);
  const isSafe = useHark((store) => store.info?.safeMode != null);
  const [result, setResult] = useState('');
  return (
    <Panel title="Configuration">
      <div className={styles['field']}>
        <div>
          <p className={styles['label']}>Settings, own sentences and actions in a file</p>
          <p className={styles['hint']}>
            Without voices, PINs, tokens, the chosen microphone and the sites that you allowed. Addresses of
            your actions are in it as you wrote them. Taking one in replaces settings and own sentences;
            actions are added, and those of the same name replaced.
            {isSafe && ' While Hark runs safely, none can be taken in.'}
          </p>
        </div>
        <div className={styles['controls']}>
          <Button
            size="xs"
            variant="default"
            data-testid="config-export"
            onClick={async () => {
              setResult('');
              if (await exportConfiguration()) setResult('The file is written.');
            }}
          >
            Export…
          </Button>
          <Button
            size="xs"
            variant="default"
            data-testid="config-import"
            disabled={isSafe}
            onClick={async () => {
              setResult('');
              const imported = await importConfiguration();
              if (imported !== null) setResult(importedText(imported));
            }}
          >
            Import…
          </Button>
        </div>
      </div>
      <p role="status" className={styles['hint']} data-testid="config-result">
        {result}
      </p>
    </Panel>
  );
}
