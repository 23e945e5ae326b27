import { Button } from '@mantine/core';
import type { Enrollment } from '../../../contract/profiles.ts';
import { useHark } from '../../components/servicesContext.ts';
import { enrollmentText, whenText } from '../profiles/profilesView.ts';
import { StepFrame } from './StepFrame.tsx';

interface Props {
  enrollment: Enrollment;
  onGoOn(): void;
  onAnew(): void;
}

/** Another recording was begun before: only one can be under way. */
export function LeftStep({ enrollment, onGoOn, onAnew }: Props) {
  const discard = useHark((store) => store.discardEnrollment);
  return (
    <StepFrame
      title="One is not finished yet"
      actions={
        <>
          <Button
            size="md"
            variant="default"
            data-testid="left-anew"
            onClick={() => void discard().then(onAnew)}
          >
            Discard it and begin anew
          </Button>
          <Button size="md" variant="filled" data-testid="left-go-on" onClick={onGoOn}>
            Go on with it
          </Button>
        </>
      }
    >
      <p>
        {enrollmentText(enrollment)} It was begun {whenText(enrollment.startedAt, Date.now())}.
      </p>
    </StepFrame>
  );
}
