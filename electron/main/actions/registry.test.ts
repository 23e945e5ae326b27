import { expect, it } from 'vitest';
import { type Action, defineAction, type Group } from './action.ts';
import { ActionRegistry } from './registry.ts';
import { services } from './testing/services.ts';

const anAction = (intent: string, group: Group = 'Clock', available?: () => string | null): Action =>
  defineAction({
    intent,
    title: intent,
    group,
    risk: 'open',
    ...(available === undefined ? {} : { available }),
    preview: () => intent,
    perform: () => ({ reply: intent }),
  });

it('finds built-in actions and those that were added, at any time', () => {
  const added: Action[] = [];
  const registry = new ActionRegistry([anAction('A')], () => added);
  expect(registry.has('B')).toBe(false);
  added.push(anAction('B'));
  expect(registry.get('B').intent).toBe('B');
  expect(() => registry.get('C')).toThrow(expect.objectContaining({ code: 'action.unknown' }));
});

it('lets no added action take the place of a built-in one', async () => {
  const own = anAction('A');
  const registry = new ActionRegistry([own], () => [anAction('A', 'Your own')]);
  expect(registry.get('A')).toBe(own);
  expect(await registry.list(services())).toHaveLength(1);
});

it('refuses two built-in actions of one intent', () => {
  expect(() => new ActionRegistry([anAction('A'), anAction('A')])).toThrow('two actions answer to A');
});

it('lists them by group, with why this machine cannot do one', async () => {
  const registry = new ActionRegistry(
    [
      anAction('Note', 'Notes'),
      anAction('Timer', 'Clock', () => 'No clock.'),
      anAction('Broken', 'Clock', () => {
        throw new Error('x');
      }),
    ],
    () => [anAction('Tea', 'Your own')],
  );
  const list = await registry.list(services());
  expect(list.map(({ intent }) => intent)).toEqual(['Timer', 'Broken', 'Note', 'Tea']);
  expect(list[0]).toEqual({
    intent: 'Timer',
    title: 'Timer',
    group: 'Clock',
    risk: 'open',
    unavailable: 'No clock.',
  });
  expect(list[1]?.unavailable).toContain('could not be found out');
  expect(list[2]?.unavailable).toBeNull();
});
