/** A provider that is none: the CPU computes, and whoever made it sees every run. */
import { createOrtSession, type Tensors } from './ort.ts';
import type { OpenModel, ProviderBackend } from './provided.ts';

/**
 * @param around does a run, or fails or hangs instead
 * @param opening told of a model before it is opened; what it throws is why it cannot be
 */
export function imitation(
  around: (model: OpenModel, feeds: Tensors, run: () => Promise<Tensors>) => Promise<Tensors>,
  opening: (model: OpenModel) => void = () => undefined,
): ProviderBackend {
  return {
    async open(model) {
      opening(model);
      const session = await createOrtSession(model.bytes, 'cpu', model.threads);
      return {
        inputs: session.inputMetadata.flatMap((input) =>
          input.isTensor ? [{ name: input.name, shape: input.shape }] : [],
        ),
        outputs: session.outputNames,
        run: (feeds) => around(model, feeds, async () => (await session.run(feeds)) as Tensors),
        abandon: () => undefined,
        release: () => session.release(),
      };
    },
  };
}
