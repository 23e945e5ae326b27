/** What the parts of the pipeline that work beside its hops share. */
import type { EngineEvent } from '../../contract/engine.ts';
import type { RecognitionLane } from './recognitionLane.ts';

export interface EngineContext {
  readonly lane: RecognitionLane;
  /** Each event once, in the order they happen. */
  emit(event: EngineEvent): void;
  /** Work that goes on beside the hops; `Pipeline.settled` waits for it. It must not reject. */
  track(work: Promise<void>): void;
  /** Milliseconds of any clock that runs on. */
  now(): number;
  /** Nothing runs out of time: for recordings, whose results must not depend on the machine. */
  readonly patient: boolean;
}
