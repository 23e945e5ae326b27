/** Plain sentences that templates accept: what people are told that they can say. */
import type { Template } from './template.ts';
import type { Definitions } from './wordGraph.ts';

/** Parts of a template that are looked at for its example. */
const EXAMPLE_PARTS_MAX = 400;

/** One plain sentence of a template; what would take too long to find is left out of it. */
export function exampleOf(template: Template, definitions: Definitions): string {
  const budget = { left: EXAMPLE_PARTS_MAX };
  return said(template).replace(/\s+/g, ' ').trim();

  function said(of: Template): string {
    if (budget.left-- <= 0) return '';
    switch (of.kind) {
      case 'words':
        return of.text;
      case 'sequence':
        return of.items.map(said).join('');
      case 'alternatives': {
        // An optional part is left out where it holds no slot and is no article: "set a timer" is what people say.
        const [first, second] = of.items;
        if (first === undefined) return '';
        const isOptional = second?.kind === 'sequence' && second.items.length === 0;
        const text = said(first);
        return isOptional && !hasList(first) && text.trim() !== 'a' ? '' : text;
      }
      case 'permutation':
        return of.items.map(said).join(' ');
      case 'rule': {
        const rule = definitions.rule(of.rule);
        return rule === undefined ? '' : said(rule.template);
      }
      case 'list': {
        const list = definitions.list(of.list);
        if (list?.kind === 'values') return list.values[0] ? said(list.values[0].template) : of.slot;
        if (list?.kind === 'range') return String(Math.min(list.to, list.from + 10 * list.step));
        if (list?.kind === 'type') return EXAMPLES[list.type];
        return '…';
      }
    }
  }
}

const EXAMPLES = {
  number: 'twelve',
  whole: 'twelve',
  ordinal: 'third',
  duration: 'ten minutes',
  time: 'half past seven',
  date: 'tomorrow',
  unit: 'kilometers',
};

function hasList(template: Template): boolean {
  if (template.kind === 'list') return true;
  return template.kind !== 'words' && template.kind !== 'rule' && template.items.some(hasList);
}
