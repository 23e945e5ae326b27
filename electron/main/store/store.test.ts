import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { USER_ACTIONS_MAX, type UserAction } from '../../../contract/actions.ts';
import { createLog } from '../log/log.ts';
import { NOTES_MAX } from './notes.ts';
import { Store } from './store.ts';
import { anInteraction } from './testing/interaction.ts';

let folder: string;
let store: Store;
let clock: number;
let notesChanges: number;
const open = () =>
  new Store({
    folder,
    retentionDays: () => 7,
    historyChanged: () => undefined,
    noticed: () => undefined,
    notesChanged: () => {
      notesChanges += 1;
    },
    now: () => {
      clock += 1;
      return clock;
    },
    log: createLog(
      () => undefined,
      (text) => text,
    ),
  });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-stores-'));
  clock = 1_000;
  notesChanges = 0;
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});
/** Writes past the store, as something else did that it has to cope with. */
function behindItsBack(sql: string) {
  const handle = new DatabaseSync(join(folder, 'hark.db'));
  handle.exec(sql);
  handle.close();
}

it('keeps everything in one file across a restart', () => {
  store.history.keep(anInteraction({ at: clock }));
  store.documents.write('clock', { items: [1] });
  store.notes.add('buy milk');
  store.userActions.save(visit('Visit'));
  store.close();
  expect(readdirSync(folder)).toEqual(['hark.db']);
  store = open();
  expect(store.history.list({ search: '', before: null, limit: 1 }).total).toBe(1);
  expect(store.documents.read('clock')).toEqual({ items: [1] });
  expect(store.notes.list()).toMatchObject([{ text: 'buy milk' }]);
  expect(store.userActions.list()).toEqual([visit('Visit')]);
  expect(store.notices).toEqual([]);
});

describe('documents', () => {
  it('are replaced whole', () => {
    store.documents.write('clock', { a: 1 });
    store.documents.write('clock', { b: null });
    expect(store.documents.read('clock')).toEqual({ b: null });
    expect(store.documents.read('other')).toBeUndefined();
  });

  it('that cannot be read are none', () => {
    behindItsBack("INSERT INTO documents VALUES ('clock', '{')");
    expect(store.documents.read('clock')).toBeUndefined();
  });
});

describe('notes', () => {
  it('are listed newest first, deleted for good, and brought back as they were', () => {
    const first = store.notes.add('grandmother’s birthday');
    const second = store.notes.add('buy milk');
    expect(store.notes.list()).toEqual([second, first]);
    store.notes.delete(first.id);
    expect(store.notes.list()).toEqual([second]);
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes('grandmother'), name).toBe(false);
    }
    store.notes.restore(first);
    expect(store.notes.list()).toEqual([second, first]);
    expect(() => store.notes.delete('none')).toThrow(expect.objectContaining({ code: 'store.not_found' }));
  });

  it('take other words in their place, and the earlier ones are gone', () => {
    const [first, second] = [store.notes.add('grandmother’s birthday'), store.notes.add('buy milk')];
    store.notes.edit(first.id, 'aunt’s birthday');
    expect(store.notes.list()).toEqual([second, { ...first, text: 'aunt’s birthday' }]);
    expect(store.notes.get(first.id).text).toBe('aunt’s birthday');
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes('grandmother'), name).toBe(false);
    }
    for (const act of [() => store.notes.edit('none', 'x'), () => store.notes.get('none')]) {
      expect(act).toThrow(expect.objectContaining({ code: 'store.not_found' }));
    }
  });

  it('are all erased at once, and every change is told', () => {
    const note = store.notes.add('grandmother’s birthday');
    store.notes.add('buy milk');
    store.notes.edit(note.id, 'x');
    store.notes.delete(note.id);
    store.notes.restore(note);
    expect(notesChanges).toBe(5);
    store.notes.clear();
    expect(store.notes.list()).toEqual([]);
    expect(notesChanges).toBe(6);
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes('grandmother'), name).toBe(false);
    }
  });

  it('come back together as they were, told once; all of them or none', () => {
    for (const text of ['a', 'b', 'c']) store.notes.add(text);
    const all = store.notes.list();
    store.notes.clear();
    notesChanges = 0;
    store.notes.restoreAll(all);
    expect(store.notes.list()).toEqual(all);
    expect(notesChanges).toBe(1);
    store.notes.clear();
    const tooMany = Array.from({ length: NOTES_MAX + 1 }, (_, i) => ({ id: `${i}`, at: i, text: 'x' }));
    expect(() => store.notes.restoreAll(tooMany)).toThrow(expect.objectContaining({ code: 'action.full' }));
    expect(store.notes.list()).toEqual([]);
  });

  it('are a bounded number', () => {
    behindItsBack(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${NOTES_MAX})
       INSERT INTO notes SELECT 'n' || i, i, 'text' FROM n`,
    );
    expect(() => store.notes.add('one more')).toThrow(expect.objectContaining({ code: 'action.full' }));
    store.notes.restore({ id: 'n1', at: 1, text: 'as it was' });
    expect(store.notes.get('n1').text).toBe('as it was');
  });
});

describe('added actions', () => {
  it('are added, replaced and deleted by intent', () => {
    store.userActions.save(visit('Zoo'));
    store.userActions.save(visit('Aquarium'));
    store.userActions.save({ ...visit('Zoo'), title: 'Visit the zoo' });
    expect(store.userActions.list().map(({ title }) => title)).toEqual(['Aquarium', 'Visit the zoo']);
    store.userActions.delete('Zoo');
    expect(store.userActions.list()).toHaveLength(1);
    expect(() => store.userActions.delete('Zoo')).toThrow(
      expect.objectContaining({ code: 'store.not_found' }),
    );
  });

  it('are a bounded number, in which one can still be replaced', () => {
    for (let number = 0; number < USER_ACTIONS_MAX; number += 1) store.userActions.save(visit(`A${number}`));
    expect(() => store.userActions.save(visit('More'))).toThrow(
      expect.objectContaining({ code: 'action.full' }),
    );
    store.userActions.save({ ...visit('A7'), title: 'Changed' });
    expect(store.userActions.list()).toHaveLength(USER_ACTIONS_MAX);
  });

  it('are taken in together, or none of them is', () => {
    store.userActions.save(visit('A0'));
    store.userActions.saveAll([visit('B'), { ...visit('A0'), title: 'Changed' }]);
    expect(store.userActions.list().map(({ title }) => title)).toEqual(['Changed', visit('B').title]);
    const many = Array.from({ length: USER_ACTIONS_MAX }, (_, number) => visit(`C${number}`));
    expect(() => store.userActions.saveAll(many)).toThrow(expect.objectContaining({ code: 'action.full' }));
    expect(store.userActions.list()).toHaveLength(2);
  });

  it('of older versions are for known voices', () => {
    const { risk: _, ...older } = visit('Zoo');
    behindItsBack(`INSERT INTO user_actions VALUES ('Zoo', '${JSON.stringify(older)}')`);
    expect(store.userActions.list()).toEqual([{ ...visit('Zoo'), risk: 'personal' }]);
  });

  it('that do not fit any more are left out', () => {
    store.userActions.save(visit('Zoo'));
    behindItsBack(`INSERT INTO user_actions VALUES ('Run', '{"kind":"shell","intent":"Run"}')`);
    expect(store.userActions.list()).toEqual([visit('Zoo')]);
  });
});

function visit(intent: string): UserAction {
  const url = 'https://example.org/';
  return { kind: 'url', intent, title: intent, sentences: ['visit'], risk: 'open', url };
}
