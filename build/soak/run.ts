/** A soak from its options to its report. */
import { HOP_MS, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { Chance } from './chance.ts';
import { dayOf, type Step } from './day.ts';
import {
  CONFIGURATION,
  type EnrolledVoice,
  enroll,
  GRAMMAR,
  INCIDENTS,
  type Incident,
  knowVoice,
  type Stage,
} from './incidents.ts';
import { readMaterial } from './material.ts';
import type { SoakOptions } from './options.ts';
import { compare, type Outcome, outcomeOf } from './outcome.ts';
import { EngineFailed, Player, Refused } from './player.ts';
import { makeScenes, type Scene } from './scenes.ts';
import { judge, type Minute, noTotals, type Totals, type Verdict, withScene } from './verdict.ts';

const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;
/** Of scenes that came to something else, and of errors: told one by one. */
const TOLD_MAX = 40;

export interface SoakReport extends Verdict {
  options: Omit<SoakOptions, 'audio'>;
  audioHours: number;
  wallS: number;
  /** Times as fast as it was. */
  speed: number;
  totals: Totals;
  incidents: Record<string, number>;
  droppedFrames: number;
  errors: string[];
  /** Scenes that came to something else than alone. */
  differences: { scene: string; audioS: number; what: unknown }[];
  minutes: Minute[];
}

/** @param say a line for whoever watches @throws HarkError audio.* */
export async function soak(options: SoakOptions, say: (line: string) => void): Promise<SoakReport> {
  const chance = new Chance(options.seed);
  const material = await readMaterial(options.audio, options.scenes, chance);
  const scenes = makeScenes(material, options.scenes, chance);
  say('enrolling a voice');
  const voice = await alone(options, null, (player) => enroll(player, material.lines));
  const expected = new Map<Scene, Outcome>();
  for (const [i, scene] of scenes.entries()) {
    say(`alone, ${i + 1} of ${scenes.length}: ${scene.name}`);
    expected.set(scene, await alone(options, voice, (player) => playScene(player, scene)));
  }
  const soaking = new Soaking({ options, scenes, expected, voice, lines: material.lines, chance, say });
  return soaking.run();
}

/** In an engine of its own. */
async function alone<T>(
  { program }: SoakOptions,
  voice: EnrolledVoice | null,
  use: (player: Player) => Promise<T>,
): Promise<T> {
  const player = new Player({ program, speed: Number.POSITIVE_INFINITY });
  try {
    await begin(player, voice);
    return await use(player);
  } finally {
    await player.stop();
  }
}

async function begin(player: Player, voice: EnrolledVoice | null): Promise<void> {
  await player.listen(CONFIGURATION, GRAMMAR);
  if (voice !== null) await knowVoice(player, voice);
}

/** @returns what came of it */
async function playScene(player: Player, { samples, push }: Scene): Promise<Outcome> {
  player.takeEvents();
  // What begins a stream begins at its first sample, whatever was before.
  await player.play(samples.subarray(0, HOP_SAMPLES));
  const startSample = player.sample - HOP_SAMPLES;
  const rest = samples.subarray(HOP_SAMPLES);
  if (push === null) {
    await player.play(rest);
  } else {
    await player.play(rest, async (hop) => {
      if (hop === push.downHop) await player.ask('capture', { mode: push.mode });
      if (hop === push.upHop && push.mode === 'hold') await player.ask('release', {});
    });
  }
  return outcomeOf(player.takeEvents(), startSample);
}

interface SoakingOptions {
  options: SoakOptions;
  scenes: readonly Scene[];
  expected: ReadonlyMap<Scene, Outcome>;
  voice: EnrolledVoice;
  lines: Stage['lines'];
  chance: Chance;
  say(line: string): void;
}

class Soaking {
  readonly #given: SoakingOptions;
  readonly #minutes: Minute[] = [];
  readonly #incidents: Record<string, number> = {};
  readonly #differences: SoakReport['differences'] = [];
  readonly #errors: string[] = [];
  #totals = noTotals();
  #unexplainedLosses = 0;
  #dropped = 0;

  constructor(given: SoakingOptions) {
    this.#given = given;
  }

  async run(): Promise<SoakReport> {
    const { options } = this.#given;
    const player = new Player({
      program: options.program,
      speed: options.speed,
      every: { audioMs: MINUTE_MS, look: (looked) => this.#look(looked) },
    });
    let wallS = 0;
    try {
      await this.#play(player);
      await this.#look(player);
      wallS = player.tookMs / 1_000;
    } catch (error) {
      if (!(error instanceof EngineFailed || error instanceof Refused)) throw error;
      this.#errors.push(error.message);
    } finally {
      await player.stop();
    }
    return this.#report(player, wallS);
  }

  async #play(player: Player): Promise<void> {
    const { options, scenes, voice, chance } = this.#given;
    await begin(player, voice);
    const hopsWanted = (options.hours * MINUTES_PER_HOUR * MINUTE_MS) / HOP_MS;
    const day = dayOf({ scenes, incidents: INCIDENTS, activity: options.activity, chance });
    while (player.hops < hopsWanted) await this.#step(player, day.next().value);
  }

  async #step(player: Player, step: Step<Incident>): Promise<void> {
    switch (step.kind) {
      case 'quiet': {
        player.takeEvents();
        await player.play(step.samples);
        const wakes = player.takeEvents().filter(({ kind }) => kind === 'wake').length;
        this.#totals = { ...this.#totals, wakesInQuiet: this.#totals.wakesInQuiet + wakes };
        return;
      }
      case 'scene':
        return this.#scene(player, step.scene);
      case 'incident':
        return this.#incident(player, step.incident);
    }
  }

  async #scene(player: Player, scene: Scene): Promise<void> {
    const expected = this.#given.expected.get(scene);
    if (expected === undefined) return;
    const audioS = Math.round((player.hops * HOP_MS) / 1_000);
    const difference = compare(expected, await playScene(player, scene));
    this.#totals = withScene(this.#totals, expected, difference);
    const { lostWakes, extraWakes, commands, voices } = difference;
    const differs = lostWakes.length + extraWakes.length > 0 || commands !== null || voices !== null;
    if (differs && this.#differences.length < TOLD_MAX) {
      this.#differences.push({ scene: scene.name, audioS, what: difference });
    }
  }

  async #incident(player: Player, incident: Incident): Promise<void> {
    const { voice, lines, chance } = this.#given;
    this.#incidents[incident.name] = (this.#incidents[incident.name] ?? 0) + 1;
    await this.#countLosses(player, true);
    await incident.run({ player, chance, voice, lines });
    await this.#countLosses(player, incident.loses === null);
  }

  /** @param unexplained what was lost since they were last counted should not have been */
  async #countLosses(player: Player, unexplained: boolean): Promise<void> {
    await player.read();
    const dropped = player.heartbeat?.droppedFrames ?? 0;
    if (unexplained) this.#unexplainedLosses += dropped - this.#dropped;
    this.#dropped = dropped;
  }

  async #look(player: Player): Promise<void> {
    const reading = await player.read();
    const { queuedFrames = 0, droppedFrames = 0 } = player.heartbeat ?? {};
    const minute = Math.round((player.hops * HOP_MS) / MINUTE_MS);
    const wallS = player.tookMs / 1_000;
    this.#minutes.push({ minute, wallS, queuedFrames, droppedFrames, ...reading });
    const { options, say } = this.#given;
    const leftS = Math.max(0, (wallS / minute) * (options.hours * MINUTES_PER_HOUR - minute));
    const { expectedWakes, lostWakes, extraWakes } = this.#totals;
    say(
      `${minute} of ${Math.round(options.hours * MINUTES_PER_HOUR)} min, ${Math.round(leftS)} s to go; ` +
        `${(reading.rssBytes / 1e6).toFixed(1)} MB, heap ${(reading.heapUsedBytes / 1e6).toFixed(1)} MB, ` +
        `${expectedWakes} wakes, ${lostWakes} lost, ${extraWakes} too many`,
    );
  }

  #report(player: Player, wallS: number): SoakReport {
    const { audio: _, ...options } = this.#given.options;
    const audioS = (player.hops * HOP_SAMPLES) / SAMPLE_RATE_HZ;
    const errors = [...this.#errors, ...player.errors];
    const heard = {
      minutes: this.#minutes,
      totals: this.#totals,
      errors,
      unexplainedLosses: this.#unexplainedLosses,
    };
    return {
      ...judge(heard),
      options,
      audioHours: audioS / 3_600,
      wallS,
      speed: audioS / wallS,
      totals: this.#totals,
      incidents: this.#incidents,
      droppedFrames: this.#minutes.at(-1)?.droppedFrames ?? 0,
      errors: errors.slice(0, TOLD_MAX),
      differences: this.#differences,
      minutes: this.#minutes,
    };
  }
}
