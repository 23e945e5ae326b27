import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { UserAction } from '../../../contract/actions.ts';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import {
  ACTION_KINDS,
  type ActionDraft,
  type ActionKind,
  type DraftErrors,
  type DraftField,
  intentOf,
  needsConfirmation,
  readDraft,
} from '../../store/actionDraft.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './ActionsView.module.css';
import { ADD_ACTION_ID, KIND_VIEWS, WHO_CHOICES, whoMay, whoMayMeans } from './actionView.ts';

const TITLE_MAX_CHARACTERS = 100;
const INTENT_MAX_CHARACTERS = 64;
const ADDRESS_MAX_CHARACTERS = 2_000;
const PATH_MAX_CHARACTERS = 1_000;
const SENTENCES_ROWS = 3;
const ARGUMENTS_ROWS = 2;

interface Props {
  draft: ActionDraft;
  actions: UserAction[];
}

/** Adds an action or changes one. What stands in it is kept while other screens are open. */
export function ActionForm({ draft, actions }: Props) {
  const write = useHark((store) => store.writeAction);
  const save = useHark((store) => store.saveUserAction);
  const commands = useHark((store) => store.commands);
  const form = useRef<HTMLFormElement>(null);
  /** Shown from the first attempt to save on. */
  const [isChecked, setChecked] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [confirming, setConfirming] = useState<UserAction | null>(null);
  const taken = useMemo(
    () => new Set([...actions, ...(commands?.actions ?? [])].map(({ intent }) => intent)),
    [actions, commands],
  );
  const read = readDraft(draft, taken);
  const errors: DraftErrors = isChecked && read.errors ? read.errors : {};
  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  const change = (part: Partial<ActionDraft>) => {
    setRefusal(null);
    write({ ...draft, ...part });
  };
  const close = () => {
    write(null);
    // What has the focus goes away with the form.
    requestAnimationFrame(() => document.getElementById(ADD_ACTION_ID)?.focus());
  };
  const keep = async (action: UserAction) => {
    setConfirming(null);
    const failure = await save(action);
    if (failure === null) close();
    else setRefusal(`${failureText(failure.code).title}: ${failure.message}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!read.action) {
      // The fields are marked with the next render.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const before = actions.find(({ intent }) => intent === draft.replaces);
    if (needsConfirmation(read.action, before)) setConfirming(read.action);
    else void keep(read.action);
  };
  return (
    <Panel title={draft.replaces === null ? 'New action' : 'Change an action'}>
      <form ref={form} className={styles['form']} noValidate onSubmit={submit} data-testid="action-form">
        <SegmentedControl
          aria-label="What it does"
          data-testid="action-kind"
          className={styles['kinds']}
          data={ACTION_KINDS.map((value) => ({ value, label: KIND_VIEWS[value].label }))}
          value={draft.kind}
          onChange={(kind) => change({ kind: kind as ActionKind })}
        />
        <p className={styles['quiet']}>{KIND_VIEWS[draft.kind].does}</p>
        <div className={styles['pair']}>
          <TextInput
            label="Name"
            data-testid="action-title"
            maxLength={TITLE_MAX_CHARACTERS}
            autoComplete="off"
            value={draft.title}
            error={errors.title}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
          <TextInput
            label="Intent"
            data-testid="action-intent"
            maxLength={INTENT_MAX_CHARACTERS}
            autoComplete="off"
            spellCheck={false}
            readOnly={draft.replaces !== null}
            value={intentOf(draft)}
            error={errors.intent}
            onChange={(event) => change({ intent: event.currentTarget.value })}
          />
        </div>
        <Textarea
          label="Sentences"
          description="One per line. (this|that) is either, [maybe] may be left out."
          placeholder="open the [weather] forecast"
          data-testid="action-sentences"
          rows={SENTENCES_ROWS}
          spellCheck={false}
          value={draft.sentences}
          error={errors.sentences}
          onChange={(event) => change({ sentences: event.currentTarget.value })}
        />
        <OfKind draft={draft} errors={errors} change={change} />
        <Select
          label="Who may have it done"
          description={whoMayMeans(draft.risk)}
          data-testid="action-risk"
          data={WHO_CHOICES}
          value={draft.risk}
          onChange={(risk) => {
            if (risk !== null) change({ risk });
          }}
          allowDeselect={false}
          comboboxProps={{ transitionProps: { duration: 0 } }}
        />
        {refusal !== null && (
          <div role="alert">
            <Callout tone="danger" title="It was not saved" testId="action-refused">
              {refusal}
            </Callout>
          </div>
        )}
        <div className={styles['buttons']}>
          <Button type="submit" variant="filled" data-testid="action-save">
            {draft.replaces === null ? 'Add it' : 'Save'}
          </Button>
          <Button variant="default" data-testid="action-cancel" onClick={close}>
            Cancel
          </Button>
        </div>
      </form>
      <ProgramDialog
        action={confirming}
        onYes={() => confirming && void keep(confirming)}
        onNo={() => setConfirming(null)}
      />
    </Panel>
  );
}

interface KindProps {
  draft: ActionDraft;
  errors: DraftErrors;
  change(part: Partial<ActionDraft>): void;
}

function OfKind(props: KindProps) {
  switch (props.draft.kind) {
    case 'url':
      return <Address {...props} />;
    case 'webhook':
      return (
        <>
          <Address {...props} />
          <SegmentedControl
            aria-label="Method"
            className={styles['method']}
            data={['POST', 'GET']}
            value={props.draft.method}
            onChange={(method) => props.change({ method: method as ActionDraft['method'] })}
          />
        </>
      );
    case 'program':
      return <Program {...props} />;
    case 'home_assistant':
      return <HomeAssistantState />;
  }
}

function Address({ draft, errors, change }: KindProps) {
  return (
    <TextInput
      label="Address"
      placeholder="https://example.org/"
      data-testid="action-url"
      type="url"
      maxLength={ADDRESS_MAX_CHARACTERS}
      autoComplete="off"
      value={draft.url}
      error={errors.url}
      onChange={(event) => change({ url: event.currentTarget.value })}
    />
  );
}

function Program({ draft, errors, change }: KindProps) {
  const field = (name: Extract<DraftField, 'program' | 'args'>) => ({
    value: draft[name],
    error: errors[name],
    spellCheck: false,
  });
  return (
    <>
      <TextInput
        label="Program"
        description="Its whole path."
        placeholder="/usr/bin/example"
        data-testid="action-program"
        maxLength={PATH_MAX_CHARACTERS}
        autoComplete="off"
        {...field('program')}
        onChange={(event) => change({ program: event.currentTarget.value })}
      />
      <Textarea
        label="Arguments"
        description="One per line, exactly as the program gets them. Leave it empty for none."
        data-testid="action-args"
        rows={ARGUMENTS_ROWS}
        {...field('args')}
        onChange={(event) => change({ args: event.currentTarget.value })}
      />
    </>
  );
}

/** Without an address and a token such an action could not do anything. */
function HomeAssistantState() {
  const status = useHark((store) => store.homeAssistant);
  const load = useHark((store) => store.loadHomeAssistant);
  const go = useHark((store) => store.go);
  useEffect(() => void load(), [load]);
  if (!status || (status.url !== null && status.hasToken)) return null;
  return (
    <Callout
      tone="warn"
      title="Home Assistant is not set up"
      testId="home-assistant-missing"
      actions={
        <Button variant="default" onClick={() => go('settings')}>
          Open Settings
        </Button>
      }
    >
      {status.url === null ? 'Its address is missing.' : 'Its access token is missing.'}
    </Callout>
  );
}

interface DialogProps {
  action: UserAction | null;
  onYes(): void;
  onNo(): void;
}

/** A program started by voice is confirmed in full, once, when it is added or changed. */
function ProgramDialog({ action, onYes, onNo }: DialogProps) {
  const program = action?.kind === 'program' ? action : null;
  return (
    <Dialog
      open={program !== null}
      title="Start this program by voice?"
      onCancel={onNo}
      testId="program-confirm"
    >
      {program && (
        <>
          <p>
            Hark will start <code className={styles['path']}>{program.program}</code>{' '}
            {program.args.length === 0 ? 'without arguments' : 'with these arguments'} whenever somebody says
            “{program.sentences[0]}”{program.sentences.length > 1 && ' or one of its other sentences'}.
          </p>
          {program.args.length > 0 && (
            <ol className={styles['arguments']} aria-label="Arguments">
              {program.args.map((argument, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same argument may stand there twice
                <li key={i}>
                  <code>{argument}</code>
                </li>
              ))}
            </ol>
          )}
          <p data-testid="program-who">
            Who may: {whoMay(program.risk)}. {whoMayMeans(program.risk)}
          </p>
          <div className={styles['buttons']}>
            <Button variant="filled" data-testid="program-yes" onClick={onYes}>
              Yes, start it when I say so
            </Button>
            <Button variant="default" data-testid="program-no" onClick={onNo}>
              Not now
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
