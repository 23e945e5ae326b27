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
const open = () =>
  new Store({
    folder,
    retentionDays: () => 7,
    historyChanged: () => undefined,
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

  it('are a bounded number', () => {
    behindItsBack(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${NOTES_MAX})
       INSERT INTO notes SELECT 'n' || i, i, 'text' FROM n`,
    );
    expect(() => store.notes.add('one more')).toThrow(expect.objectContaining({ code: 'action.full' }));
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

  it('that do not fit any more are left out', () => {
    store.userActions.save(visit('Zoo'));
    behindItsBack(`INSERT INTO user_actions VALUES ('Run', '{"kind":"shell","intent":"Run"}')`);
    expect(store.userActions.list()).toEqual([visit('Zoo')]);
  });
});

function visit(intent: string): UserAction {
  return { kind: 'url', intent, title: intent, sentences: ['visit'], url: 'https://example.org/' };
}
