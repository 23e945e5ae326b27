import { Button, VisuallyHidden } from '@mantine/core';
import { useDeferredValue, useMemo, useState } from 'react';
import type { CommandList } from '../../../contract/channels.ts';
import type { GrammarDiagnostic } from '../../../contract/command.ts';
import { Callout } from '../../components/Callout.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { emptyDraft } from '../../store/actionDraft.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './CommandsScreen.module.css';
import {
  type Command,
  commandsOf,
  faultText,
  findCommands,
  groupCommands,
  RISK_VIEWS,
} from './commandsView.ts';

/** More of one command's sentences at once could not be read; the templates say the rest. */
const EXAMPLES_SHOWN = 12;

/** What can be said, by what it is about. */
export function SayView() {
  const commands = useHark((store) => store.commands);
  const failure = useHark((store) => store.commandsFailure);
  const load = useHark((store) => store.loadCommands);
  return (
    <>
      {failure && (
        <Callout
          tone="warn"
          title={commands ? 'This list may be out of date' : 'What can be said is not known yet'}
          testId="commands-failed"
          actions={
            <Button variant="default" onClick={() => void load()}>
              Try again
            </Button>
          }
        >
          {failureText(failure.code).title}. {failureText(failure.code).body}
        </Callout>
      )}
      {commands ? <Found list={commands} /> : !failure && <p className={styles['quiet']}>Loading…</p>}
    </>
  );
}

function Found({ list }: { list: CommandList }) {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const commands = useMemo(() => commandsOf(list), [list]);
  const found = useMemo(() => findCommands(commands, wanted), [commands, wanted]);
  const faults = list.report.diagnostics.filter(({ severity }) => severity === 'error');
  return (
    <>
      <div className={styles['searchRow']}>
        <SearchField
          id="command-search"
          label="Search commands"
          placeholder="Search: timer, volume, note…"
          value={search}
          onChange={setSearch}
        />
        <p className={styles['count']} role="status" data-testid="command-count">
          {countText(found.length, wanted.trim() !== '')}
        </p>
      </div>
      <LeftOut faults={faults} />
      {found.length === 0 && <NotFound search={wanted.trim()} />}
      {groupCommands(found).map(({ title, commands: own }) => (
        <Panel key={title} title={title}>
          <ul className={styles['commands']}>
            {own.map((command) => (
              <Entry key={command.intent} command={command} />
            ))}
          </ul>
        </Panel>
      ))}
    </>
  );
}

function countText(count: number, isSearch: boolean): string {
  return `${count} command${count === 1 ? '' : 's'}${isSearch ? ' found' : ''}`;
}

/** Sentences with a mistake are not understood: that must not look as if they were never written. */
function LeftOut({ faults }: { faults: GrammarDiagnostic[] }) {
  const show = useHark((store) => store.showCommands);
  const [first] = faults;
  if (first === undefined) return null;
  const count = faults.length;
  return (
    <Callout
      tone="warn"
      title={count === 1 ? 'A mistake keeps some sentences out' : `${count} mistakes keep some sentences out`}
      testId="sentences-left-out"
      actions={
        <Button variant="default" onClick={() => show('sentences')}>
          Your sentences
        </Button>
      }
    >
      {faultText(first)}
    </Callout>
  );
}

function NotFound({ search }: { search: string }) {
  const show = useHark((store) => store.showCommands);
  return (
    <Panel title="Nothing found">
      <p className={styles['quiet']} data-testid="commands-empty">
        {search === ''
          ? 'There are no commands.'
          : `No command has “${search}” in its sentences or its name. You can add it as a sentence of your own.`}
      </p>
      <div>
        <Button variant="default" onClick={() => show('sentences')}>
          Add a sentence
        </Button>
      </div>
    </Panel>
  );
}

function Entry({ command }: { command: Command }) {
  const { intent, title, risk, unavailable, hasAction, examples, templates } = command;
  const [first] = examples;
  return (
    <li data-testid="command" data-intent={intent}>
      <details className={styles['command']} data-off={unavailable === null ? undefined : ''}>
        <summary className={styles['summary']}>
          <span className={styles['names']}>
            <span className={styles['title']}>{title}</span>
            <span className={styles['example']}>{first ? `“${first}”` : 'No sentence leads to it yet'}</span>
          </span>
          {unavailable !== null && <span className={styles['off']}>not on this machine</span>}
          {risk && (
            <span className={styles['risk']} data-risk={risk} data-testid="risk">
              {RISK_VIEWS[risk].label}
            </span>
          )}
        </summary>
        <div className={styles['more']}>
          {unavailable !== null && <p className={styles['why']}>{unavailable}</p>}
          {!hasAction && <Unanswered intent={intent} title={title} templates={templates} />}
          {examples.length > 1 && <Examples examples={examples} />}
          <Facts command={command} />
          {templates.length > 0 && <Templates command={command} />}
        </div>
      </details>
    </li>
  );
}

function Examples({ examples }: { examples: string[] }) {
  const shown = examples.slice(0, EXAMPLES_SHOWN);
  return (
    <ul className={styles['examples']} aria-label="More ways to say it">
      {shown.slice(1).map((example) => (
        <li key={example}>“{example}”</li>
      ))}
      {examples.length > shown.length && (
        <li className={styles['quiet']}>and {examples.length - shown.length} more</li>
      )}
    </ul>
  );
}

function Facts({ command: { intent, risk, slots, files } }: { command: Command }) {
  return (
    <dl className={styles['facts']}>
      {slots.length > 0 && (
        <>
          <dt>Details</dt>
          <dd>{slots.join(', ')}</dd>
        </>
      )}
      {risk && (
        <>
          <dt>Who</dt>
          <dd>{RISK_VIEWS[risk].meaning}</dd>
        </>
      )}
      <dt>Intent</dt>
      <dd>
        <code>{intent}</code>
        {files.length > 0 && <span className={styles['quiet']}> from {files.join(', ')}</span>}
      </dd>
    </dl>
  );
}

/** As written, for those who write their own. */
function Templates({ command: { templates, title } }: { command: Command }) {
  return (
    <details className={styles['templates']}>
      <summary>
        As written
        <VisuallyHidden>: {title}</VisuallyHidden>
      </summary>
      <ul>
        {templates.map((template) => (
          <li key={template}>
            <code>{template}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Unanswered({ intent, title, templates }: Pick<Command, 'intent' | 'title' | 'templates'>) {
  const write = useHark((store) => store.writeAction);
  const show = useHark((store) => store.showCommands);
  const begin = () => {
    write({
      ...emptyDraft(),
      title,
      intent,
      sentences: templates.join('\n'),
    });
    show('actions');
  };
  return (
    <div className={styles['unanswered']}>
      <p>These sentences are understood, but nothing is done then.</p>
      <Button size="xs" variant="default" onClick={begin}>
        Add an action
      </Button>
    </div>
  );
}
