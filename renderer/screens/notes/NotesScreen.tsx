import { ActionIcon, Button, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconCopy, IconPencil, IconTrash } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { NOTE_MAX_CHARACTERS, type Note } from '../../../contract/actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { formatMoment } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { Page } from '../Page.tsx';
import styles from './NotesScreen.module.css';
import { byDay, matching, noteCount } from './notesView.ts';

const SEARCH_ID = 'notes-search';
/** How long a button says that it copied. */
const COPIED_MS = 2_000;

/** What was noted, newest first. Spoken notes show here at once. */
export function NotesScreen() {
  const notes = useHark((store) => store.notes);
  const load = useHark((store) => store.loadNotes);
  const forget = useHark((store) => store.forgetDeletedNote);
  const [search, setSearch] = useState('');
  useEffect(() => void load(), [load]);
  // Whoever leaves has seen that it went.
  useEffect(() => () => forget(), [forget]);
  return (
    <Page title="Notes" intro="What you asked Hark to note. It stays on this computer until you delete it.">
      <div className={styles['tools']}>
        <SearchField
          id={SEARCH_ID}
          label="Search your notes"
          placeholder="Search your notes"
          value={search}
          onChange={setSearch}
        />
        <p className={styles['count']} role="status" data-testid="notes-count">
          {notes && noteCount(matching(notes, search).length, search.trim() !== '')}
        </p>
        <DeleteAll count={notes?.length ?? 0} />
      </div>
      <Deleted />
      {notes ? <Days notes={notes} search={search} /> : <p className={styles['quiet']}>Loading…</p>}
    </Page>
  );
}

function DeleteAll({ count }: { count: number }) {
  const clear = useHark((store) => store.clearNotes);
  const [isAsking, setAsking] = useState(false);
  const clearAll = async () => {
    await clear();
    setAsking(false);
    document.getElementById(SEARCH_ID)?.focus();
  };
  return (
    <>
      <Button
        variant="default"
        data-testid="notes-clear"
        disabled={count === 0}
        onClick={() => setAsking(true)}
      >
        Delete all…
      </Button>
      <Dialog
        open={isAsking}
        title={count === 1 ? 'Delete the only note?' : `Delete all ${count} notes?`}
        onCancel={() => setAsking(false)}
        testId="notes-clear-dialog"
      >
        <p>They are erased, also from the copies beside them. This cannot be taken back.</p>
        <div className={styles['buttons']}>
          <Button variant="filled" data-testid="notes-clear-yes" onClick={() => void clearAll()}>
            Delete all
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep them
          </Button>
        </div>
      </Dialog>
    </>
  );
}

/** The way back from a slip, as long as this screen is open. */
function Deleted() {
  const note = useHark((store) => store.deletedNote);
  const restore = useHark((store) => store.restoreNote);
  return (
    <div role="status" className={styles['status']}>
      {note && (
        <div className={styles['deleted']} data-testid="note-deleted">
          <p className={styles['deletedText']}>Deleted: “{note.text}”</p>
          <Button
            size="xs"
            variant="default"
            data-testid="note-restore"
            leftSection={<IconArrowBackUp size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => {
              void restore();
              document.getElementById(SEARCH_ID)?.focus();
            }}
          >
            Undo
          </Button>
        </div>
      )}
    </div>
  );
}

function Days({ notes, search }: { notes: Note[]; search: string }) {
  const list = useRef<HTMLDivElement>(null);
  const focusAfterDelete = useFocusAfterDelete(list, notes);
  const found = matching(notes, search);
  if (found.length === 0) {
    return (
      <p className={styles['empty']} data-testid="notes-empty">
        {search.trim() === ''
          ? 'No notes yet. Say or type “take a note: buy milk”, and it shows here.'
          : `No note has “${search.trim()}” in it.`}
      </p>
    );
  }
  return (
    <div ref={list} className={styles['days']} data-testid="notes">
      {byDay(found, Date.now()).map((day) => (
        <Panel key={day.key} title={day.title}>
          <ul className={styles['notes']}>
            {day.notes.map((note) => (
              <Row key={note.id} note={note} onDelete={() => focusAfterDelete(note.id, found)} />
            ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}

/** A deleted note takes the focus with it: the one that follows gets it, else the search. */
function useFocusAfterDelete(list: RefObject<HTMLDivElement | null>, notes: Note[]) {
  const next = useRef<{ deleted: string; follower: string } | null>(null);
  useEffect(() => {
    const { current } = next;
    if (current === null || notes.some(({ id }) => id === current.deleted)) return;
    next.current = null;
    const follower = list.current?.querySelector<HTMLElement>(
      `[data-id="${CSS.escape(current.follower)}"] [data-testid="note-delete"]`,
    );
    (follower ?? document.getElementById(SEARCH_ID))?.focus();
  }, [notes, list]);
  return (deleted: string, shown: Note[]) => {
    const at = shown.findIndex(({ id }) => id === deleted);
    next.current = { deleted, follower: (shown[at + 1] ?? shown[at - 1])?.id ?? '' };
  };
}

function Row({ note, onDelete }: { note: Note; onDelete(): void }) {
  const remove = useHark((store) => store.deleteNote);
  const [isEditing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const { id, at, text } = note;
  const close = () => {
    setEditing(false);
    // The field that had the focus is gone.
    requestAnimationFrame(() => edit.current?.focus());
  };
  return (
    <li className={styles['note']} data-testid="note" data-id={id}>
      <time className={styles['when']} dateTime={new Date(at).toISOString()}>
        {formatMoment(at, at)}
      </time>
      {isEditing ? <Editor note={note} onDone={close} /> : <p className={styles['text']}>{text}</p>}
      <div className={styles['rowButtons']}>
        <CopyButton note={note} />
        <ActionIcon
          ref={edit}
          variant="subtle"
          size="lg"
          aria-label={`Edit “${text}”`}
          data-testid="note-edit"
          disabled={isEditing}
          onClick={() => setEditing(true)}
        >
          <IconPencil size={16} stroke={1.8} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={`Delete “${text}”`}
          data-testid="note-delete"
          onClick={() => {
            onDelete();
            void remove(note);
          }}
        >
          <IconTrash size={16} stroke={1.8} />
        </ActionIcon>
      </div>
    </li>
  );
}

function CopyButton({ note: { id, text } }: { note: Note }) {
  const copy = useHark((store) => store.copyNote);
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied > 0 ? IconCheck : IconCopy;
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      aria-label={copied > 0 ? 'Copied' : `Copy “${text}”`}
      data-testid="note-copy"
      onClick={() => void copy(id).then((done) => done && setCopied(copied + 1))}
    >
      <Icon size={16} stroke={1.8} />
    </ActionIcon>
  );
}

function Editor({ note: { id, text }, onDone }: { note: Note; onDone(): void }) {
  const edit = useHark((store) => store.editNote);
  const [draft, setDraft] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const trimmed = draft.trim();
  const save = async () => {
    if (trimmed === '') return;
    if (trimmed === text || (await edit(id, trimmed))) onDone();
  };
  return (
    <div className={styles['editor']}>
      <Textarea
        ref={field}
        aria-label="The note"
        data-testid="note-field"
        maxLength={NOTE_MAX_CHARACTERS}
        rows={Math.min(8, Math.max(2, draft.split('\n').length))}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        }}
      />
      <div className={styles['buttons']}>
        <Button
          size="xs"
          variant="filled"
          data-testid="note-save"
          disabled={trimmed === ''}
          onClick={() => void save()}
        >
          Save
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </div>
  );
}
