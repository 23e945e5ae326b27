import { SegmentedControl } from '@mantine/core';
import { useEffect } from 'react';
import { useHark } from '../../components/servicesContext.ts';
import { type CommandView, savability } from '../../store/commandsSlice.ts';
import { Page } from '../Page.tsx';
import { ActionsView } from './ActionsView.tsx';
import styles from './CommandsScreen.module.css';
import { SayView } from './SayView.tsx';
import { SentencesView } from './SentencesView.tsx';
import { TryPanel } from './TryPanel.tsx';

const VIEWS: Record<CommandView, () => React.ReactNode> = {
  say: SayView,
  sentences: SentencesView,
  actions: ActionsView,
};

/** What can be said, what one added to it, and a place to try it. */
export function CommandsScreen() {
  const view = useHark((store) => store.commandView);
  const show = useHark((store) => store.showCommands);
  const isUnsaved = useHark((store) => store.editing !== null && savability(store.editing).isChanged);
  const loadCommands = useHark((store) => store.loadCommands);
  const loadOwnSentences = useHark((store) => store.loadOwnSentences);
  const loadUserActions = useHark((store) => store.loadUserActions);
  useEffect(() => {
    void loadCommands();
    void loadOwnSentences();
    void loadUserActions();
  }, [loadCommands, loadOwnSentences, loadUserActions]);
  const View = VIEWS[view];
  return (
    <Page title="Commands" intro="What Hark understands, your own sentences, and what is done then.">
      <TryPanel />
      <SegmentedControl
        className={styles['views']}
        aria-label="Show"
        data-testid="command-view"
        data={[
          { value: 'say', label: 'What can be said' },
          { value: 'sentences', label: isUnsaved ? 'Your sentences (unsaved)' : 'Your sentences' },
          { value: 'actions', label: 'Your actions' },
        ]}
        value={view}
        onChange={(value) => show(value as CommandView)}
      />
      <View />
    </Page>
  );
}
