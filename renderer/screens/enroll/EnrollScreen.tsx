import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import type { Enrollment } from '../../../contract/profiles.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useHark } from '../../components/servicesContext.ts';
import type { EnrollmentGoal } from '../../store/profilesSlice.ts';
import { CheckStep } from './CheckStep.tsx';
import { ConsentStep } from './ConsentStep.tsx';
import { DoneStep } from './DoneStep.tsx';
import styles from './EnrollScreen.module.css';
import { goodTakes, STEP_LABELS, STEPS, type Step } from './enrollView.ts';
import { LeftStep } from './LeftStep.tsx';
import { MicrophoneStep } from './MicrophoneStep.tsx';
import { SentencesStep } from './SentencesStep.tsx';
import { TryStep } from './TryStep.tsx';
import { useEscape } from './useKeys.ts';

/**
 * A voice is set up, step by step, in the whole window. Main keeps what was read; closing the window at any step
 * leaves it to go on with later.
 */
export function EnrollScreen({ goal }: { goal: EnrollmentGoal }) {
  const enrollment = useHark((store) => store.profiles?.enrollment ?? null);
  const close = useHark((store) => store.closeEnrollment);
  const discard = useHark((store) => store.discardEnrollment);
  const endReading = useHark((store) => store.endReading);
  const [step, setStep] = useState<Step>(() => firstStep(goal, enrollment));
  const [profileId, setProfileId] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const made = useHark((store) => store.profiles?.profiles.find(({ id }) => id === profileId)?.name ?? null);

  const leave = () => {
    const isUnfinished = enrollment !== null && profileId === null && step !== 'left' && step !== 'consent';
    if (!isUnfinished) {
      if (step === 'try') void endReading('cancel');
      return close();
    }
    if (enrollment.recording !== null) void endReading('cancel');
    if (enrollment.recording !== null || goodTakes(enrollment.takes) > 0) return setAsking(true);
    // Nothing was read: there is nothing to go on with.
    void discard();
    close();
  };
  useEscape(leave);

  return (
    <div className={styles['screen']} data-testid="enroll" data-step={step}>
      <header className={styles['bar']}>
        <p className={styles['what']}>{made === null ? titleOf(goal, enrollment) : `The voice of ${made}`}</p>
        <Progress step={step} />
        <CloseButton aria-label="Close" data-testid="enroll-close" onClick={leave} />
      </header>
      <main id="content" className={styles['main']}>
        {step === 'left' && enrollment && (
          <LeftStep
            enrollment={enrollment}
            onGoOn={() => setStep('microphone')}
            onAnew={() => setStep('consent')}
          />
        )}
        {step === 'consent' && (
          <ConsentStep goal={goal} onDone={() => setStep('microphone')} onLeave={leave} />
        )}
        {step === 'microphone' && (
          <MicrophoneStep
            canGoBack={goal.purpose !== 'resume' && goodTakes(enrollment?.takes ?? []) === 0}
            onBack={() => setStep('consent')}
            onDone={() => setStep('sentences')}
          />
        )}
        {step === 'sentences' && (
          <SentencesStep enrollment={enrollment} onDone={() => setStep('check')} onLeave={close} />
        )}
        {step === 'check' && (
          <CheckStep
            enrollment={enrollment}
            onBack={() => setStep('sentences')}
            onMade={(id) => {
              setProfileId(id);
              setStep('try');
            }}
          />
        )}
        {step === 'try' && profileId !== null && (
          <TryStep profileId={profileId} onDone={() => setStep('done')} />
        )}
        {step === 'done' && profileId !== null && <DoneStep profileId={profileId} onClose={close} />}
      </main>
      <Dialog
        open={isAsking}
        title="Not finished yet"
        onCancel={() => setAsking(false)}
        testId="enroll-leave"
      >
        <p>
          {enrollment
            ? `${goodTakes(enrollment.takes)} of ${enrollment.takes.length} sentences are read. `
            : ''}
          They can be kept, encrypted, to go on with later. No voice is made of them until then.
        </p>
        <div className={styles['buttons']}>
          <Button variant="filled" data-testid="enroll-keep" onClick={close}>
            Keep them for later
          </Button>
          <Button
            variant="default"
            data-testid="enroll-discard"
            onClick={() => {
              void discard();
              close();
            }}
          >
            Discard them
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Go on
          </Button>
        </div>
      </Dialog>
    </div>
  );
}

function firstStep(goal: EnrollmentGoal, enrollment: Enrollment | null): Step {
  if (enrollment === null) return 'consent';
  return goal.purpose === 'resume' ? 'microphone' : 'left';
}

function titleOf(goal: EnrollmentGoal, enrollment: Enrollment | null): string {
  const purpose = goal.purpose === 'resume' ? (enrollment?.purpose ?? 'new') : goal.purpose;
  const name = 'name' in goal ? goal.name : (enrollment?.name ?? null);
  switch (purpose) {
    case 'again':
      return `${name}, recorded again`;
    case 'microphone':
      return `${name}, with another microphone`;
    default:
      return name === null ? 'A new voice' : `The voice of ${name}`;
  }
}

function Progress({ step }: { step: Step }) {
  const at = (STEPS as readonly Step[]).indexOf(step);
  if (at < 0) return null;
  return (
    <ol className={styles['progress']} aria-label="Steps">
      {STEPS.map((each, index) => (
        <li
          key={each}
          aria-current={index === at ? 'step' : undefined}
          data-state={index < at ? 'over' : index === at ? 'now' : 'ahead'}
        >
          {STEP_LABELS[each]}
        </li>
      ))}
    </ol>
  );
}
