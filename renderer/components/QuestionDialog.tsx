import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Question } from '../../contract/actions.ts';
import { HEARING_STATES } from '../../contract/states.ts';
import { Dialog } from './Dialog.tsx';
import { digitsOf, isPin, PIN_MAX_DIGITS } from './pin.ts';
import styles from './QuestionDialog.module.css';
import { useHark } from './servicesContext.ts';
import { useWords } from './useWords.ts';

const TITLES: Record<Question['kind'], string> = {
  site: 'Open this site?',
  words: 'Say these two words',
  pin: 'Is it you?',
};
const KINDS: Record<Question['kind'], (props: AskedProps) => React.ReactNode> = {
  site: Site,
  words: Words,
  pin: Pin,
};

interface AskedProps {
  question: Question;
  onAnswer(given: 'yes' | 'always' | 'no'): void;
}

/** What Hark asks before it does something. Whatever closes it without an answer means no. */
export function QuestionDialog() {
  const question = useHark((state) => state.assistant?.question ?? null);
  const answer = useHark((state) => state.answer);
  const say = (given: 'yes' | 'always' | 'no') => {
    if (question) void answer(question.id, given);
  };
  const Asked = question && KINDS[question.kind];
  return (
    <Dialog
      open={question !== null}
      title={question ? TITLES[question.kind] : ''}
      onCancel={() => say('no')}
      testId="question"
    >
      {question && Asked && <Asked key={question.id} question={question} onAnswer={say} />}
    </Dialog>
  );
}

function Site({ question, onAnswer }: AskedProps) {
  return (
    <>
      <p className={styles['subject']}>{question.subject}</p>
      <p>{question.text}</p>
      <div className={styles['actions']}>
        <Button variant="filled" data-testid="answer-yes" onClick={() => onAnswer('yes')}>
          Yes, this time
        </Button>
        <Button variant="light" data-testid="answer-always" onClick={() => onAnswer('always')}>
          Always
        </Button>
        <Button variant="default" data-testid="answer-no" onClick={() => onAnswer('no')}>
          No
        </Button>
      </div>
      <p className={styles['note']}>
        “Always” does not ask again. Without an answer it is not done. <Spoken answers={['yes', 'no']} />
      </p>
    </>
  );
}

/** How it is answered from across the room. */
function Spoken({ answers }: { answers: readonly string[] }) {
  const hears = useHark(({ assistant }) => assistant !== null && HEARING_STATES.has(assistant.state));
  const [word] = useWords().filter(({ enabled, usable }) => enabled && usable);
  if (!hears || word === undefined) return null;
  return `You can say it: ${answers.map((answer) => `“${word.phrase}, ${answer}”`).join(' or ')}.`;
}

/** A recording of the owner does not know which words are asked for. */
function Words({ question, onAnswer }: AskedProps) {
  return (
    <>
      <p className={styles['words']} data-testid="challenge-words">
        {question.subject}
      </p>
      <p>{question.text}</p>
      <div className={styles['actions']}>
        <Button variant="default" data-testid="answer-no" onClick={() => onAnswer('no')}>
          Do not do it
        </Button>
      </div>
      <p className={styles['note']}>
        <Spoken answers={[question.subject]} /> Two words, other ones every time: a recording of you could not
        know them. Without them it is not done.
      </p>
    </>
  );
}

function Pin({ question, onAnswer }: AskedProps) {
  const answerPin = useHark((state) => state.answerPin);
  const [pin, setPin] = useState('');
  const [wrongTries, setWrongTries] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // After the dialog gave the focus to its heading: nothing but digits is typed here, and they do nothing by themselves.
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isAsking || !isPin(pin)) return;
    setAsking(true);
    const isRight = await answerPin(question.id, pin);
    setAsking(false);
    setPin('');
    if (isRight === false) setWrongTries((tries) => tries + 1);
    field.current?.focus();
  };
  return (
    <form className={styles['pin']} onSubmit={(event) => void send(event)}>
      <p>{question.text}</p>
      <TextInput
        ref={field}
        label={`PIN of ${question.subject}`}
        data-testid="pin"
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={PIN_MAX_DIGITS}
        value={pin}
        error={wrongTries === 0 ? null : wrongPin(wrongTries)}
        onChange={(event) => setPin(digitsOf(event.currentTarget.value))}
      />
      <div className={styles['actions']}>
        <Button type="submit" variant="filled" data-testid="pin-send" disabled={isAsking || !isPin(pin)}>
          Do it
        </Button>
        <Button variant="default" data-testid="answer-no" onClick={() => onAnswer('no')}>
          Do not do it
        </Button>
      </div>
    </form>
  );
}

function wrongPin(tries: number): string {
  return tries === 1 ? 'That is not the PIN.' : `That is not the PIN either: ${tries} wrong so far.`;
}
