import type { Interaction } from '../../../../contract/interactions.ts';

/** A finished interaction; what matters to a test is given. */
export function anInteraction(given: Partial<Interaction> = {}): Interaction {
  return {
    id: 'one',
    at: 1_000,
    trigger: 'wake',
    phrase: 'Hey Jarvis',
    wakeId: '1-1',
    stages: [{ stage: 'wake', state: 'done', startMs: 0, durationMs: 80 }],
    partial: '',
    text: 'set a timer for ten seconds',
    textConfidence: 0.9,
    intent: 'HarkSetTimer',
    confidence: 0.95,
    slots: { duration: 'PT10S' },
    outcome: 'acted',
    action: null,
    speaker: null,
    refusal: null,
    reply: 'Timer set.',
    wrong: false,
    ...given,
  };
}
