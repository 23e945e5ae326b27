import { expect, it } from 'vitest';
import { amountText, drillView, historyText, integrityView, rowsOf } from './upkeepView.ts';

const NOW = new Date(2026, 5, 10, 12).getTime();

it('adds up the rows of a backup', () => {
  expect(rowsOf({ rows: { history: 3, notes: 2 } })).toBe(5);
  expect(rowsOf({ rows: {} })).toBe(0);
});

it('says what came of a drill', () => {
  const drill = { at: 1, backup: 'a', ok: true, tables: 9, rows: 1_412, tookMs: 84, reason: null };
  expect(drillView(drill)).toMatchObject({ mark: 'good' });
  expect(drillView(drill).text).toBe(
    '1,412 rows of 9 tables put into a folder of their own and compared in 84 ms: nothing differs.',
  );
  expect(drillView({ ...drill, ok: false, reason: 'notes: 1 row is missing' })).toMatchObject({
    mark: 'bad',
    text: 'notes: 1 row is missing',
  });
});

it('says what is kept, also where that is nothing', () => {
  expect(historyText({ items: 0, oldestAt: null }, NOW)).toBe('empty');
  expect(historyText({ items: 1, oldestAt: null }, NOW)).toBe('1 item');
  expect(historyText({ items: 12, oldestAt: NOW }, NOW)).toMatch(/^12 items since /);
  expect(amountText(0, 'file', '0 B')).toBe('none');
  expect(amountText(2, 'file', '3 MiB')).toBe('2 files, 3 MiB');
});

it('tells a database that was not checked from a sound and a damaged one', () => {
  expect(integrityView(null, NOW).mark).toBe('none');
  expect(integrityView({ at: NOW, ok: true, detail: '' }, NOW)).toMatchObject({ mark: 'good' });
  expect(integrityView({ at: NOW, ok: false, detail: '' }, NOW).words).toMatch(/^Damaged/);
});
