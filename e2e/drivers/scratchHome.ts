/** A home of its own for a program under test, and what the program left in it. */
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** Variables by which programs tell that nobody watches: ONNX Runtime, for one, then keeps quiet by itself. */
const SIGNS_OF_AUTOMATION = [
  'CI',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'TF_BUILD',
  'BUILD_ID',
  'CONTINUOUS_INTEGRATION',
];
/** What decides where programs keep things; without them everything is below HOME. */
const PLACES = ['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME'];

export class ScratchHome {
  readonly home: string;
  readonly #temporary: string;
  /** As a login gives it to every user: for what lives as long as the session. */
  readonly #runtime: string;

  private constructor(folder: string) {
    this.home = join(folder, 'home');
    this.#temporary = join(folder, 'tmp');
    this.#runtime = join(folder, 'run');
  }

  static async make(folder: string): Promise<ScratchHome> {
    const scratch = new ScratchHome(folder);
    for (const place of scratch.#all()) await mkdir(place, { recursive: true, mode: 0o700 });
    return scratch;
  }

  /** Changes to the environment; what is undefined is to be taken out of it. */
  env(): Record<string, string | undefined> {
    const cookies = process.env['XAUTHORITY'] ?? join(homedir(), '.Xauthority');
    return {
      ...Object.fromEntries([...SIGNS_OF_AUTOMATION, ...PLACES].map((name) => [name, undefined])),
      HOME: this.home,
      TMPDIR: this.#temporary,
      XDG_RUNTIME_DIR: this.#runtime,
      ORT_DISABLE_TELEMETRY: undefined,
      // The display is that of whoever runs the test.
      ...(existsSync(cookies) ? { XAUTHORITY: cookies } : {}),
    };
  }

  /** Every file and every empty folder in it, sorted; their paths begin with `home/`, `tmp/` or `run/`. */
  async files(): Promise<string[]> {
    const found = await Promise.all(this.#all().map((place) => leaves(place, basename(place))));
    return found.flat().toSorted();
  }

  #all(): string[] {
    return [this.home, this.#temporary, this.#runtime];
  }
}

/** An empty folder stands for itself, with a slash at its end. */
async function leaves(folder: string, name: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = await Promise.all(
    entries.map(async (entry) => {
      const path = `${name}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      const inside = await leaves(join(folder, entry.name), path);
      return inside.length > 0 ? inside : [`${path}/`];
    }),
  );
  return below.flat();
}
