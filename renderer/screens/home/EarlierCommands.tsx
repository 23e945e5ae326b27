import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp, IconFlag, IconFlagFilled } from '@tabler/icons-react';
import type { Interaction } from '../../../contract/interactions.ts';
import { formatTime } from '../../components/format.ts';
import { outcomeView } from '../../components/interactionView.ts';
import { useHark } from '../../components/servicesContext.ts';
import styles from './EarlierCommands.module.css';

const SHOWN = 6;

/** The commands before the one at hand, a line each. Not there where there were none or history keeps none. */
export function EarlierCommands({ except }: { except: string | null }) {
  const recent = useHark((store) => store.recent);
  const earlier = recent.filter(({ id }) => id !== except).slice(0, SHOWN);
  if (earlier.length === 0) return null;
  return (
    <section className={styles['earlier']} aria-labelledby="earlier-commands">
      <h3 id="earlier-commands" className={styles['heading']}>
        Earlier
      </h3>
      <ul className={styles['list']} data-testid="earlier">
        {earlier.map((interaction) => (
          <Row key={interaction.id} interaction={interaction} />
        ))}
      </ul>
    </section>
  );
}

function Row({ interaction }: { interaction: Interaction }) {
  const undo = useHark((store) => store.undo);
  const mark = useHark((store) => store.markWrong);
  const { title, tone } = outcomeView(interaction);
  const { id, text, action, reply, wrong } = interaction;
  const Flag = wrong ? IconFlagFilled : IconFlag;
  const name = text === null ? title : `“${text}”`;
  return (
    <li className={styles['row']} data-testid="earlier-item" data-id={id} data-tone={tone}>
      <span className={styles['when']}>{formatTime(interaction.at)}</span>
      <div className={styles['words']}>
        <p className={styles['said']}>{name}</p>
        {text !== null && (
          <p className={styles['result']}>
            {action?.undone ? 'Taken back' : (reply ?? action?.preview ?? title)}
          </p>
        )}
      </div>
      <div className={styles['actions']}>
        {action?.undoable && !action.undone && (
          <ActionIcon variant="subtle" aria-label={`Undo: ${action.preview}`} onClick={() => void undo(id)}>
            <IconArrowBackUp size={16} stroke={1.8} />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          aria-label={`That was wrong: ${name}`}
          aria-pressed={wrong}
          className={styles['flag']}
          onClick={() => void mark(id, !wrong)}
        >
          <Flag size={16} stroke={1.8} />
        </ActionIcon>
      </div>
    </li>
  );
}
