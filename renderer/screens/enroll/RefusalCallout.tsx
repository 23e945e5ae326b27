import { Callout } from '../../components/Callout.tsx';
import { failureText } from '../../store/failureTexts.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './EnrollScreen.module.css';

/** Why the way on is shut; read aloud when it comes up. */
export function RefusalCallout({ refusal }: { refusal: Refusal | null }) {
  return (
    <div role="alert" className={styles['alert']}>
      {refusal && (
        <Callout tone="danger" title={failureText(refusal.code).title} testId="enroll-refused">
          {failureText(refusal.code).body}
        </Callout>
      )}
    </div>
  );
}
