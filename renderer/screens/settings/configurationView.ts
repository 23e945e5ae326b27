/** What an imported configuration changed, in a sentence. Pure. */
import type { ImportedConfig } from '../../../contract/upkeep.ts';

/** Settings that are named; the others are counted. */
const NAMED_MAX = 6;

export function importedText({ changed, sentences, actions }: ImportedConfig): string {
  const parts: string[] = [];
  if (changed.length > 0) {
    const named = changed.slice(0, NAMED_MAX).join(', ');
    const more = changed.length > NAMED_MAX ? ` and ${changed.length - NAMED_MAX} more` : '';
    parts.push(`${changed.length === 1 ? 'one setting' : `${changed.length} settings`} (${named}${more})`);
  }
  if (sentences) parts.push('your own sentences');
  if (actions > 0) parts.push(actions === 1 ? 'one action' : `${actions} actions`);
  if (parts.length === 0) return 'Everything in it was so already.';
  const last = parts.pop() ?? '';
  return `Changed: ${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`}.`;
}
