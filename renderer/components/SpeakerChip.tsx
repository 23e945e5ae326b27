import { IconQuestionMark, IconUserCheck, IconUserOff, type TablerIcon } from '@tabler/icons-react';
import styles from './SpeakerChip.module.css';
import { type SpeakerTone, speakerTone, speakerWords, type Voice } from './speakerView.ts';

const ICONS: Record<SpeakerTone, TablerIcon> = {
  sure: IconUserCheck,
  likely: IconUserCheck,
  stranger: IconUserOff,
  unclear: IconQuestionMark,
};

/** Whose voice it is, as far as that can be told. */
export function SpeakerChip({ voice }: { voice: Voice }) {
  const tone = speakerTone(voice);
  const Icon = ICONS[tone];
  return (
    <span
      className={styles['chip']}
      data-testid="speaker"
      data-outcome={voice.outcome}
      data-confidence={voice.confidence ?? undefined}
      data-tone={tone}
    >
      <Icon size={16} stroke={1.8} aria-hidden="true" />
      {speakerWords(voice)}
    </span>
  );
}
