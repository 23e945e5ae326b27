import { Callout } from '../../components/Callout.tsx';
import { type FailureText, failureText } from '../../store/failureTexts.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './EnrollScreen.module.css';

interface Props {
  refusal: Refusal | null;
  /** What it is called here, where that is another thing than elsewhere. */
  textOf?(refusal: Refusal): Pick<FailureText, 'title' | 'body'>;
}

/** Why the way on is shut; read aloud when it comes up. */
export function RefusalCallout({ refusal, textOf = ({ code }) => failureText(code) }: Props) {
  const text = refusal && textOf(refusal);
  return (
    <div role="alert" className={styles['alert']}>
      {text && (
        <Callout tone="danger" title={text.title} testId="enroll-refused">
          {text.body}
        </Callout>
      )}
    </div>
  );
}
