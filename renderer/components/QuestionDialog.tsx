import { Button } from '@mantine/core';
import type { Question } from '../../contract/actions.ts';
import { HEARING_STATES } from '../../contract/states.ts';
import { Dialog } from './Dialog.tsx';
import styles from './QuestionDialog.module.css';
import { useHark } from './servicesContext.ts';
import { useWords } from './useWords.ts';

const TITLES: Record<Question['kind'], string> = {
  site: 'Open this site?',
};

/** What Hark asks before it does something for the first time. Whatever closes it without an answer means no. */
export function QuestionDialog() {
  const question = useHark((state) => state.assistant?.question ?? null);
  const answer = useHark((state) => state.answer);
  const say = (given: 'yes' | 'always' | 'no') => {
    if (question) void answer(question.id, given);
  };
  return (
    <Dialog
      open={question !== null}
      title={question ? TITLES[question.kind] : ''}
      onCancel={() => say('no')}
      testId="question"
    >
      {question && (
        <>
          <p className={styles['subject']}>{question.subject}</p>
          <p>{question.text}</p>
          <div className={styles['actions']}>
            <Button variant="filled" data-testid="answer-yes" onClick={() => say('yes')}>
              Yes, this time
            </Button>
            <Button variant="light" data-testid="answer-always" onClick={() => say('always')}>
              Always
            </Button>
            <Button variant="default" data-testid="answer-no" onClick={() => say('no')}>
              No
            </Button>
          </div>
          <p className={styles['note']}>
            “Always” does not ask again. Without an answer it is not done. <Spoken />
          </p>
        </>
      )}
    </Dialog>
  );
}

/** How it is answered from across the room. */
function Spoken() {
  const hears = useHark(({ assistant }) => assistant !== null && HEARING_STATES.has(assistant.state));
  const [word] = useWords().filter(({ enabled, usable }) => enabled && usable);
  if (!hears || word === undefined) return null;
  return `You can say it: “${word.phrase}, yes” or “${word.phrase}, no”.`;
}
