import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconFlag,
  IconFlagFilled,
  IconMessage2,
  IconPlayerStop,
  IconUserCircle,
} from '@tabler/icons-react';
import type { Interaction } from '../../../contract/interactions.ts';
import { formatElapsed, formatTime } from '../../components/format.ts';
import { InteractionTimeline } from '../../components/InteractionTimeline.tsx';
import { outcomeView, saidText, totalMs, triggerText } from '../../components/interactionView.ts';
import { Panel } from '../../components/Panel.tsx';
import { SpeakerChip } from '../../components/SpeakerChip.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { refusalText } from '../../components/speakerView.ts';
import { useWords } from '../../components/useWords.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './CommandPanel.module.css';
import { EarlierCommands } from './EarlierCommands.tsx';

/** The command at hand, step by step as it happens, with what came of it; and the ones before. */
export function CommandPanel() {
  const interaction = useHark((store) => store.interaction);
  const isRunning = interaction?.outcome === 'running';
  return (
    <Panel
      title={interaction === null ? 'Commands' : isRunning ? 'Command under way' : 'Last command'}
      aside={interaction && <When interaction={interaction} />}
    >
      {interaction ? <AtHand interaction={interaction} /> : <Empty />}
      <EarlierCommands except={interaction?.id ?? null} />
    </Panel>
  );
}

function Empty() {
  const words = useWords().filter((word) => word.enabled && word.usable);
  const [first] = words;
  return (
    <p className={styles['empty']}>
      {first
        ? `Say “${first.phrase}, set a timer for ten minutes”, or type it above. It shows here step by step.`
        : 'Press Talk or type a command above. It shows here step by step.'}
    </p>
  );
}

function When({ interaction }: { interaction: Interaction }) {
  const isOver = interaction.outcome !== 'running';
  return (
    <span className={styles['when']}>
      {formatTime(interaction.at)}
      {isOver && ` · ${formatElapsed(totalMs(interaction))}`}
    </span>
  );
}

function AtHand({ interaction }: { interaction: Interaction }) {
  const { title, tone } = outcomeView(interaction);
  return (
    <article
      className={styles['atHand']}
      aria-label={`${triggerText(interaction)}: ${title}`}
      data-testid="interaction"
      data-id={interaction.id}
      data-outcome={interaction.outcome}
      data-tone={tone}
    >
      <Said interaction={interaction} />
      {interaction.speaker && (
        <p className={styles['speaker']}>
          <SpeakerChip voice={interaction.speaker} />
        </p>
      )}
      <InteractionTimeline interaction={interaction} />
      <Answer interaction={interaction} />
    </article>
  );
}

/** What was said, large; while it is being said, as much of it as is known. */
function Said({ interaction }: { interaction: Interaction }) {
  const said = saidText(interaction);
  const isPartial = interaction.text === null;
  if (said === '') {
    return (
      <p className={styles['said']} data-partial="" data-testid="said">
        {interaction.outcome === 'running' ? <span className={styles['caret']} aria-hidden="true" /> : '–'}
      </p>
    );
  }
  return (
    <p className={styles['said']} data-partial={isPartial ? '' : undefined} data-testid="said">
      “{said}
      {isPartial ? <span className={styles['caret']} aria-hidden="true" /> : '”'}
    </p>
  );
}

/** What came of it, and what can still be done about that. */
function Answer({ interaction }: { interaction: Interaction }) {
  const cancel = useHark((store) => store.cancel);
  const { title, tone } = outcomeView(interaction);
  const isRunning = interaction.outcome === 'running';
  const isReplying = interaction.stages.some(({ stage, state }) => stage === 'reply' && state === 'running');
  const { action, reply, refusal } = interaction;
  if (isRunning && reply === null) {
    return (
      <div className={styles['actions']}>
        <Button size="xs" variant="default" data-testid="cancel" onClick={() => void cancel()}>
          Cancel
        </Button>
      </div>
    );
  }
  return (
    <section className={styles['reply']} data-testid="reply-card" data-tone={tone} aria-label="Reply">
      <p className={styles['outcome']}>{action?.undone ? 'Taken back' : title}</p>
      {reply && (
        <p className={styles['replyText']} data-undone={action?.undone ? '' : undefined}>
          {reply}
        </p>
      )}
      {refusal && (
        <p className={styles['why']} data-testid="refusal" data-refusal={refusal}>
          {refusalText(refusal)}
        </p>
      )}
      {!reply && !refusal && action?.error && <p>{failureText(action.error.code).body}</p>}
      <div className={styles['actions']}>
        {isReplying && (
          <Button
            size="xs"
            variant="default"
            data-testid="silence"
            leftSection={<IconPlayerStop size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => void cancel()}
          >
            Be quiet
          </Button>
        )}
        <UndoButton interaction={interaction} />
        <WhatCanISay interaction={interaction} />
        <ToVoices interaction={interaction} />
        <WrongButton interaction={interaction} />
      </div>
    </section>
  );
}

function UndoButton({ interaction: { id, action } }: { interaction: Interaction }) {
  const undo = useHark((store) => store.undo);
  if (!action?.undoable || action.undone) return null;
  return (
    <Button
      size="xs"
      variant="default"
      data-testid="undo"
      aria-label={`Undo: ${action.preview}`}
      leftSection={<IconArrowBackUp size={16} stroke={1.8} aria-hidden="true" />}
      onClick={() => void undo(id)}
    >
      Undo
    </Button>
  );
}

/** After what was no command: the way to those there are. */
function WhatCanISay({ interaction: { outcome } }: { interaction: Interaction }) {
  const go = useHark((store) => store.go);
  const show = useHark((store) => store.showCommands);
  if (outcome !== 'rejected') return null;
  const open = () => {
    show('say');
    go('commands');
  };
  return (
    <Button
      size="xs"
      variant="default"
      data-testid="what-can-i-say"
      leftSection={<IconMessage2 size={16} stroke={1.8} aria-hidden="true" />}
      onClick={open}
    >
      What can I say?
    </Button>
  );
}

/** After a refusal: the way to whose voices are known and what they may have done. */
function ToVoices({ interaction: { refusal } }: { interaction: Interaction }) {
  const go = useHark((store) => store.go);
  if (refusal === null) return null;
  return (
    <Button
      size="xs"
      variant="default"
      data-testid="to-voices"
      leftSection={<IconUserCircle size={16} stroke={1.8} aria-hidden="true" />}
      onClick={() => go('profiles')}
    >
      Voices
    </Button>
  );
}

/** Marks it for later learning. */
function WrongButton({ interaction: { id, wrong, outcome } }: { interaction: Interaction }) {
  const mark = useHark((store) => store.markWrong);
  if (outcome === 'running') return null;
  const Icon = wrong ? IconFlagFilled : IconFlag;
  return (
    <Button
      size="xs"
      variant="default"
      className={styles['wrong']}
      data-testid="wrong"
      aria-pressed={wrong}
      leftSection={<Icon size={16} stroke={1.8} aria-hidden="true" />}
      onClick={() => void mark(id, !wrong)}
    >
      That was wrong
    </Button>
  );
}
