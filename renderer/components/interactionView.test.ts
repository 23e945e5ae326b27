import { describe, expect, it } from 'vitest';
import type { Interaction } from '../../contract/interactions.ts';
import { intentTitle, outcomeView, slotViews, stageViews, totalMs } from './interactionView.ts';

function interaction(change: Partial<Interaction> = {}): Interaction {
  return {
    id: '1',
    at: 0,
    trigger: 'wake',
    phrase: 'Hey Jarvis',
    wakeId: '1-1',
    stages: [
      { stage: 'wake', state: 'done', startMs: 0, durationMs: 120 },
      { stage: 'speech', state: 'running', startMs: 120, durationMs: null },
    ],
    partial: 'set a',
    text: null,
    textConfidence: null,
    intent: null,
    confidence: null,
    slots: {},
    outcome: 'running',
    action: null,
    speaker: null,
    refusal: null,
    reply: null,
    wrong: false,
    ...change,
  };
}

const states = (one: Interaction) => stageViews(one).map(({ stage, state }) => `${stage} ${state}`);

describe('the stages shown', () => {
  it('are all of them while it runs, with what lies ahead', () => {
    expect(states(interaction())).toEqual([
      'wake done',
      'speech running',
      'text ahead',
      'intent ahead',
      'action ahead',
      'reply ahead',
    ]);
  });

  it('are those it can have: nothing is heard of what is typed, and no word begins push-to-talk', () => {
    expect(states(interaction({ trigger: 'typed', stages: [] }))[0]).toBe('text ahead');
    expect(states(interaction({ trigger: 'push', stages: [] }))[0]).toBe('speech ahead');
  });

  it('are those it had once it is over', () => {
    expect(states(interaction({ outcome: 'nothing_said' }))).toEqual(['wake done', 'speech running']);
  });

  it('say what is known of each', () => {
    const done = { state: 'done', startMs: 0, durationMs: 1 } as const;
    const views = stageViews(
      interaction({
        outcome: 'acted',
        stages: [
          { stage: 'text', ...done },
          { stage: 'intent', ...done },
          { stage: 'action', ...done },
        ],
        textConfidence: 0.934,
        intent: 'HassStartTimer',
        action: {
          intent: 'HassStartTimer',
          title: 'Timer',
          preview: 'Timer for 10 seconds',
          risk: 'open',
          undoable: true,
          undone: false,
          error: null,
        },
      }),
    );
    expect(views.map(({ text }) => text)).toEqual(['93 % sure', 'Start timer', 'Timer for 10 seconds']);
  });
});

it('says of a refused command why it was', () => {
  const title = (refusal: Interaction['refusal']) =>
    outcomeView(interaction({ outcome: 'refused', refusal })).title;
  expect(title('stranger')).toBe('Not for a voice I do not know');
  expect(title(null)).toBe('Not allowed');
});

it('takes as long as its latest stage', () => {
  expect(
    totalMs(
      interaction({
        stages: [
          { stage: 'wake', state: 'done', startMs: 0, durationMs: 120 },
          { stage: 'speech', state: 'done', startMs: 120, durationMs: 1_900 },
          { stage: 'text', state: 'running', startMs: 2_020, durationMs: null },
        ],
      }),
    ),
  ).toBe(2_020);
});

it('names intents and slots as people read them', () => {
  expect(['HassStartTimer', 'own_lamp', 'Hasselblad', 'OpenURL'].map(intentTitle)).toEqual([
    'Start timer',
    'Own lamp',
    'Hasselblad',
    'Open url',
  ]);
  expect(slotViews({ duration: 'PT1M30S', time: '07:15', time_period: 'am', list_name: 'PTA' })).toEqual([
    { name: 'duration', value: '1 minute 30 seconds' },
    { name: 'time', value: '07:15' },
    { name: 'list name', value: 'PTA' },
  ]);
});
