import type { EngineResult } from '../../../contract/engine.ts';
import type { RequestBody } from '../supervisor/requests.ts';

/** Asks the engine. @throws HarkError (by rejection) what it answers, engine.* */
export type EngineAsk = <B extends RequestBody>(body: B) => Promise<EngineResult<B['type']>>;
