/** What people added, as actions like all others. */
import { isAbsolute } from 'node:path';
import type { UserAction } from '../../../../contract/actions.ts';
import { HarkError } from '../../../../contract/failures.ts';
import { type Action, type ActionContext, type ActionResult, defineAction } from '../action.ts';
import type { Services } from '../services.ts';
import { askHomeAssistant, homeAssistantMissing } from './homeAssistant.ts';

export function actionOf(own: UserAction): Action {
  return defineAction({
    intent: own.intent,
    title: own.title,
    group: 'Your own',
    risk: own.risk,
    available: (services) => unavailable(own, services),
    preview: () => own.title,
    perform: (_slots, context) => perform(own, context),
  });
}

function unavailable(own: UserAction, services: Services): string | null | Promise<string | null> {
  switch (own.kind) {
    case 'program':
      // An absolute path of another system is none of this one.
      if (!isAbsolute(own.program)) return 'Its program is not named by an absolute path.';
      return services.programs.exists(own.program) ? null : 'Its program is not there any more.';
    case 'home_assistant':
      return homeAssistantMissing(services);
    default:
      return null;
  }
}

async function perform(own: UserAction, context: ActionContext): Promise<ActionResult> {
  const { web, programs, signal } = context;
  switch (own.kind) {
    case 'url':
      await web.open(own.url);
      return { reply: `Opening ${own.title}.` };
    case 'program':
      await programs.start(own.program, own.args);
      return { reply: `Started ${own.title}.` };
    case 'webhook': {
      const { method } = own;
      const { status } = await web.request(own.url, { method, signal });
      if (status < 200 || status > 299)
        throw new HarkError('action.failed', `the webhook answered ${status}`);
      return { reply: 'Done.' };
    }
    case 'home_assistant':
      return { reply: await askHomeAssistant(context) };
  }
}
