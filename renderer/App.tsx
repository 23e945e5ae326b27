import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import styles from './App.module.css';
import { Announcer } from './components/Announcer.tsx';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { Navigation } from './components/Navigation.tsx';
import { Notices } from './components/Notices.tsx';
import { QuestionDialog } from './components/QuestionDialog.tsx';
import { RingingDialog } from './components/RingingDialog.tsx';
import { SafeModeBanner } from './components/SafeModeBanner.tsx';
import { ServicesProvider, useHark } from './components/servicesContext.ts';
import { AboutScreen } from './screens/about/AboutScreen.tsx';
import { CommandsScreen } from './screens/commands/CommandsScreen.tsx';
import { EnrollScreen } from './screens/enroll/EnrollScreen.tsx';
import { HistoryScreen } from './screens/history/HistoryScreen.tsx';
import { HomeScreen } from './screens/home/HomeScreen.tsx';
import { MonitorScreen } from './screens/monitor/MonitorScreen.tsx';
import { NotesScreen } from './screens/notes/NotesScreen.tsx';
import { ProfilesScreen } from './screens/profiles/ProfilesScreen.tsx';
import { SettingsScreen } from './screens/settings/SettingsScreen.tsx';
import { WordsScreen } from './screens/words/WordsScreen.tsx';
import type { Services } from './services.ts';
import type { Screen } from './store/appSlice.ts';
import { theme } from './theme/theme.ts';

export function App({ services }: { services: Services }) {
  return (
    <ServicesProvider value={services}>
      <Themed />
    </ServicesProvider>
  );
}

function Themed() {
  const wanted = useHark((state) => state.settings?.theme ?? 'system');
  const systemScheme = useColorScheme(undefined, { getInitialValueInEffect: false });
  return (
    // The variables are in tokens.css: a generated style element would break the content security policy.
    <MantineProvider
      theme={theme}
      forceColorScheme={wanted === 'system' ? systemScheme : wanted}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Window />
    </MantineProvider>
  );
}

const SCREEN_COMPONENTS: Record<Screen, () => React.ReactNode> = {
  home: HomeScreen,
  notes: NotesScreen,
  commands: CommandsScreen,
  history: HistoryScreen,
  profiles: ProfilesScreen,
  words: WordsScreen,
  monitor: MonitorScreen,
  settings: SettingsScreen,
  about: AboutScreen,
};

function Window() {
  const enrolling = useHark((state) => state.enrolling);
  return (
    <div className={styles['window']}>
      <SafeModeBanner />
      <div className={styles['body']}>
        {enrolling ? (
          <ErrorBoundary>
            <EnrollScreen goal={enrolling} />
          </ErrorBoundary>
        ) : (
          <Screens />
        )}
      </div>
      <Notices />
      <QuestionDialog />
      <RingingDialog />
      <Announcer />
    </div>
  );
}

function Screens() {
  const screen = useHark((state) => state.screen);
  const main = useRef<HTMLElement>(null);
  const Screen = SCREEN_COMPONENTS[screen];
  // biome-ignore lint/correctness/useExhaustiveDependencies: every screen begins at its top
  useEffect(() => main.current?.scrollTo(0, 0), [screen]);
  return (
    <>
      <a className={styles['skip']} href="#content">
        Skip to the content
      </a>
      <Navigation />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <main ref={main} id="content" className={styles['content']} tabIndex={0}>
        <div className={styles['inner']}>
          <ErrorBoundary key={screen}>
            <Screen />
          </ErrorBoundary>
        </div>
      </main>
    </>
  );
}
