/** One grammar of several files: the built-in ones once, those of people over them. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Grammar } from './grammar.ts';
import { WordGraph } from './wordGraph.ts';

afterEach(() => vi.restoreAllMocks());

describe('over the built-in files', () => {
  const pack = [
    {
      name: 'en/pack.yaml',
      text: 'intents: { Go: { data: [{ sentences: ["[<please>] go {x}"] }] } }\nexpansion_rules: { please: kindly }\nlists: { x: { values: [home] } }\n',
      builtIn: true,
    },
  ];
  const own = (text: string) => ({ name: 'own.yaml', text, builtIn: false });
  const understood = (grammar: Grammar, text: string) => grammar.parse(text).intent;

  it('compiles those once, and what is laid over them does not stay', () => {
    const built = vi.spyOn(WordGraph.prototype, 'build');
    const first = Grammar.compile(pack);
    const builds = built.mock.calls.length;
    expect(builds).toBeGreaterThan(0);
    const walk = 'intents: { Walk: { data: [{ sentences: ["<please> walk {x}"] }] } }\n';
    const second = Grammar.compile([...pack, own(walk)]);
    const third = Grammar.compile([...pack, own(walk.replaceAll('walk', 'run'))]);
    expect(built.mock.calls.filter(([, , , scope]) => scope === 'en/pack.yaml').length).toBe(
      built.mock.calls.slice(0, builds).filter(([, , , scope]) => scope === 'en/pack.yaml').length,
    );
    const texts = ['kindly go home', 'kindly walk home', 'kindly run home'];
    expect(texts.map((text) => understood(first, text))).toEqual(['Go', null, null]);
    expect(texts.map((text) => understood(second, text))).toEqual(['Go', 'Walk', null]);
    expect(texts.map((text) => understood(third, text))).toEqual(['Go', null, 'Walk']);
    expect(second.report.intents.map(({ file }) => file)).toEqual(['en/pack.yaml', 'own.yaml']);
  });

  it('compiles them again with other values of lists, or another text', () => {
    const dynamic = [
      {
        name: 'en/pack.yaml',
        builtIn: true,
        text: 'intents: { Go: { data: [{ sentences: ["open {app}"] }] } }\nlists: { app: { dynamic: true } }\n',
      },
    ];
    const app = (name: string) => ({ lists: { app: [{ in: name, out: name }] } });
    expect(Grammar.compile(dynamic, app('files')).parse('open files').intent).toBe('Go');
    const other = Grammar.compile(dynamic, app('paint'));
    expect(other.parse('open paint').intent).toBe('Go');
    expect(other.parse('open files').intent).toBeNull();
    expect(Grammar.compile(pack).parse('go home').intent).toBe('Go');
  });
});
