/** What came of a scene, and how it compares with what came of it when it was played alone. */
import { type EngineEvent, HOP_SAMPLES } from '../../contract/engine.ts';

/** The same wake is heard at most so much earlier or later, hops. */
const SAME_WAKE_HOPS = 6;

export interface HeardWake {
  model: string;
  /** From the beginning of the scene. */
  hop: number;
  /** Evidence of the head, 0..1. */
  score: number;
  /** Log-odds of head and recogniser together; null where the head decided alone. */
  combined: number | null;
}

export interface Outcome {
  wakes: HeardWake[];
  /** What was understood, one after another, as text: intent and slots, or that there is none. */
  commands: string[];
  /** Whose voices the commands were. */
  voices: string[];
  /** Normalised scores of those voices; null where nothing could be compared. */
  voiceScores: (number | null)[];
}

/** @param startSample number of the stream's last sample before the scene */
export function outcomeOf(events: readonly EngineEvent[], startSample: number): Outcome {
  const outcome: Outcome = { wakes: [], commands: [], voices: [], voiceScores: [] };
  for (const event of events) {
    switch (event.kind) {
      case 'wake': {
        const { model, sample, score, look } = event;
        const hop = Math.round((sample - startSample) / HOP_SAMPLES);
        outcome.wakes.push({ model, hop, score, combined: look?.combined ?? null });
        break;
      }
      case 'understood': {
        const { intent, slots } = event.understanding;
        outcome.commands.push(JSON.stringify([intent, slots]));
        break;
      }
      case 'recognition_failed':
        outcome.commands.push(event.error.code);
        break;
      case 'speaker': {
        const { outcome: told, profileId, score } = event.speaker;
        outcome.voices.push(profileId === null ? told : `${told} ${profileId}`);
        outcome.voiceScores.push(score);
        break;
      }
      default:
    }
  }
  return outcome;
}

export interface Difference {
  lostWakes: HeardWake[];
  extraWakes: HeardWake[];
  /** What was understood is not what it was. */
  commands: { expected: string[]; heard: string[] } | null;
  voices: { expected: string[]; heard: string[] } | null;
  /** The largest of the wakes that both have; 0 without any. */
  scoreDrift: number;
  combinedDrift: number;
  voiceScoreDrift: number;
}

export function compare(expected: Outcome, heard: Outcome): Difference {
  const left = [...heard.wakes];
  const difference: Difference = {
    lostWakes: [],
    extraWakes: left,
    commands: changed(expected.commands, heard.commands),
    voices: changed(expected.voices, heard.voices),
    scoreDrift: 0,
    combinedDrift: 0,
    voiceScoreDrift: 0,
  };
  for (const wake of expected.wakes) {
    const at = left.findIndex(
      ({ model, hop }) => model === wake.model && Math.abs(hop - wake.hop) <= SAME_WAKE_HOPS,
    );
    const [same] = at < 0 ? [] : left.splice(at, 1);
    if (same === undefined) {
      difference.lostWakes.push(wake);
      continue;
    }
    difference.scoreDrift = Math.max(difference.scoreDrift, Math.abs(same.score - wake.score));
    if (same.combined !== null && wake.combined !== null) {
      const drift = Math.abs(same.combined - wake.combined);
      difference.combinedDrift = Math.max(difference.combinedDrift, drift);
    }
  }
  expected.voiceScores.forEach((score, i) => {
    const other = heard.voiceScores[i];
    if (score === null || other === null || other === undefined) return;
    difference.voiceScoreDrift = Math.max(difference.voiceScoreDrift, Math.abs(score - other));
  });
  return difference;
}

function changed(expected: string[], heard: string[]): { expected: string[]; heard: string[] } | null {
  const same = expected.length === heard.length && expected.every((one, i) => one === heard[i]);
  return same ? null : { expected, heard };
}
