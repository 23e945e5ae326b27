/** Home Assistant's sentence templates (hassil): (a|b), [optional], (x;y) in any order, {list}, {list:slot}, <rule>. */

export type Template =
  | { kind: 'words'; text: string; offset: number }
  | { kind: 'sequence'; items: Template[] }
  | { kind: 'alternatives'; items: Template[] }
  /** Every order of the items. */
  | { kind: 'permutation'; items: Template[]; offset: number }
  /** `suffix` is attached to the last word: "{room}'s". */
  | { kind: 'list'; list: string; slot: string; offset: number; suffix?: string }
  | { kind: 'rule'; rule: string; offset: number; suffix?: string };

/** Brackets within brackets. */
export const DEPTH_MAX = 40;
/** Items of one permutation: each more multiplies its orders. */
export const PERMUTATION_MAX = 6;

/** Of a faulty name in a message. */
const SHOWN_MAX_CHARACTERS = 60;

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** Characters from the beginning of the template. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const SPECIAL = new Set('()[]{}<>|;');
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** What a list, a rule or a slot may be called. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** @throws TemplateError */
export function parseTemplate(text: string): Template {
  let at = 0;

  function group(close: string | null, opened: number, depth: number): Template {
    if (depth > DEPTH_MAX) throw new TemplateError(opened, `brackets are nested more than ${DEPTH_MAX} deep`);
    const parts: Template[] = [];
    let items: Template[] = [];
    let separator: '|' | ';' | null = null;
    let partStart = at;
    const finish = (last: boolean) => {
      const blank = items.every((item) => item.kind === 'words' && item.text.trim() === '');
      // "[a|]" has an empty alternative that means nothing new, "bed[ ]room" is one word or two; "[]" and "(a|)" are
      // mistakes.
      const alone = last && parts.length === 0;
      const space = close === ']' && items.length > 0;
      if (blank && alone && !space)
        throw new TemplateError(opened, close === null ? 'there are no words' : 'the brackets are empty');
      if (blank && close !== ']') throw new TemplateError(partStart, 'an alternative is empty');
      parts.push(items.length === 1 ? (items[0] as Template) : { kind: 'sequence', items });
      items = [];
    };
    for (;;) {
      const char = text[at];
      if (char === undefined) {
        if (close !== null) throw new TemplateError(opened, `"${text[opened] ?? ''}" is never closed`);
        break;
      }
      if (char === close) {
        at++;
        break;
      }
      if (char === '|' || char === ';') {
        if (close === null && char === ';') throw new TemplateError(at, '";" stands outside brackets');
        if (separator !== null && separator !== char)
          throw new TemplateError(at, '"|" and ";" are mixed in one group');
        separator = char;
        finish(false);
        at++;
        partStart = at;
      } else if (char === '(' || char === '[') {
        const start = at++;
        const inner = group(CLOSING[char] as string, start, depth + 1);
        items.push(
          char === '[' ? { kind: 'alternatives', items: [inner, { kind: 'sequence', items: [] }] } : inner,
        );
      } else if (char === '{' || char === '<') items.push(reference(char));
      else if (SPECIAL.has(char)) throw new TemplateError(at, `"${char}" closes nothing`);
      else items.push(words());
    }
    finish(true);
    if (separator === ';') {
      if (parts.length > PERMUTATION_MAX)
        throw new TemplateError(opened, `more than ${PERMUTATION_MAX} items in any order`);
      return { kind: 'permutation', items: parts, offset: opened };
    }
    return parts.length === 1 ? (parts[0] as Template) : { kind: 'alternatives', items: parts };
  }

  function words(): Template {
    const offset = at;
    let value = '';
    for (; at < text.length && !SPECIAL.has(text[at] as string); at++) {
      if (text[at] === '\\' && at + 1 < text.length) at++;
      value += text[at];
    }
    return { kind: 'words', text: value, offset };
  }

  function reference(open: '{' | '<'): Template {
    const offset = at;
    const end = text.indexOf(CLOSING[open] as string, at);
    if (end < 0) throw new TemplateError(offset, `"${open}" is never closed`);
    const inner = text.slice(at + 1, end).trim();
    at = end + 1;
    const [name = '', slot = name, ...more] = inner.split(':').map((part) => part.trim());
    if (!NAME.test(name) || !NAME.test(slot) || more.length > 0 || (open === '<' && inner.includes(':'))) {
      const shown = inner.length > SHOWN_MAX_CHARACTERS ? `${inner.slice(0, SHOWN_MAX_CHARACTERS)}…` : inner;
      throw new TemplateError(offset, `"${shown}" is no name of a ${open === '{' ? 'list' : 'rule'}`);
    }
    return open === '{' ? { kind: 'list', list: name, slot, offset } : { kind: 'rule', rule: name, offset };
  }

  return group(null, 0, 0);
}
