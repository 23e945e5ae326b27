/** What the engine last said of its models. Main itself reads no model file. */
import { HarkError } from '../../contract/failures.ts';
import type { ModelStatus } from '../../contract/models.ts';

/** How long a list may be waited for that no engine has sent yet. */
export const MODELS_TIMEOUT_MS = 20_000;

export class ModelList {
  #models: ModelStatus[] | null = null;
  #waiting: (() => void)[] = [];

  /** Null before an engine told of them. */
  get known(): readonly ModelStatus[] | null {
    return this.#models;
  }

  set(models: ModelStatus[]): void {
    this.#models = models;
    for (const arrived of this.#waiting.splice(0)) arrived();
  }

  /** @throws HarkError engine.timeout: no engine said anything of its models */
  async get(): Promise<ModelStatus[]> {
    if (this.#models === null) await this.#arrival();
    return this.#models ?? [];
  }

  #arrival(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== arrived);
        reject(new HarkError('engine.timeout', 'the voice engine did not list its models'));
      }, MODELS_TIMEOUT_MS);
      const arrived = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push(arrived);
    });
  }
}
