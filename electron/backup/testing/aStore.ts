/** A data folder as a Hark that was used for a while leaves it. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS, type Migration, migrate } from '../schema.ts';

export interface Voice {
  id: string;
  name: string;
  key: string;
}
export const ANN: Voice = { id: 'ann', name: 'Ann', key: 'key-ann' };
/** Long after all tests. */
export const FOR_EVER = 9_000_000_000_000;

export function openStore(folder: string, migrations: readonly Migration[] = MIGRATIONS): DatabaseSync {
  const handle = new DatabaseSync(join(folder, 'hark.db'), { timeout: 2_000 });
  handle.exec('PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON');
  migrate(handle, migrations);
  return handle;
}

/** Notes, an action, a timer, a voice with a recording, history, a measurement, and the files beside them. */
export function fill(folder: string, notes = 3): void {
  const handle = openStore(folder);
  for (let note = 0; note < notes; note += 1) addNote(handle, `n${note}`, `note ${note}`);
  handle.exec(`
    INSERT INTO user_actions VALUES ('Lights', '{"intent":"Lights"}');
    INSERT INTO documents VALUES ('clock', '{"items":[]}'), ('alerts', '["an alert"]');
    INSERT INTO interactions VALUES (5, 'i', 0, 'a secret sentence', '{}');
    INSERT INTO metric_minutes VALUES (1, x'00');
  `);
  addVoice(handle, folder, ANN);
  addRecording(handle, ANN.key, ANN.id);
  handle.close();
  writeFileSync(join(folder, 'settings.json'), '{"version":1}\n');
  writeFileSync(join(folder, 'sentences.yaml'), 'language: en\n');
}

export function addNote(handle: DatabaseSync, id: string, text: string): void {
  handle.prepare('INSERT INTO notes VALUES (?, 1, ?)').run(id, text);
}

export function addVoice(handle: DatabaseSync, folder: string, { id, name, key }: Voice): void {
  handle
    .prepare(
      `INSERT INTO profiles (id, name, name_key, created_at, personal, guarded, key_id, sealed)
       VALUES (?, ?, ?, 1, 0, 0, ?, ?)`,
    )
    .run(id, name, name.toLowerCase(), key, createHash('sha256').update(id).digest());
  const keys = join(folder, 'voice-keys', '0');
  mkdirSync(keys, { recursive: true });
  writeFileSync(join(keys, `${key}.json`), '{}');
}

export function addRecording(handle: DatabaseSync, enrollment: string, profile: string | null): void {
  handle
    .prepare(`INSERT INTO voice_recordings VALUES (?, 0, ?, ${FOR_EVER}, x'0102')`)
    .run(enrollment, profile);
}

/** Every row of what people made. */
export function contents(folder: string): Record<string, unknown[]> {
  const handle = openStore(folder);
  const read = (table: string) => handle.prepare(`SELECT * FROM ${table} ORDER BY 1`).all();
  try {
    return Object.fromEntries(
      ['notes', 'user_actions', 'profiles', 'voice_recordings', 'interactions', 'metric_minutes']
        .map((table) => [table, read(table)] as const)
        .concat([['documents', read("documents WHERE name <> 'backup.restored'")]]),
    );
  } finally {
    handle.close();
  }
}
