/**
 * Profiles, the enrollment under way and the recordings that are kept of enrollments, as rows. What is sealed in them is
 * opened by the engine alone; the keys are not here.
 */
import { z } from 'zod';
import { enrollmentSchema, type ProfileRules } from '../../../contract/profiles.ts';
import type { Log } from '../log/log.ts';
import { type StoredPin, storedPinSchema } from '../voices/pin.ts';
import type { Database, Row } from './database.ts';
import { Documents } from './documents.ts';

export interface StoredProfile {
  id: string;
  name: string;
  /** Wall clock, ms since the epoch. */
  createdAt: number;
  lastHeardAt: number | null;
  rules: ProfileRules;
  /** Of the key that its print is sealed under. */
  keyId: string;
  pin: StoredPin | null;
}

export const draftSchema = enrollmentSchema.omit({ recording: true });
/** An enrollment under way. Its id is also that of its key. */
export type Draft = z.infer<typeof draftSchema>;

export type Sealed = Uint8Array<ArrayBuffer>;

export interface TakeKept {
  place: number;
  /** Ms since the epoch. */
  until: number;
  sealed: Sealed;
}

export interface RecordingRow {
  id: string;
  place: number;
  /** Ms since the epoch. */
  until: number;
  /** Of what is sealed. */
  bytes: number;
}

/** Ids of enrollments hold no point. */
const RECORDING_ID = "enrollment_id || '.' || place";

/** The document that names the profiles which the history is still to forget. */
const FORGETTING = 'voices.forgetting';
const forgettingSchema = z.array(z.string());

const PROFILE = 'SELECT id, name, created_at, last_heard_at, personal, guarded, key_id, pin FROM profiles';

export class VoiceStore {
  readonly #database: Database;
  readonly #log: Log;
  readonly #documents: Documents;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
    this.#documents = new Documents(database, log);
  }

  /** It is as it was left: nothing of it was lost to damage, and it is no stand-in for another file. */
  get isSound(): boolean {
    return this.#database.notices.length === 0;
  }

  // ---- profiles ----

  /** The oldest first. @throws HarkError store.unwritable, store.damaged; so do all below */
  profiles(): StoredProfile[] {
    return this.#database.all(`${PROFILE} ORDER BY created_at, rowid`).map((row) => this.#profile(row));
  }

  profile(id: string): StoredProfile | null {
    const row = this.#database.get(`${PROFILE} WHERE id = ?`, id);
    return row === undefined ? null : this.#profile(row);
  }

  count(): number {
    return Number(this.#database.get('SELECT count(*) AS total FROM profiles')?.['total']);
  }

  /** @param except a profile that may have it: its own */
  isNameTaken(name: string, except: string | null = null): boolean {
    const key = nameKey(name);
    return (
      this.#database.get('SELECT 1 FROM profiles WHERE name_key = ? AND id IS NOT ?', key, except) !==
      undefined
    );
  }

  /** Its print as it was sealed. */
  print(id: string): Sealed | null {
    return blob(this.#database.get('SELECT sealed FROM profiles WHERE id = ?', id)?.['sealed']);
  }

  add(profile: StoredProfile, sealed: Sealed): void {
    const { id, name, createdAt, lastHeardAt, rules, keyId, pin } = profile;
    this.#database.run(
      `INSERT INTO profiles
       (id, name, name_key, created_at, last_heard_at, personal, guarded, key_id, sealed, pin)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      name,
      nameKey(name),
      createdAt,
      lastHeardAt,
      rules.personal ? 1 : 0,
      rules.guarded ? 1 : 0,
      keyId,
      sealed,
      pin === null ? null : JSON.stringify(pin),
    );
  }

  rename(id: string, name: string): void {
    this.#database.run('UPDATE profiles SET name = ?, name_key = ? WHERE id = ?', name, nameKey(name), id);
  }

  setRules(id: string, { personal, guarded }: ProfileRules): void {
    this.#database.run(
      'UPDATE profiles SET personal = ?, guarded = ? WHERE id = ?',
      personal ? 1 : 0,
      guarded ? 1 : 0,
      id,
    );
  }

  setPin(id: string, pin: StoredPin | null): void {
    const text = pin === null ? null : JSON.stringify(pin);
    this.#database.run('UPDATE profiles SET pin = ? WHERE id = ?', text, id);
  }

  /** @param keyId of the key it is sealed under now, where that is another one */
  setPrint(id: string, sealed: Sealed, keyId: string | null = null): void {
    this.#database.run(
      'UPDATE profiles SET sealed = ?, key_id = coalesce(?, key_id) WHERE id = ?',
      sealed,
      keyId,
      id,
    );
  }

  heard(id: string, at: number): void {
    this.#database.run('UPDATE profiles SET last_heard_at = ? WHERE id = ?', at, id);
  }

  /** With its recordings. Until `forgot`, it is among those that are being forgotten. */
  remove(id: string): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM voice_recordings WHERE profile_id = ?', id);
      this.#database.run('DELETE FROM profiles WHERE id = ?', id);
      this.#documents.write(FORGETTING, [...this.forgetting(), id]);
    });
  }

  /** Profiles that are gone, but may still be named in the history. */
  forgetting(): string[] {
    return forgettingSchema.safeParse(this.#documents.read(FORGETTING)).data ?? [];
  }

  /** The history names it no more. */
  forgot(id: string): void {
    const left = this.forgetting().filter((other) => other !== id);
    this.#documents.write(FORGETTING, left);
    this.#documents.erase();
  }

  // ---- the enrollment under way ----

  draft(): Draft | null {
    const row = this.#database.get('SELECT body FROM enrollment');
    if (row === undefined) return null;
    try {
      return draftSchema.parse(JSON.parse(String(row['body'])));
    } catch {
      this.#log.warn('left out an enrollment that cannot be read');
      return null;
    }
  }

  /** One is under way, also where it cannot be read. */
  hasDraft(): boolean {
    return this.#database.get('SELECT 1 FROM enrollment') !== undefined;
  }

  /** Its takes as they were sealed; null before the first. */
  draftPrint(): Sealed | null {
    return blob(this.#database.get('SELECT sealed FROM enrollment')?.['sealed']);
  }

  /** Takes the place of any other, which goes with its recordings. */
  begin(draft: Draft): void {
    this.#database.transaction(() => {
      this.dropDraft();
      this.#database.run(
        'INSERT INTO enrollment (one, id, body) VALUES (1, ?, ?)',
        draft.id,
        JSON.stringify(draft),
      );
    });
  }

  /** @param recording of the take that was added, where it is to be kept */
  keepTake(draft: Draft, sealed: Sealed, recording: TakeKept | null): void {
    this.#database.transaction(() => {
      this.#database.run(
        'UPDATE enrollment SET body = ?, sealed = ? WHERE id = ?',
        JSON.stringify(draft),
        sealed,
        draft.id,
      );
      if (recording === null) return;
      this.#database.run(
        'INSERT OR REPLACE INTO voice_recordings (enrollment_id, place, until, sealed) VALUES (?, ?, ?, ?)',
        draft.id,
        recording.place,
        recording.until,
        recording.sealed,
      );
    });
  }

  dropDraft(): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM voice_recordings WHERE profile_id IS NULL');
      this.#database.run('DELETE FROM enrollment');
    });
  }

  /**
   * The enrollment became a profile, or part of one: all of it or nothing.
   *
   * @param write puts the profile in its place
   */
  finish(draft: Draft, profileId: string, write: () => void): void {
    this.#database.transaction(() => {
      write();
      this.#database.run(
        'UPDATE voice_recordings SET profile_id = ? WHERE enrollment_id = ?',
        profileId,
        draft.id,
      );
      this.#database.run('DELETE FROM enrollment WHERE id = ?', draft.id);
    });
  }

  // ---- recordings ----

  /** What is kept of a profile's enrollments; null for nothing. */
  recordings(profileId: string): { count: number; until: number } | null {
    const row = this.#database.get(
      'SELECT count(*) AS n, max(until) AS until FROM voice_recordings WHERE profile_id = ?',
      profileId,
    );
    const count = Number(row?.['n'] ?? 0);
    return count === 0 ? null : { count, until: Number(row?.['until']) };
  }

  recordingsOf(profileId: string): RecordingRow[] {
    return this.#database
      .all(
        `SELECT ${RECORDING_ID} AS id, place, until, length(sealed) AS bytes FROM voice_recordings
         WHERE profile_id = ? ORDER BY until, enrollment_id, place`,
        profileId,
      )
      .map(({ id, place, until, bytes }) => ({
        id: String(id),
        place: Number(place),
        until: Number(until),
        bytes: Number(bytes),
      }));
  }

  /** As it was sealed, and the enrollment it was sealed for, which is also its key's id; null where there is none. */
  recording(profileId: string, id: string): { owner: string; sealed: Sealed } | null {
    const row = this.#database.get(
      `SELECT enrollment_id, sealed FROM voice_recordings WHERE profile_id = ? AND ${RECORDING_ID} = ?`,
      profileId,
      id,
    );
    const sealed = blob(row?.['sealed']);
    return sealed === null ? null : { owner: String(row?.['enrollment_id']), sealed };
  }

  dropRecordings(profileId: string): void {
    this.#database.run('DELETE FROM voice_recordings WHERE profile_id = ?', profileId);
  }

  /** Some are past their time. @param now ms since the epoch */
  hasOldRecordings(now: number): boolean {
    return this.#database.get('SELECT 1 FROM voice_recordings WHERE until <= ?', now) !== undefined;
  }

  dropOldRecordings(now: number): void {
    this.#database.run('DELETE FROM voice_recordings WHERE until <= ?', now);
  }

  /** Ids of all keys that something is sealed under. */
  keysInUse(): Set<string> {
    const rows = this.#database.all(
      `SELECT key_id AS id FROM profiles UNION SELECT id FROM enrollment
       UNION SELECT enrollment_id FROM voice_recordings`,
    );
    return new Set(rows.map((row) => String(row['id'])));
  }

  /** What was deleted or overwritten is nowhere any more: not in the file, its log or its backups. */
  erase(): void {
    this.#database.erase();
    this.#database.dropCopies(['backup']);
  }

  #profile(row: Row): StoredProfile {
    return {
      id: String(row['id']),
      name: String(row['name']),
      createdAt: Number(row['created_at']),
      lastHeardAt: row['last_heard_at'] === null ? null : Number(row['last_heard_at']),
      rules: { personal: row['personal'] === 1, guarded: row['guarded'] === 1 },
      keyId: String(row['key_id']),
      pin: this.#pin(row['pin']),
    };
  }

  #pin(text: unknown): StoredPin | null {
    if (text === null) return null;
    try {
      return storedPinSchema.parse(JSON.parse(String(text)));
    } catch {
      this.#log.warn('left out a PIN that cannot be read');
      return null;
    }
  }
}

/** What two names that differ in case alone have in common. */
function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function blob(value: unknown): Sealed | null {
  // A copy of its own: what is sent to another process takes the whole buffer along that it lies in.
  return value instanceof Uint8Array ? new Uint8Array(value) : null;
}
