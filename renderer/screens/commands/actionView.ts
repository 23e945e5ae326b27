/** Actions that people added, in words. Pure. */
import { IconHome, IconTerminal2, IconWebhook, IconWorld, type TablerIcon } from '@tabler/icons-react';
import type { UserAction } from '../../../contract/actions.ts';
import { RISKS, type Risk } from '../../../contract/interactions.ts';
import type { ActionKind } from '../../store/actionDraft.ts';

/** Of the button that begins a new one. */
export const ADD_ACTION_ID = 'add-action';

export const KIND_VIEWS: Record<ActionKind, { label: string; does: string; Icon: TablerIcon }> = {
  url: { label: 'Open an address', does: 'It opens in your browser.', Icon: IconWorld },
  program: {
    label: 'Start a program',
    does: 'It is started directly, never through a shell, always with the same arguments: nothing you say reaches it.',
    Icon: IconTerminal2,
  },
  webhook: { label: 'Call a webhook', does: 'The address is called in the background.', Icon: IconWebhook },
  home_assistant: {
    label: 'Home Assistant',
    does: 'What you said goes to your Home Assistant; what it answers is the reply. What opens a lock or a garage, or switches off an alarm, is best left to the owner.',
    Icon: IconHome,
  },
};

const WHO: Record<Risk, { label: string; means: string }> = {
  open: { label: 'Anyone', means: 'Whoever Hark hears, visitors and the television too.' },
  personal: {
    label: 'Voices that Hark knows',
    means: 'Those under Voices that may have personal commands done. Until there is a voice, anyone may.',
  },
  guarded: {
    label: 'The owner, after a challenge',
    means:
      'A voice that may have guarded commands done, beyond doubt, once it said two words or typed its PIN. Until there is a voice, anyone may.',
  },
};
export const WHO_CHOICES = RISKS.map((value) => ({ value, label: WHO[value].label }));

export function whoMay(risk: Risk): string {
  return WHO[risk].label;
}

export function whoMayMeans(risk: Risk): string {
  return WHO[risk].means;
}

/** What exactly is opened, started or called; empty for Home Assistant, which gets the words. */
export function actionDetail(action: UserAction): string {
  switch (action.kind) {
    case 'url':
      return action.url;
    case 'webhook':
      return `${action.method} ${action.url}`;
    case 'program':
      return [action.program, ...action.args.map(quoted)].join(' ');
    case 'home_assistant':
      return '';
  }
}

/** So that one argument of several words does not look like several. */
function quoted(argument: string): string {
  return /^[^\s"']+$/.test(argument) ? argument : `"${argument}"`;
}
