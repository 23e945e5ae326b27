/** Teaches a pipeline the voice of a known recording, by the same steps as the app teaches it anybody's. */
import { randomBytes } from 'node:crypto';
import { HarkError } from '../../../contract/failures.ts';
import { KEY_BYTES, TAKES_MIN } from '../../../contract/speaker.ts';
import type { Pipeline } from '../pipeline.ts';
import { eventIn } from './answers.ts';
import type { Rehearsal } from './rehearsal.ts';

/** Share of strangers that may be taken for the voice: what Hark comes with. */
const TARGET_FAR = 0.005;
const DRAFT_ID = 'self-test-draft';
const PROFILE_ID = 'self-test';

/**
 * @param sentence 16 kHz mono in -1..1; it is said as often as an enrollment needs
 * @throws HarkError enrollment.speech, speaker.unavailable, model.*
 */
export async function teach(pipeline: Pipeline, rehearsal: Rehearsal, sentence: Float32Array): Promise<void> {
  const key = new Uint8Array(randomBytes(KEY_BYTES));
  const draft = await takes(pipeline, rehearsal, sentence, key);
  const { sealed } = await pipeline.desk.enroll({
    draftId: DRAFT_ID,
    draft,
    draftKey: key,
    profileId: PROFILE_ID,
    key,
    base: null,
    targetFar: TARGET_FAR,
  });
  const [used] = await pipeline.voices({
    profiles: [{ profileId: PROFILE_ID, sealed, key }],
    policy: { targetFar: TARGET_FAR, adapt: false, onlyKnownWake: false },
  });
  if (used?.error) throw new HarkError(used.error.code, used.error.message);
}

/** @returns the draft of the enrollment, sealed */
async function takes(
  pipeline: Pipeline,
  rehearsal: Rehearsal,
  sentence: Float32Array,
  key: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  let draft: Uint8Array<ArrayBuffer> | null = null;
  for (let index = 0; index < TAKES_MIN; index++) {
    const begin = await pipeline.take({
      takeId: `self-test-${index}`,
      draftId: DRAFT_ID,
      draft,
      key,
      index,
      microphone: '',
      at: 0,
      keepAudio: false,
    });
    const ended = eventIn(await rehearsal.play(pipeline, sentence, begin), 'take_ended');
    draft = ended?.draft ?? null;
    if (draft === null) {
      pipeline.endTake('cancel');
      const verdict = ended?.report.verdict.replaceAll('_', ' ') ?? 'it did not end';
      throw new HarkError('enrollment.speech', `the voice could not be taught: ${verdict}`);
    }
  }
  if (draft === null) throw new HarkError('internal', 'an enrollment takes at least one sentence');
  return draft;
}
