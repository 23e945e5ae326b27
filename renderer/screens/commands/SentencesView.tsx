import { Button, UnstyledButton } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import type { GrammarDiagnostic } from '../../../contract/command.ts';
import { Callout } from '../../components/Callout.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { type Editing, savability } from '../../store/commandsSlice.ts';
import { type EditorHandle, SentenceEditor } from './SentenceEditor.tsx';
import styles from './SentencesView.module.css';
import { verdictText } from './verdict.ts';

const HINT_ID = 'sentences-hint';
const VERDICT_ID = 'sentences-verdict';
/** More could not be worked through at once; those that follow often come from the first. */
const DIAGNOSTICS_SHOWN = 50;

/** One's own sentences, checked while they are written. */
export function SentencesView() {
  const editing = useHark((store) => store.editing);
  if (!editing) return <p className={styles['quiet']}>Loading…</p>;
  return <Editor editing={editing} />;
}

function Editor({ editing }: { editing: Editing }) {
  const edit = useHark((store) => store.editSentences);
  const save = useHark((store) => store.saveSentences);
  const revert = useHark((store) => store.revertSentences);
  const editor = useRef<EditorHandle>(null);
  const { draft, diagnostics, checked, isSaving, file } = editing;
  const { isChanged, canSave } = savability(editing);
  const marked = useMemo(
    () => new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ line }) => line)),
    [diagnostics],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      if (canSave) void save();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [canSave, save]);
  return (
    <Panel
      title="Your sentences"
      aside={
        <span className={styles['file']} data-testid="sentences-state">
          {file}
          {isChanged ? ' · not saved' : ''}
        </span>
      }
    >
      <Outside editing={editing} />
      <SentenceEditor
        ref={editor}
        label="Your sentences"
        describedBy={`${VERDICT_ID} ${HINT_ID}`}
        value={draft}
        marked={marked}
        onChange={edit}
      />
      <div className={styles['below']}>
        <p id={VERDICT_ID} role="status" className={styles['verdict']} data-testid="sentences-verdict">
          {checked === draft ? verdictText(diagnostics) : 'Checking…'}
        </p>
        <div className={styles['buttons']}>
          <Button variant="default" data-testid="sentences-revert" disabled={!isChanged} onClick={revert}>
            Take back changes
          </Button>
          <Button
            variant="filled"
            data-testid="sentences-save"
            aria-keyshortcuts="Control+S"
            disabled={!canSave}
            loading={isSaving}
            onClick={() => void save()}
          >
            Save
          </Button>
        </div>
      </div>
      <Diagnostics diagnostics={diagnostics} onPick={(at) => editor.current?.goTo(at.line, at.column)} />
      <p id={HINT_ID} className={styles['quiet']}>
        Ctrl+S saves. While you edit, Tab indents; press Escape, then Tab, to move on.
      </p>
    </Panel>
  );
}

function Diagnostics({
  diagnostics,
  onPick,
}: {
  diagnostics: GrammarDiagnostic[];
  onPick(at: GrammarDiagnostic): void;
}) {
  if (diagnostics.length === 0) return null;
  const hidden = diagnostics.length - DIAGNOSTICS_SHOWN;
  return (
    <ol className={styles['diagnostics']} aria-label="Mistakes" data-testid="diagnostics">
      {diagnostics.slice(0, DIAGNOSTICS_SHOWN).map((each) => (
        <li key={[each.severity, each.line, each.column, each.message].join()}>
          <UnstyledButton
            className={styles['diagnostic']}
            data-severity={each.severity}
            data-testid="diagnostic"
            onClick={() => onPick(each)}
          >
            <span className={styles['place']}>
              {each.severity === 'warning' ? 'Warning, line' : 'Line'} {each.line}:{each.column}
            </span>
            <span>{each.message}</span>
          </UnstyledButton>
        </li>
      ))}
      {hidden > 0 && <li className={styles['quiet']}>and {hidden} more</li>}
    </ol>
  );
}

function Outside({ editing: { outside, file } }: { editing: Editing }) {
  const settle = useHark((store) => store.settleOutside);
  if (outside === null) return null;
  return (
    <Callout
      tone="warn"
      title={`${file} was changed elsewhere`}
      testId="sentences-outside"
      actions={
        <>
          <Button variant="default" onClick={() => settle('theirs')}>
            Take that one
          </Button>
          <Button variant="default" onClick={() => settle('mine')}>
            Keep mine
          </Button>
        </>
      }
    >
      What you wrote here is not saved yet. Saving it would replace the other change.
    </Callout>
  );
}
