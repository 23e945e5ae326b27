/** What was found of providers, as a document of the store. */
import { z } from 'zod';
import { describeFailure } from '../../../contract/failures.ts';
import { PROVIDERS, providerDroppedSchema, providerProbeSchema } from '../../../contract/providers.ts';
import type { Log } from '../log/log.ts';
import type { Documents } from '../store/documents.ts';

const NAME = 'providers';

/** Of the model's file: what was found of another file does not hold. */
const sha256 = z.string();
const probeKept = providerProbeSchema.extend({ sha256 });
const dropKept = providerDroppedSchema.extend({ sha256, at: z.number() });
export type ProbeKept = z.infer<typeof probeKept>;
export type DropKept = z.infer<typeof dropKept>;

const keptSchema = z.object({
  /** Of the runtime and the driver that it was found with. */
  runtime: z.string(),
  offered: z.array(z.enum(PROVIDERS)),
  /** Wall clock, ms since the epoch; null where nothing was ever probed. */
  probedAt: z.number().nullable(),
  probes: z.array(probeKept),
  /** Newest first. */
  dropped: z.array(dropKept),
});
export type Kept = z.infer<typeof keptSchema>;

export const NOTHING_KEPT: Kept = { runtime: '', offered: [], probedAt: null, probes: [], dropped: [] };

/** Nothing where it cannot be read. */
export function readKept(documents: Pick<Documents, 'read'>, log: Log): Kept {
  try {
    return keptSchema.safeParse(documents.read(NAME)).data ?? NOTHING_KEPT;
  } catch (error) {
    log.warn('what was found of providers cannot be read', { code: describeFailure(error).code });
    return NOTHING_KEPT;
  }
}

export function writeKept(documents: Pick<Documents, 'write'>, kept: Kept, log: Log): void {
  try {
    documents.write(NAME, kept);
  } catch (error) {
    log.warn('what was found of providers is not kept', { code: describeFailure(error).code });
  }
}
