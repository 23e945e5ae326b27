/** The order of a day: quiet, scenes, and what goes wrong or is asked in between. The same for the same chance. */
import { HOP_MS, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { amplitudeOf, roomTone } from '../../models/speech/room.ts';
import type { Chance } from './chance.ts';
import type { Scene } from './scenes.ts';

const HOPS_PER_S = 1_000 / HOP_MS;
/** Between two scenes at least; scenes bring their own room besides. */
const QUIET_MIN_S = 2;
/** Quiet is of one kind for so long. */
const MOOD_S = [120, 1_500] as const;
/** Room tone is heard over and over, forth and back so that no seam is heard. */
const TONE_S = 20;
/** What lies between two incidents, on average. */
const INCIDENT_EVERY_S = 120;
/** Rooms in which nothing happens, dBFS; null is a microphone that delivers nothing but zeros. */
const ROOMS_DBFS = [-72, -60, -50, -42, null] as const;

export type Step<Incident> =
  | { kind: 'quiet'; samples: Float32Array }
  | { kind: 'scene'; scene: Scene }
  | { kind: 'incident'; incident: Incident };

export interface DayOptions<Incident> {
  scenes: readonly Scene[];
  incidents: readonly Incident[];
  /** Share of speech, 0..1; as near to it as the rooms around the scenes allow. */
  activity: number;
  chance: Chance;
}

/** One step after another, without end. */
export function* dayOf<Incident>(options: DayOptions<Incident>): Generator<Step<Incident>, never> {
  const { scenes, incidents, activity, chance } = options;
  const quiet = new Quiet(chance);
  let untilIncidentS = INCIDENT_EVERY_S / 2;
  let comingIncidents: Incident[] = [];
  for (;;) {
    // Each once before any again, so that a short day has all of them too.
    for (const scene of chance.shuffled(scenes)) {
      const sceneS = scene.samples.length / SAMPLE_RATE_HZ;
      const quietS = Math.max(QUIET_MIN_S, spread(scene.speechS / activity - sceneS, chance));
      if (untilIncidentS <= 0 && incidents.length > 0) {
        yield { kind: 'quiet', samples: quiet.next(quietS / 2) };
        if (comingIncidents.length === 0) comingIncidents = chance.shuffled(incidents);
        const incident = comingIncidents.pop();
        if (incident !== undefined) yield { kind: 'incident', incident };
        untilIncidentS += spread(INCIDENT_EVERY_S, chance);
        yield { kind: 'quiet', samples: quiet.next(quietS / 2) };
      } else {
        yield { kind: 'quiet', samples: quiet.next(quietS) };
      }
      yield { kind: 'scene', scene };
      untilIncidentS -= quietS + sceneS;
    }
  }
}

/** Half of it to half as much again. */
function spread(seconds: number, chance: Chance): number {
  return seconds * chance.between(0.5, 1.5);
}

class Quiet {
  readonly #chance: Chance;
  readonly #tone: Float32Array;
  #moodLeftS = 0;
  #gain = 0;
  #at = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#tone = roomTone(TONE_S * SAMPLE_RATE_HZ, 1 + chance.below(1_000_000));
  }

  next(seconds: number): Float32Array {
    if (this.#moodLeftS <= 0) {
      this.#moodLeftS = this.#chance.between(...MOOD_S);
      const dbfs = this.#chance.pick(ROOMS_DBFS);
      this.#gain = dbfs === null ? 0 : amplitudeOf(dbfs);
    }
    this.#moodLeftS -= seconds;
    const last = this.#tone.length - 1;
    return Float32Array.from({ length: Math.ceil(seconds * HOPS_PER_S) * HOP_SAMPLES }, () => {
      const at = this.#at++ % (2 * last);
      return this.#gain * (this.#tone[at <= last ? at : 2 * last - at] ?? 0);
    });
  }
}
