import { Button } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Enrollment } from '../../../contract/profiles.ts';
import { useHark } from '../../components/servicesContext.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './EnrollScreen.module.css';
import { checkView, oddOnes, oddWords, takeWords } from './enrollView.ts';
import { RefusalCallout } from './RefusalCallout.tsx';
import { StepFrame } from './StepFrame.tsx';

interface Props {
  enrollment: Enrollment | null;
  onBack(): void;
  /** @param profileId the profile that was made or changed */
  onMade(profileId: string): void;
}

/** Whether the sentences are of one voice; if so, a voiceprint is made of them. */
export function CheckStep({ enrollment, onBack, onMade }: Props) {
  const finish = useHark((store) => store.finishEnrollment);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const takes = enrollment?.takes ?? [];
  const { title, isEnough } = checkView(takes);
  const odd = refused?.code === 'enrollment.inconsistent' ? oddOnes(takes) : [];
  const make = async () => {
    if (isBusy) return;
    setBusy(true);
    setRefused(null);
    const made = await finish();
    setBusy(false);
    if ('code' in made) setRefused(made);
    else onMade(made.profileId);
  };
  return (
    <StepFrame
      title="One voice?"
      actions={
        <>
          <Button size="md" variant="default" data-testid="check-back" onClick={onBack}>
            Back to the sentences
          </Button>
          <Button
            size="md"
            variant="filled"
            data-testid="enroll-finish"
            disabled={!isEnough || isBusy}
            onClick={() => void make()}
          >
            {isBusy ? 'One moment…' : 'Make the voiceprint'}
          </Button>
        </>
      }
    >
      {enrollment && (
        <>
          <p className={styles['lead']} data-testid="check-title">
            {title}
          </p>
          <ul className={styles['takes']}>
            {enrollment.prompts.map((prompt, at) => {
              const take = takes[at] ?? null;
              const Icon = take ? IconCheck : IconMinus;
              return (
                <li
                  key={prompt}
                  data-good={take ? '' : undefined}
                  data-odd={odd.includes(at) ? '' : undefined}
                >
                  <Icon size={18} stroke={2} aria-hidden="true" />
                  <span className={styles['prompt']}>{prompt}</span>
                  <span className={styles['takeWords']}>
                    {odd.includes(at) ? oddWords(odd) : takeWords(take)}
                  </span>
                </li>
              );
            })}
          </ul>
        </>
      )}
      <RefusalCallout refusal={refused} />
    </StepFrame>
  );
}
