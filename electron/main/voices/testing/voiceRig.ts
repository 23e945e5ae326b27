/** Profiles and enrollment on a real store and real key files, with an engine and a key store of their own. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { ModelStatus } from '../../../../contract/models.ts';
import {
  type ProfilesSnapshot,
  profilesSnapshotSchema,
  type TakeEnded,
} from '../../../../contract/profiles.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../contract/settings.ts';
import { createLog } from '../../log/log.ts';
import { Store } from '../../store/store.ts';
import type { VoiceStore } from '../../store/voices.ts';
import { openVoices, type VoiceNeeds } from '../voiceParts.ts';
import { fakeKeyStore } from './fakeKeyStore.ts';
import { FakeVoiceEngine } from './fakeVoiceEngine.ts';

const CHEAP = { n: 2, r: 1, p: 1 };

export interface RigOptions {
  keyStore?: ReturnType<typeof fakeKeyStore>;
  /** Stands before the rows of voices. */
  around?(store: VoiceStore): VoiceStore;
}

export class VoiceRig {
  readonly #options: RigOptions;
  readonly folder: string;
  readonly engine = new FakeVoiceEngine();
  readonly snapshots: ProfilesSnapshot[] = [];
  readonly ended: TakeEnded[] = [];
  readonly tried = vi.fn();
  readonly progress = vi.fn();
  readonly forgotten = vi.fn();
  readonly plays = vi.fn();
  readonly lines: string[] = [];
  readonly files = { save: null as string | null, open: null as string | null };
  settings: Settings = structuredClone(DEFAULT_SETTINGS);
  now = Date.UTC(2026, 5, 1);
  hears = true;
  store!: Store;
  parts!: ReturnType<typeof openVoices>;

  /** @param folder of an earlier run; a fresh one where absent */
  constructor(folder = mkdtempSync(join(tmpdir(), 'hark-voices-')), options: RigOptions = {}) {
    this.folder = folder;
    this.#options = options;
    this.open();
  }

  open(): void {
    const log = createLog(
      (_level, line) => this.lines.push(line),
      (text) => text,
    );
    this.store = new Store({
      folder: this.folder,
      retentionDays: () => 7,
      historyChanged: () => undefined,
      notesChanged: () => undefined,
      noticed: () => undefined,
      now: () => this.now,
      log,
    });
    const needs: VoiceNeeds = {
      folder: this.folder,
      keyStore: this.#options.keyStore ?? fakeKeyStore(),
      store: {
        voices: this.#options.around?.(this.store.voices) ?? this.store.voices,
        history: this.store.history,
      },
      ask: this.engine.ask,
      settings: () => this.settings,
      models: async () => MODELS,
      hears: () => this.hears,
      // Everything that goes to the window has to pass the parser that stands before it.
      changed: (snapshot) => this.snapshots.push(profilesSnapshotSchema.parse(snapshot)),
      progress: this.progress,
      takeEnded: (ended) => this.ended.push(ended),
      tried: this.tried,
      forgotten: this.forgotten,
      plays: this.plays,
      askWhereToSave: async () => this.files.save,
      askWhatToOpen: async () => this.files.open,
      now: () => this.now,
      log,
      costs: { passphrase: CHEAP, pin: CHEAP },
    };
    this.parts = openVoices(needs);
    this.engine.emit = (event) => this.parts.engineSays(event);
    this.parts.engineReady();
  }

  close(): void {
    this.parts.close();
    this.store.close();
  }

  /** Hark ends and starts again. */
  restart(): void {
    this.close();
    this.open();
  }

  dispose(): void {
    this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The store and the keys as they lie there now, elsewhere. */
  copy(): string {
    const copy = mkdtempSync(join(tmpdir(), 'hark-voices-copy-'));
    cpSync(this.folder, copy, { recursive: true });
    return copy;
  }

  get profiles() {
    return this.parts.profiles;
  }

  get enrollment() {
    return this.parts.enrollment;
  }

  get snapshot(): ProfilesSnapshot {
    return profilesSnapshotSchema.parse(this.parts.snapshot());
  }

  /** Lets what is being told arrive. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async readSentences(count = 5): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await this.enrollment.take(index, 'Desk microphone');
      this.engine.endTake();
    }
  }

  /** From the first sentence to the profile. @returns its id */
  async enroll(name: string, keepAudioDays = 0): Promise<string> {
    await this.enrollment.begin({ purpose: 'new', profileId: null, name, keepAudioDays });
    await this.readSentences();
    const id = await this.enrollment.finish();
    await this.settle();
    return id;
  }

  /** All files of the store and the keys. */
  paths(): string[] {
    return readdirSync(this.folder, { recursive: true })
      .map((name) => join(this.folder, String(name)))
      .filter((path) => statSync(path).isFile());
  }

  keyFiles(): string[] {
    return this.paths().filter(
      (path) => path.includes('voice-keys') && path.endsWith('.json') && !path.endsWith('guard.json'),
    );
  }

  /** A text, or some part of a sealed blob, lies in some file. */
  isAnywhere(what: Uint8Array | string): boolean {
    const parts =
      typeof what === 'string'
        ? [what]
        : [0.1, 0.3, 0.6, 0.9].map((share) => {
            const start = Math.floor(what.length * share);
            return Buffer.from(what.subarray(start, start + 24));
          });
    return this.paths().some((path) => {
      const content = readFileSync(path);
      return parts.some((part) => content.includes(part));
    });
  }
}

const MODELS: ModelStatus[] = [
  ['alexa', 'Alexa'],
  ['hey_jarvis', 'Hey Jarvis'],
  ['hey_mycroft', 'Hey Mycroft'],
].map(([name = '', phrase = '']) => ({
  name,
  task: 'wake',
  version: '1',
  bytes: 1,
  sha256: 'a'.repeat(64),
  licence: 'MIT',
  licenceNote: '',
  phrase,
  present: true,
  ok: true,
}));
