/** Requests that a person's own actions make, to addresses they gave: the only ones Hark ever makes by itself. */
import { HarkError } from '../../../contract/failures.ts';
import type { WebService } from '../actions/services.ts';

/** What answers slower than this is given up. */
export const WEB_TIMEOUT_MS = 8_000;
/** What is read of an answer; the rest is left. */
export const ANSWER_MAX_BYTES = 64 * 1024;

export const webRequest: WebService['request'] = async (url, { method, token, json, signal }) => {
  const headers: Record<string, string> = {};
  if (json !== undefined) headers['content-type'] = 'application/json';
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  const deadline = AbortSignal.timeout(WEB_TIMEOUT_MS);
  try {
    const answer = await fetch(url, {
      method,
      headers,
      body: json === undefined ? null : JSON.stringify(json),
      // Elsewhere is not where the person said, and a token is for one place.
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    return { status: answer.status, text: await beginningOf(answer) };
  } catch (cause) {
    if (deadline.aborted) throw new HarkError('action.timeout', 'it did not answer in time', { cause });
    throw new HarkError('action.failed', 'it could not be reached', { cause });
  }
};

async function beginningOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const reader = answer.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
    if (bytes < ANSWER_MAX_BYTES) continue;
    await reader.cancel();
    break;
  }
  return text;
}
