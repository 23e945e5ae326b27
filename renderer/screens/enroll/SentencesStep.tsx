import { Button, UnstyledButton } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Enrollment } from '../../../contract/profiles.ts';
import { TAKES_MIN } from '../../../contract/speaker.ts';
import { MicrophoneNotice } from '../../components/MicrophoneNotice.tsx';
import { useHark, useServices } from '../../components/servicesContext.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './EnrollScreen.module.css';
import {
  firstToRead,
  goodTakes,
  nextToRead,
  type Reading,
  readingOf,
  takeWords,
  verdictView,
} from './enrollView.ts';
import { Paused } from './MicrophoneStep.tsx';
import { RefusalCallout } from './RefusalCallout.tsx';
import { SpeechStrip } from './SpeechStrip.tsx';
import { StepFrame } from './StepFrame.tsx';
import { useSpace } from './useKeys.ts';
import { Verdict } from './Verdict.tsx';

interface Props {
  /** Null once it was ended elsewhere. */
  enrollment: Enrollment | null;
  onDone(): void;
  onLeave(): void;
}

/** The sentences, one at a time: each begins with one press, ends by itself and is judged at once. */
export function SentencesStep({ enrollment, onDone, onLeave }: Props) {
  if (!enrollment) {
    return (
      <StepFrame
        title="This recording is over"
        actions={
          <Button size="md" variant="filled" onClick={onLeave}>
            Close
          </Button>
        }
      >
        <RefusalCallout refusal={{ code: 'enrollment.none', message: '' }} />
      </StepFrame>
    );
  }
  return <Sentences enrollment={enrollment} onDone={onDone} />;
}

function Sentences({ enrollment, onDone }: { enrollment: Enrollment; onDone(): void }) {
  const { prompts, takes } = enrollment;
  const read = useHark((store) => store.readPrompt);
  const end = useHark((store) => store.endReading);
  const last = useHark((store) => store.lastTake);
  const { takes: feed } = useServices();
  const [index, setIndex] = useState(() => firstToRead(takes));
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const primary = useRef<HTMLButtonElement>(null);
  const reading = readingOf(enrollment, last, index);
  const next = nextToRead(takes, index);
  const isGood = reading.phase === 'judged' && reading.report.verdict === 'good';

  const start = async () => {
    if (isStarting || reading.phase === 'listening') return;
    setStarting(true);
    setRefused(null);
    feed.reset();
    setRefused(await read(index));
    setStarting(false);
  };
  const show = (at: number) => {
    if (reading.phase === 'listening') void end('cancel');
    setRefused(null);
    feed.reset();
    setIndex(at);
  };
  const goOn = () => {
    if (next === null) onDone();
    else show(next);
  };
  const act = () => {
    if (reading.phase === 'listening') return;
    if (isGood) goOn();
    else void start();
  };
  useSpace(act);
  // A verdict is about what to press next.
  useEffect(() => {
    if (reading.phase === 'judged') primary.current?.focus();
  }, [reading.phase]);

  return (
    <StepFrame
      title={prompts[index] ?? ''}
      focusKey={index}
      actions={
        <Actions
          reading={reading}
          isStarting={isStarting}
          canFinish={goodTakes(takes) >= TAKES_MIN}
          isLast={next === null}
          primary={primary}
          onAct={act}
          onAgain={() => void start()}
          onEnd={(how) => void end(how)}
          onSkip={() => (next === null || next === index ? onDone() : show(next))}
          onFinish={onDone}
        />
      }
    >
      <p className={styles['above']}>
        Sentence {index + 1} of {prompts.length}. Read it aloud, as you usually speak.
      </p>
      <Paused />
      <MicrophoneNotice />
      <SpeechStrip
        isListening={reading.phase === 'listening'}
        speechMs={reading.phase === 'judged' ? reading.report.speechMs : 'live'}
      />
      <Said reading={reading} />
      <RefusalCallout refusal={refused} />
      <Sheet enrollment={enrollment} index={index} onShow={show} />
    </StepFrame>
  );
}

function Said({ reading }: { reading: Reading }) {
  if (reading.phase === 'judged') {
    const { title, advice, tone } = verdictView(reading.report);
    const kept =
      reading.isKept && reading.report.verdict !== 'good' ? ' The good one before it is kept.' : '';
    return (
      <Verdict
        title={title}
        advice={advice + kept}
        tone={tone}
        testId="take-verdict"
        state={reading.report.verdict}
      />
    );
  }
  return reading.phase === 'listening' ? (
    <Verdict
      title="Read it now"
      advice="It ends by itself when you are done."
      tone="calm"
      testId="take-verdict"
      state="listening"
    />
  ) : (
    <Verdict
      title="Ready when you are"
      advice="Press Space or the button, then read."
      tone="calm"
      testId="take-verdict"
      state="ready"
    />
  );
}

interface ActionsProps {
  reading: Reading;
  isStarting: boolean;
  /** There are enough good ones to make a voice of. */
  canFinish: boolean;
  /** None is left to be read. */
  isLast: boolean;
  primary: React.RefObject<HTMLButtonElement | null>;
  onAct(): void;
  onAgain(): void;
  onEnd(how: 'done' | 'cancel'): void;
  onSkip(): void;
  onFinish(): void;
}

/** The way on is one button throughout, so that the focus stays on it while a sentence is read. */
function Actions(props: ActionsProps) {
  const { reading, isStarting, canFinish, isLast, primary } = props;
  const isListening = reading.phase === 'listening';
  const isGood = reading.phase === 'judged' && reading.report.verdict === 'good';
  return (
    <>
      {isListening && (
        <>
          <Button size="md" variant="default" data-testid="take-cancel" onClick={() => props.onEnd('cancel')}>
            Stop
          </Button>
          <Button size="md" variant="default" data-testid="take-done" onClick={() => props.onEnd('done')}>
            That was all
          </Button>
        </>
      )}
      {!isListening && !isGood && (
        <Button size="md" variant="default" data-testid="take-skip" onClick={props.onSkip}>
          Leave it out
        </Button>
      )}
      {isGood && (
        <Button size="md" variant="default" data-testid="take-again" onClick={props.onAgain}>
          Read it again
        </Button>
      )}
      {canFinish && !isListening && !(isGood && isLast) && (
        <Button size="md" variant="default" data-testid="take-finish" onClick={props.onFinish}>
          That is enough
        </Button>
      )}
      <Button
        ref={primary}
        size="md"
        variant="filled"
        data-testid="take"
        aria-disabled={isListening || isStarting}
        leftSection={isGood ? null : <IconMicrophone size={18} stroke={1.8} aria-hidden="true" />}
        onClick={props.onAct}
      >
        {primaryWords(reading, isLast)}
      </Button>
    </>
  );
}

function primaryWords(reading: Reading, isLast: boolean): string {
  switch (reading.phase) {
    case 'ready':
      return 'Start reading';
    case 'listening':
      return 'Listening…';
    case 'judged':
      if (reading.report.verdict !== 'good') return 'Read it again';
      return isLast ? 'Go on' : 'Next sentence';
  }
}

/** All sentences with how far each is, and the way to any of them. */
function Sheet({
  enrollment: { prompts, takes },
  index,
  onShow,
}: {
  enrollment: Enrollment;
  index: number;
  onShow(at: number): void;
}) {
  return (
    <ol className={styles['sheet']} aria-label="Sentences">
      {prompts.map((prompt, at) => {
        const take = takes[at] ?? null;
        return (
          <li key={prompt}>
            <UnstyledButton
              className={styles['mark']}
              aria-label={`Sentence ${at + 1}: ${takeWords(take)}`}
              aria-current={at === index ? 'true' : undefined}
              data-testid={`sentence-${at}`}
              data-good={take ? '' : undefined}
              onClick={() => onShow(at)}
            >
              {at + 1}
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}
