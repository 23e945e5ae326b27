/** What was said, handed on to Home Assistant: POST /api/conversation/process (developers.home-assistant.io). */
import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import type { ActionContext } from '../action.ts';
import type { Services } from '../services.ts';

const PATH = 'api/conversation/process';
const LANGUAGE = 'en';

const answerSchema = z.object({
  response: z.object({
    response_type: z.string(),
    speech: z.object({ plain: z.object({ speech: z.string() }) }).optional(),
  }),
});

export async function homeAssistantMissing({
  settings,
  homeAssistant,
}: Pick<Services, 'settings' | 'homeAssistant'>): Promise<string | null> {
  if (settings().actions.homeAssistantUrl === null) return 'The address of Home Assistant is not set.';
  return (await homeAssistant.token()) === null ? 'The token for Home Assistant is not set.' : null;
}

/** @returns what it answers. @throws HarkError (by rejection) action.* */
export async function askHomeAssistant(context: ActionContext): Promise<string> {
  const { settings, homeAssistant, web, text, signal } = context;
  const address = settings().actions.homeAssistantUrl;
  const token = await homeAssistant.token();
  if (address === null || token === null) {
    throw new HarkError('action.unavailable', (await homeAssistantMissing(context)) ?? 'it is not set up');
  }
  const url = new URL(PATH, address.endsWith('/') ? address : `${address}/`).href;
  const answer = await web.request(url, {
    method: 'POST',
    token,
    json: { text, language: LANGUAGE },
    signal,
  });
  if (answer.status === 401 || answer.status === 403) {
    throw new HarkError('action.refused', 'Home Assistant does not accept the token');
  }
  if (answer.status !== 200) throw new HarkError('action.failed', `Home Assistant answered ${answer.status}`);
  const { response } = read(answer.text);
  const speech = response.speech?.plain.speech.trim() ?? '';
  if (response.response_type === 'error') {
    throw new HarkError('action.failed', speech.replace(/\.$/, '') || 'Home Assistant did not understand it');
  }
  return speech || 'Done.';
}

function read(text: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new HarkError('action.failed', 'what answered is not Home Assistant', { cause });
  }
}
