import { ActionIcon, Button, Select, Switch } from '@mantine/core';
import { IconFlag, IconFlagFilled, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Interaction } from '../../../contract/interactions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { formatMoment, formatShare } from '../../components/format.ts';
import { InteractionTimeline } from '../../components/InteractionTimeline.tsx';
import { intentTitle, outcomeView, triggerText } from '../../components/interactionView.ts';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { refusalText, speakerWords, whoSaid } from '../../components/speakerView.ts';
import { Page } from '../Page.tsx';
import styles from './HistoryScreen.module.css';
import {
  byDay,
  countText,
  emptyText,
  type Person,
  peopleIn,
  personOf,
  resultText,
  retentionText,
  saidByOf,
  scoreText,
} from './historyView.ts';

const SEARCH_ID = 'history-search';
const ANYONE = 'anyone';

/** What was said and what came of it, for as long as it is kept. */
export function HistoryScreen() {
  const load = useHark((store) => store.loadHistory);
  useEffect(() => void load(), [load]);
  return (
    <Page
      title="History"
      intro="What you said, as text, and what came of it. It stays on this computer; the sound of it is never kept."
    >
      <Keeping />
      <Filters />
      <Items />
    </Page>
  );
}

/** How long things are kept, and what can be done with all of them at once. */
function Keeping() {
  const days = useHark((store) => store.settings?.history.retentionDays ?? null);
  const history = useHark((store) => store.history);
  const go = useHark((store) => store.go);
  const exportAll = useHark((store) => store.exportHistory);
  const clear = useHark((store) => store.clearHistory);
  const [isAsking, setAsking] = useState(false);
  const [exported, setExported] = useState<number | null>(null);
  const isFiltered = useIsFiltered();
  const isEmpty = !history || (history.total === 0 && !isFiltered);
  const clearAll = async () => {
    await clear();
    setAsking(false);
    document.getElementById(SEARCH_ID)?.focus();
  };
  return (
    <div className={styles['keeping']}>
      <p className={styles['kept']} data-testid="history-kept">
        {days !== null && `${retentionText(days)}. `}
        <button type="button" className={styles['link']} onClick={() => go('settings')}>
          Change how long
        </button>
      </p>
      <div className={styles['buttons']}>
        <span role="status" className={styles['exported']}>
          {exported !== null && `${countText(exported, false)} written`}
        </span>
        <Button
          variant="default"
          data-testid="history-export"
          disabled={isEmpty}
          onClick={() => void exportAll().then(setExported)}
        >
          Export…
        </Button>
        <Button
          variant="default"
          data-testid="history-clear"
          disabled={isEmpty}
          onClick={() => setAsking(true)}
        >
          Delete all…
        </Button>
      </div>
      <Dialog
        open={isAsking}
        title="Delete the whole history?"
        onCancel={() => setAsking(false)}
        testId="history-clear-dialog"
      >
        <p>
          Every item is erased, also from the copies beside it, and what you marked as wrong with it. This
          cannot be taken back. Your timers, notes and commands stay.
        </p>
        <div className={styles['buttons']}>
          <Button variant="filled" data-testid="history-clear-yes" onClick={() => void clearAll()}>
            Delete all
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep it
          </Button>
        </div>
      </Dialog>
    </div>
  );
}

function useIsFiltered(): boolean {
  return useHark(
    (store) => store.historyWrongOnly || store.historySaidBy !== null || store.historySearch.trim() !== '',
  );
}

function Filters() {
  const search = useHark((store) => store.historySearch);
  const setSearch = useHark((store) => store.searchHistory);
  const wrongOnly = useHark((store) => store.historyWrongOnly);
  const showWrongOnly = useHark((store) => store.showWrongOnly);
  const history = useHark((store) => store.history);
  const saidBy = useHark((store) => store.historySaidBy);
  const showSaidBy = useHark((store) => store.showSaidBy);
  const people = usePeople();
  const isFiltered = useIsFiltered();
  return (
    <div className={styles['filters']}>
      <SearchField
        id={SEARCH_ID}
        label="Search the history"
        placeholder="Search what was said or answered"
        value={search}
        onChange={setSearch}
      />
      <Switch
        label="Only what was wrong"
        data-testid="history-wrong-only"
        checked={wrongOnly}
        onChange={(event) => showWrongOnly(event.currentTarget.checked)}
      />
      {people.length > 0 && (
        <Select
          className={styles['person']}
          aria-label="Said by"
          data-testid="history-person"
          data={[{ value: ANYONE, label: 'Said by anyone' }, ...people]}
          value={saidBy === null ? ANYONE : personOf(saidBy)}
          onChange={(value) => showSaidBy(value === null || value === ANYONE ? null : saidByOf(value))}
          allowDeselect={false}
          comboboxProps={{ transitionProps: { duration: 0 } }}
        />
      )}
      <p className={styles['count']} role="status" data-testid="history-count">
        {history && countText(history.total, isFiltered)}
      </p>
    </div>
  );
}

function usePeople(): Person[] {
  const profiles = useHark((store) => store.profiles?.profiles);
  const items = useHark((store) => store.history?.items);
  const saidBy = useHark((store) => store.historySaidBy);
  return peopleIn(profiles ?? [], items ?? [], saidBy);
}

function Items() {
  const history = useHark((store) => store.history);
  const more = useHark((store) => store.loadMoreHistory);
  const list = useRef<HTMLDivElement>(null);
  const focusAfterDelete = useFocusAfterDelete(list, history?.items ?? null);
  if (!history) return <p className={styles['quiet']}>Loading…</p>;
  if (history.items.length === 0) return <Empty />;
  return (
    <div ref={list} className={styles['days']} data-testid="history">
      {byDay(history.items, Date.now()).map(({ key, title, items }) => (
        <Panel key={key} title={title}>
          <ul className={styles['items']}>
            {items.map((item) => (
              <Item key={item.id} item={item} onDelete={focusAfterDelete} />
            ))}
          </ul>
        </Panel>
      ))}
      {history.more && (
        <Button
          className={styles['more']}
          variant="default"
          data-testid="history-more"
          onClick={() => void more()}
        >
          Show more
        </Button>
      )}
    </div>
  );
}

/** A deleted item takes the focus with it: the one that follows gets it, else the search. */
function useFocusAfterDelete(list: React.RefObject<HTMLDivElement | null>, items: Interaction[] | null) {
  const next = useRef<string | null>(null);
  useEffect(() => {
    if (next.current === null || items === null) return;
    const [id, deleted] = next.current.split(' ');
    if (items.some((item) => item.id === deleted)) return;
    next.current = null;
    const follower = list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id ?? '')}"] summary`);
    (follower ?? document.getElementById(SEARCH_ID))?.focus();
  }, [items, list]);
  return (deleted: string) => {
    const at = items?.findIndex((item) => item.id === deleted) ?? -1;
    next.current = `${items?.[at + 1]?.id ?? items?.[at - 1]?.id ?? ''} ${deleted}`;
  };
}

function Empty() {
  const days = useHark((store) => store.settings?.history.retentionDays ?? null);
  const wrongOnly = useHark((store) => store.historyWrongOnly);
  const search = useHark((store) => store.historySearch.trim());
  const saidBy = useHark((store) => store.historySaidBy);
  const people = usePeople();
  const name = saidBy === null ? null : people.find(({ value }) => value === personOf(saidBy))?.label;
  const text = emptyText({ search, wrongOnly, saidBy }, name ?? null, days);
  return (
    <p className={styles['empty']} data-testid="history-empty">
      {text}
    </p>
  );
}

function Item({ item, onDelete }: { item: Interaction; onDelete(id: string): void }) {
  const mark = useHark((store) => store.markWrong);
  const remove = useHark((store) => store.deleteFromHistory);
  const { id, text, intent, wrong } = item;
  const { title, tone } = outcomeView(item);
  const who = whoSaid(item);
  const name = text === null || text === '' ? title : `“${text}”`;
  const Flag = wrong ? IconFlagFilled : IconFlag;
  return (
    <li className={styles['item']} data-testid="history-item" data-id={id} data-tone={tone}>
      <details className={styles['details']}>
        <summary className={styles['summary']}>
          <time className={styles['when']} dateTime={new Date(item.at).toISOString()}>
            {formatMoment(item.at, item.at)}
          </time>
          <span className={styles['words']}>
            <span className={styles['said']}>{name}</span>
            {name !== title && <span className={styles['result']}>{resultText(item, title)}</span>}
          </span>
          <span className={styles['outcome']}>
            {intent === null ? title : (item.action?.title ?? intentTitle(intent))}
            {who !== null && (
              <span className={styles['who']} data-testid="history-who">
                {who}
              </span>
            )}
          </span>
        </summary>
        <Details item={item} />
      </details>
      <ActionIcon
        variant="subtle"
        size="lg"
        className={styles['flag']}
        aria-label={`That was wrong: ${name}`}
        aria-pressed={wrong}
        data-testid="history-wrong"
        onClick={() => void mark(id, !wrong)}
      >
        <Flag size={16} stroke={1.8} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={`Delete ${name}`}
        data-testid="history-delete"
        onClick={() => {
          onDelete(id);
          void remove(id);
        }}
      >
        <IconTrash size={16} stroke={1.8} />
      </ActionIcon>
    </li>
  );
}

function Details({ item }: { item: Interaction }) {
  const { title } = outcomeView(item);
  return (
    <div className={styles['inside']}>
      <InteractionTimeline interaction={item} />
      <dl className={styles['facts']}>
        <dt>Began with</dt>
        <dd>{triggerText(item)}</dd>
        {item.speaker && (
          <>
            <dt>Said by</dt>
            <dd>
              {speakerWords(item.speaker)}
              {scoreText(item.speaker)}
            </dd>
          </>
        )}
        <dt>Outcome</dt>
        <dd>
          {title}
          {item.confidence !== null && item.intent !== null && `, ${formatShare(item.confidence)} sure of it`}
        </dd>
        {item.refusal && (
          <>
            <dt>Because</dt>
            <dd>{refusalText(item.refusal)}</dd>
          </>
        )}
        {item.reply && (
          <>
            <dt>Reply</dt>
            <dd>{item.reply}</dd>
          </>
        )}
        {item.action?.error && (
          <>
            <dt>Failed</dt>
            <dd>{item.action.error.message}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
