import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Profile } from '../../../contract/profiles.ts';
import type { VoiceReference, VoiceSummary } from '../../../contract/speaker.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { formatElapsed, formatMoment } from '../../components/format.ts';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './ProfileCard.module.css';
import {
  isNeeded,
  LEARNED_SPANS,
  type LearnedSpan,
  learned,
  learnedSince,
  microphoneText,
  originText,
  referencesText,
  removeText,
} from './profilesView.ts';

interface Props {
  profile: Profile;
  summary: VoiceSummary;
}

/** What the voice is compared with: where each came from, and the way to take it out again. */
export function References({ profile: { id, name }, summary }: Props) {
  const remove = useHark((store) => store.removeReference);
  const [isForgetting, setForgetting] = useState(false);
  const { references } = summary;
  const newestFirst = references.toSorted((a, b) => b.at - a.at);
  return (
    <details className={styles['references']} data-testid="references">
      <summary className={styles['more']}>{referencesText(summary)}</summary>
      <ul className={styles['list']}>
        {newestFirst.map((reference) => (
          <Row
            key={reference.id}
            reference={reference}
            isLast={isNeeded(reference, summary)}
            onRemove={() => void remove(id, reference.id)}
          />
        ))}
      </ul>
      {learned(summary).length > 0 && (
        <Button size="xs" variant="default" data-testid="forget-learned" onClick={() => setForgetting(true)}>
          Forget what it learned…
        </Button>
      )}
      <Dialog
        open={isForgetting}
        title={`Forget what Hark learned of ${name}?`}
        onCancel={() => setForgetting(false)}
        testId="forget-dialog"
      >
        <Forget id={id} onDone={() => setForgetting(false)} />
      </Dialog>
    </details>
  );
}

interface RowProps {
  reference: VoiceReference;
  isLast: boolean;
  onRemove(): void;
}

function Row({ reference, isLast, onRemove }: RowProps) {
  const { origin, at, speechMs } = reference;
  const now = Date.now();
  return (
    <li className={styles['reference']} data-testid="reference" data-origin={origin}>
      <span className={styles['origin']}>{originText(reference)}</span>
      <span>{microphoneText(reference)}</span>
      <span>{formatMoment(at, now)}</span>
      <span className={styles['seconds']}>{formatElapsed(speechMs)}</span>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={removeText(reference, now)}
        data-testid="reference-remove"
        disabled={isLast}
        onClick={onRemove}
      >
        <IconTrash size={16} stroke={1.8} />
      </ActionIcon>
    </li>
  );
}

function Forget({ id, onDone }: { id: string; onDone(): void }) {
  const undo = useHark((store) => store.undoAdaptation);
  const [span, setSpan] = useState<LearnedSpan>('all');
  const [refused, setRefused] = useState<string | null>(null);
  const forget = async () => {
    const refusal = await undo(id, learnedSince(span, Date.now()));
    if (refusal) setRefused(failureText(refusal.code).title);
    else onDone();
  };
  return (
    <>
      <p>
        Hark adds to a voice what it recognised beyond doubt. If it took someone else for you, take that back;
        what you read yourself stays.
      </p>
      <SegmentedControl
        aria-label="How much of it"
        data={LEARNED_SPANS.map(({ value, label }) => ({ value, label }))}
        value={span}
        onChange={(value) => setSpan(value as LearnedSpan)}
      />
      {refused && <p className={styles['warning']}>{refused}</p>}
      <div className={styles['buttons']}>
        <Button variant="filled" data-testid="forget-yes" onClick={() => void forget()}>
          Forget it
        </Button>
        <Button variant="default" onClick={onDone}>
          Keep it
        </Button>
      </div>
    </>
  );
}
