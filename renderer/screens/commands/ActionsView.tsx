import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserAction } from '../../../contract/actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { draftOf, emptyDraft } from '../../store/actionDraft.ts';
import { ActionForm } from './ActionForm.tsx';
import styles from './ActionsView.module.css';
import { ADD_ACTION_ID, actionDetail, KIND_VIEWS, whoMay } from './actionView.ts';

/** What one added to what Hark can do. */
export function ActionsView() {
  const actions = useHark((store) => store.userActions);
  const draft = useHark((store) => store.actionDraft);
  const write = useHark((store) => store.writeAction);
  const remove = useHark((store) => store.deleteUserAction);
  const [deleting, setDeleting] = useState<UserAction | null>(null);
  if (!actions) return <p className={styles['quiet']}>Loading…</p>;
  if (draft) return <ActionForm draft={draft} actions={actions} />;
  const confirmDelete = async () => {
    if (deleting) await remove(deleting.intent);
    setDeleting(null);
    // The button that asked is gone with its action.
    document.getElementById(ADD_ACTION_ID)?.focus();
  };
  return (
    <Panel
      title="Your actions"
      aside={
        <Button
          id={ADD_ACTION_ID}
          variant="light"
          data-testid="action-add"
          onClick={() => write(emptyDraft())}
        >
          Add an action
        </Button>
      }
    >
      {actions.length === 0 ? (
        <p className={styles['quiet']} data-testid="actions-empty">
          None yet. An action opens an address, starts a program, calls a webhook or asks Home Assistant when
          you say one of its sentences.
        </p>
      ) : (
        <ul className={styles['actions']} data-testid="actions">
          {actions.map((action) => (
            <Row
              key={action.intent}
              action={action}
              onEdit={() => write(draftOf(action))}
              onDelete={() => setDeleting(action)}
            />
          ))}
        </ul>
      )}
      <Dialog
        open={deleting !== null}
        title={`Delete “${deleting?.title ?? ''}”?`}
        onCancel={() => setDeleting(null)}
        testId="action-delete-dialog"
      >
        <p>Hark will no longer understand its sentences.</p>
        <div className={styles['buttons']}>
          <Button variant="filled" data-testid="action-delete-yes" onClick={() => void confirmDelete()}>
            Delete it
          </Button>
          <Button variant="default" onClick={() => setDeleting(null)}>
            Keep it
          </Button>
        </div>
      </Dialog>
    </Panel>
  );
}

interface RowProps {
  action: UserAction;
  onEdit(): void;
  onDelete(): void;
}

function Row({ action, onEdit, onDelete }: RowProps) {
  const { title, sentences, intent, risk } = action;
  const { Icon, label } = KIND_VIEWS[action.kind];
  const [first = ''] = sentences;
  return (
    <li className={styles['action']} data-testid="action" data-intent={intent}>
      <Icon size={22} stroke={1.6} aria-hidden="true" className={styles['icon']} />
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        <p className={styles['said']}>
          “{first}”{sentences.length > 1 && ` and ${sentences.length - 1} more`}
        </p>
        <p className={styles['quiet']} data-testid="action-who" data-risk={risk}>
          {label} · {whoMay(risk)}
          {actionDetail(action) !== '' && <code className={styles['detail']}> {actionDetail(action)}</code>}
        </p>
      </div>
      <div className={styles['rowButtons']}>
        <ActionIcon variant="subtle" size="lg" aria-label={`Edit “${title}”`} onClick={onEdit}>
          <IconPencil size={18} stroke={1.8} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={`Delete “${title}”`}
          data-testid="action-delete"
          onClick={onDelete}
        >
          <IconTrash size={18} stroke={1.8} />
        </ActionIcon>
      </div>
    </li>
  );
}
