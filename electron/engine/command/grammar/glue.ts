/**
 * Pieces of a template without a space between them are one word: "light[s]" is "light" or "lights", "bed[ ]room" one
 * word or two, "{room}'s" ends in the last word of whatever the list holds.
 */
import type { Template } from './template.ts';

/** Spellings of one glued word, "light[s]". */
const GLUED_MAX = 64;
/** What may be attached to a word that a list or a rule ends in, and what follows it. */
const ATTACHED = /^(['\u2019\p{L}\p{M}][^\s]*)?(.*)$/su;

/** The items of a sequence, those glued together made one. */
export function joinGlued(items: readonly Template[]): Template[] {
  const joined: Template[] = [];
  for (const item of items) {
    const before = joined.at(-1);
    const left = before ? spellings(before) : null;
    const right = spellings(item);
    const glued =
      left !== null &&
      right !== null &&
      left.some((text) => /\S$/.test(text)) &&
      right.some((text) => /^\S/.test(text) || right.every(isBlank)) &&
      left.length * right.length <= GLUED_MAX;
    if (!glued) {
      const attached = before && left === null && right !== null ? attach(before, right) : null;
      if (attached === null) joined.push(item);
      else joined[joined.length - 1] = attached;
      continue;
    }
    const texts = new Set(left.flatMap((first) => right.map((second) => first + second)));
    joined[joined.length - 1] = {
      kind: 'alternatives',
      items: [...texts].map((text) => ({ kind: 'words', text, offset: 0 })),
    };
  }
  return joined;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Every text of a template that is only text and not much of it; null otherwise. */
export function spellings(template: Template): string[] | null {
  switch (template.kind) {
    case 'words':
      return [template.text];
    case 'sequence': {
      let texts = [''];
      for (const item of template.items) {
        const next = spellings(item);
        if (next === null || texts.length * next.length > GLUED_MAX) return null;
        texts = texts.flatMap((first) => next.map((second) => first + second));
      }
      return texts;
    }
    case 'alternatives': {
      const texts: string[] = [];
      for (const item of template.items) {
        const next = spellings(item);
        if (next === null || texts.length + next.length > GLUED_MAX) return null;
        texts.push(...next);
      }
      return texts;
    }
    default:
      return null;
  }
}

/** A template that ends in a list or a rule, and texts that stand right behind it; null where none is attached. */
function attach(template: Template, texts: readonly string[]): Template | null {
  const parts = texts.map((text) => {
    const [, suffix = '', rest = ''] = ATTACHED.exec(text) ?? [];
    return { suffix, rest };
  });
  if (parts.every(({ suffix }) => suffix === '')) return null;
  const items = parts.map(({ suffix, rest }): Template => {
    const whole = suffix === '' ? template : withSuffix(template, suffix);
    return { kind: 'sequence', items: [whole, { kind: 'words', text: rest, offset: 0 }] };
  });
  return items.length === 1 ? (items[0] as Template) : { kind: 'alternatives', items };
}

/** A template with something attached to the last word of whatever it says. */
export function withSuffix(template: Template, suffix: string): Template {
  switch (template.kind) {
    case 'words':
      return { ...template, text: template.text + suffix };
    case 'list':
    case 'rule':
      return { ...template, suffix: (template.suffix ?? '') + suffix };
    case 'alternatives':
      return { ...template, items: template.items.map((item) => withSuffix(item, suffix)) };
    case 'sequence': {
      const last = template.items.at(-1);
      if (last === undefined) return { kind: 'words', text: suffix, offset: 0 };
      const before = template.items.slice(0, -1);
      // Behind "kitchen[ light]" it may be attached to either.
      const [some, none] = last.kind === 'alternatives' ? last.items : [];
      if (some !== undefined && none?.kind === 'sequence' && none.items.length === 0) {
        const full = { ...template, items: [...before, withSuffix(some, suffix)] };
        return { kind: 'alternatives', items: [full, withSuffix({ ...template, items: before }, suffix)] };
      }
      return { ...template, items: [...before, withSuffix(last, suffix)] };
    }
    case 'permutation':
      // Whichever comes last: seldom enough to be a word of its own.
      return { kind: 'sequence', items: [template, { kind: 'words', text: suffix, offset: 0 }] };
  }
}
