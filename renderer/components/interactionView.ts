/** One exchange in words, as every screen shows it. Pure. */
import type { Slots } from '../../contract/command.ts';
import { unreachable } from '../../contract/failures.ts';
import { type Interaction, STAGES, type Stage, type StageRecord } from '../../contract/interactions.ts';
import { parseDuration } from '../../contract/slots.ts';
import { formatShare, formatSpan } from './format.ts';
import { refusalTitle } from './speakerView.ts';

export interface StageView {
  stage: Stage;
  label: string;
  /** 'ahead' has not begun. */
  state: StageRecord['state'] | 'ahead';
  /** What is known of it, in a few words; empty for nothing. */
  text: string;
  /** Both ms since the interaction began; null as long as it is not known. */
  startMs: number | null;
  durationMs: number | null;
}

export interface SlotView {
  name: string;
  value: string;
}

export type OutcomeTone = 'busy' | 'good' | 'calm' | 'bad';

export const STAGE_LABELS: Record<Stage, string> = {
  wake: 'Wake',
  speech: 'Speech',
  text: 'Text',
  intent: 'Intent',
  action: 'Action',
  reply: 'Reply',
};

/** Every stage that this interaction has or, while it runs, may still have; in order. */
export function stageViews(interaction: Interaction): StageView[] {
  const isRunning = interaction.outcome === 'running';
  return STAGES.flatMap((stage): StageView[] => {
    const record = interaction.stages.find((each) => each.stage === stage);
    if (!record && !(isRunning && isAhead(stage, interaction.trigger))) return [];
    return [
      {
        stage,
        label: STAGE_LABELS[stage],
        state: record?.state ?? 'ahead',
        text: record ? stageText(stage, record.state, interaction) : '',
        startMs: record?.startMs ?? null,
        durationMs: record?.durationMs ?? null,
      },
    ];
  });
}

/** From its beginning to the end of the last stage that ended, ms. */
export function totalMs({ stages }: Interaction): number {
  return stages.reduce((most, { startMs, durationMs }) => Math.max(most, startMs + (durationMs ?? 0)), 0);
}

/** What was said or typed, or as much of it as is known; empty for nothing. */
export function saidText({ text, partial }: Interaction): string {
  return text ?? partial;
}

export function outcomeView({ outcome, refusal }: Interaction): { title: string; tone: OutcomeTone } {
  switch (outcome) {
    case 'running':
      return { title: 'Under way', tone: 'busy' };
    case 'acted':
      return { title: 'Done', tone: 'good' };
    case 'rejected':
      return { title: 'Not a command', tone: 'calm' };
    case 'nothing_said':
      return { title: 'Nothing was said', tone: 'calm' };
    case 'cancelled':
      return { title: 'Cancelled', tone: 'calm' };
    case 'refused':
      return { title: refusalTitle(refusal), tone: 'bad' };
    case 'failed':
      return { title: 'Did not work', tone: 'bad' };
    default:
      return unreachable(outcome);
  }
}

/** How it began, in a few words. */
export function triggerText({ trigger, phrase }: Interaction): string {
  switch (trigger) {
    case 'wake':
      return phrase === null ? 'Wake word' : `“${phrase}”`;
    case 'push':
      return 'Push to talk';
    case 'typed':
      return 'Typed';
    case 'recording':
      return 'Recording';
    default:
      return unreachable(trigger);
  }
}

/** An intent's name as people read it: "HarkSetTimer" is "Set timer", "own_lamp" is "Own lamp". */
export function intentTitle(intent: string): string {
  const words = intent
    .replace(/^(Hark|Hass)(?=[A-Z])/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** In the order they were found. What a slot means to the grammar alone is left out. */
export function slotViews(slots: Slots): SlotView[] {
  return Object.entries(slots)
    .filter(([name]) => !name.endsWith('_period'))
    .map(([name, value]) => ({ name: name.replaceAll('_', ' '), value: slotText(value) }));
}

function slotText(value: string): string {
  const duration = parseDuration(value);
  return duration === null ? value : formatSpan(duration);
}

/** A typed command was never heard; one by push-to-talk began without a word. */
function isAhead(stage: Stage, trigger: Interaction['trigger']): boolean {
  if (stage === 'wake') return trigger === 'wake';
  if (stage === 'speech') return trigger !== 'typed';
  return true;
}

function stageText(stage: Stage, state: StageRecord['state'], interaction: Interaction): string {
  const isRunning = state === 'running';
  switch (stage) {
    case 'wake':
      return triggerText(interaction);
    case 'speech':
      return isRunning ? 'Listening…' : '';
    case 'text':
      if (isRunning) return 'Writing it down…';
      if (interaction.trigger === 'typed') return 'Typed';
      return sureness(interaction.textConfidence);
    case 'intent':
      if (isRunning) return 'Finding what it means…';
      return interaction.intent === null ? 'None of the commands' : intentTitle(interaction.intent);
    case 'action':
      return interaction.action?.preview ?? '';
    case 'reply':
      return isRunning ? 'Answering…' : '';
    default:
      return unreachable(stage);
  }
}

function sureness(confidence: number | null): string {
  return confidence === null ? '' : `${formatShare(confidence)} sure`;
}
