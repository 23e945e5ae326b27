/**
 * Ends Hark and starts it again. It ends as it does when a person quits: what is to ring is asked about, and whoever then
 * keeps Hark running does not find it started anew when they quit the next day.
 */

/** On the command line: start safely. */
export const SAFE_SWITCH = '--safe-mode';

export interface RestartOptions {
  /** What this process was started with, without the program itself. */
  args: readonly string[];
  quit(): void;
  /** Has the program started with these, once this process ended. */
  relaunch(args: string[]): void;
}

export class Restart {
  readonly #options: RestartOptions;
  #wanted: 'usual' | 'safe' | null = null;

  constructor(options: RestartOptions) {
    this.#options = options;
  }

  ask(how: 'usual' | 'safe'): void {
    this.#wanted = how;
    this.#options.quit();
  }

  /** It was asked whether to quit, and is not to. */
  kept(): void {
    this.#wanted = null;
  }

  /** It ends, for whatever reason. */
  ends(): void {
    if (this.#wanted === null) return;
    const args = this.#options.args.filter((arg) => arg !== SAFE_SWITCH);
    this.#options.relaunch(this.#wanted === 'safe' ? [...args, SAFE_SWITCH] : args);
  }
}
