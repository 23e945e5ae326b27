/** `hark profiles`: what is kept of voices, under names. */
import { open, readFile, writeFile } from 'node:fs/promises';
import { describeFailure, HarkError } from '../../contract/failures.ts';
import { PASSPHRASE_MIN } from '../../contract/profiles.ts';
import { SEALED_MAX_BYTES } from '../../contract/speaker.ts';
import { exportPrint, importPrint, requireModel } from '../engine/speaker/sealedPrint.ts';
import type { SpeakerEmbedder } from '../engine/speaker/speakerEmbedder.ts';
import type { Voiceprint } from '../engine/speaker/voiceprint.ts';
import { knownVoice } from '../engine/speaker/voices.ts';
import type { Call } from './commandLine.ts';
import { dataFolder } from './dataFolder.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exitCodes.ts';
import { alike, type VoiceFile, VoiceFiles } from './voiceFiles.ts';
import { householdOf, loadEmbedder, targetFar, toSeconds } from './voiceModel.ts';

const USAGE =
  'hark profiles list | show NAME | rename NAME NEW | delete NAME | export NAME FILE | import FILE';
const PRIVATE_FILE = 0o600;

interface Desk {
  call: Call;
  files: VoiceFiles;
}

const ACTIONS: Record<string, { operands: number; run(desk: Desk, operands: string[]): Promise<ExitCode> }> =
  {
    list: { operands: 0, run: list },
    show: { operands: 1, run: show },
    rename: { operands: 2, run: rename },
    delete: { operands: 1, run: remove },
    export: { operands: 2, run: exportTo },
    import: { operands: 1, run: importFrom },
  };

export async function profiles(call: Call): Promise<ExitCode> {
  const [name = '', ...operands] = call.operands;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || operands.length !== action.operands) {
    throw new HarkError('usage.invalid', `usage: ${USAGE}`);
  }
  const files = new VoiceFiles(dataFolder(call.global.data), (line) => call.output.say(line));
  return action.run({ call, files }, operands);
}

async function list({ call, files }: Desk): Promise<ExitCode> {
  const found = await files.all();
  let exitCode: ExitCode = EXIT.ok;
  if (found.length === 0) return exitCode;
  const embedder = await loadEmbedder(call);
  try {
    for (const voice of found) {
      try {
        if ('error' in voice) throw voice.error;
        await call.output.result(recordOf(voice, call, embedder, householdOf(voice.id, found, embedder)));
      } catch (error) {
        const { code, message } = describeFailure(error);
        if (exitCodeOf(code) !== EXIT.input) throw error;
        const profile = 'name' in voice ? voice.name : null;
        await call.output.result({ profile, file: voice.id, error: { code, message } });
        exitCode = EXIT.input;
      }
    }
    return exitCode;
  } finally {
    await embedder.close();
  }
}

async function show({ call, files }: Desk, [name = '']: string[]): Promise<ExitCode> {
  const voice = await files.find(name);
  const embedder = await loadEmbedder(call);
  try {
    requireModel(voice.print, embedder);
    const household = householdOf(voice.id, await files.all(), embedder);
    const { summary } = knownVoice(voice.id, voice.print, targetFar(call), embedder.backend.cohort);
    await call.output.result({
      ...recordOf(voice, call, embedder, household),
      own_scores: summary.ownScores,
      references: summary.references.map(({ id, origin, kind, microphone, at, speechMs, snrDb }) => ({
        id,
        origin,
        kind,
        microphone,
        at: new Date(at).toISOString(),
        speech_s: toSeconds(speechMs),
        snr_db: snrDb,
      })),
    });
    return EXIT.ok;
  } finally {
    await embedder.close();
  }
}

async function rename({ call, files }: Desk, [name = '', next = '']: string[]): Promise<ExitCode> {
  await files.rename(name, next);
  await call.output.result({ profile: next.trim(), renamed_from: name });
  return EXIT.ok;
}

async function remove({ call, files }: Desk, [which = '']: string[]): Promise<ExitCode> {
  const voice = await files.delete(which);
  const what = 'name' in voice ? { profile: voice.name } : { profile: null, file: voice.id };
  await call.output.result({ ...what, deleted: true });
  return EXIT.ok;
}

async function exportTo({ call, files }: Desk, [name = '', path = '']: string[]): Promise<ExitCode> {
  const passphrase = await readPassphrase(call);
  if (passphrase.length < PASSPHRASE_MIN) {
    throw new HarkError('usage.invalid', `a passphrase has at least ${PASSPHRASE_MIN} characters`);
  }
  const { name: profile, print } = await files.find(name);
  const bytes = await exportPrint(profile, print, passphrase);
  try {
    // Another file of that name may be all that is left of another profile.
    await writeFile(path, bytes, { mode: PRIVATE_FILE, flag: 'wx' });
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    const why = exists ? 'is there already, and is left as it is' : 'cannot be written';
    throw new HarkError('output.unwritable', `${path} ${why}`, { cause });
  }
  await call.output.result({ profile, file: path, bytes: bytes.length });
  return EXIT.ok;
}

async function importFrom({ call, files }: Desk, [path = '']: string[]): Promise<ExitCode> {
  const file = await readExport(path).catch((cause: unknown) => {
    throw new HarkError('profile.unreadable', `${path} cannot be read`, { cause });
  });
  if (file.length > SEALED_MAX_BYTES)
    throw new HarkError('profile.damaged', `${path} is larger than any profile`);
  const { name, print } = await importPrint(file, await readPassphrase(call));
  const embedder = await loadEmbedder(call);
  try {
    requireModel(print, embedder);
    requireSound(print, embedder);
    const profile = call.options.text('profile') ?? name;
    const others = await files.all();
    const taken = others.some((other) => 'name' in other && alike(other.name, profile));
    if (taken) {
      throw new HarkError(
        'profile.exists',
        `there is a profile "${profile}" already; --profile gives another name`,
      );
    }
    await files.keep(profile, print);
    await call.output.result(
      recordOf({ id: '', name: profile, print }, call, embedder, householdOf('', others, embedder)),
    );
    return EXIT.ok;
  } finally {
    await embedder.close();
  }
}

/** One byte more than any may have, at most: its size is not to be relied on, for it can be a device. */
async function readExport(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(SEALED_MAX_BYTES + 1);
    let length = 0;
    for (let more = -1; more !== 0 && length < bytes.length; length += more) {
      ({ bytesRead: more } = await file.read(bytes, length, bytes.length - length));
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** Whoever has the passphrase can have written anything into it. @throws HarkError profile.damaged */
function requireSound({ references }: Voiceprint, { backend }: SpeakerEmbedder): void {
  const fits = references.every(({ embedding }) => embedding.length === backend.size);
  if (fits && references.some(({ kind }) => kind === 'speech')) return;
  throw new HarkError(
    'profile.damaged',
    'the exported profile holds nothing that voices can be compared with',
  );
}

function recordOf(
  { id, name, print }: VoiceFile,
  call: Call,
  embedder: SpeakerEmbedder,
  household: readonly Float32Array[],
): object {
  requireModel(print, embedder);
  const { summary } = knownVoice(id, print, targetFar(call), embedder.backend.cohort, household);
  return {
    profile: name,
    samples: print.references.length,
    speech_s: toSeconds(summary.speechMs),
    cohesion: summary.cohesion,
    threshold: summary.threshold,
    strict_threshold: summary.strictThreshold,
    quality: summary.quality,
    model: print.model,
    created: new Date(Math.min(...print.references.map(({ at }) => at))).toISOString(),
  };
}

/** Never on the command line itself, where every other program could read it. @throws HarkError usage.invalid */
async function readPassphrase({ options }: Call): Promise<string> {
  const path = options.text('passphrase-file');
  if (path !== undefined) {
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new HarkError('usage.invalid', `the passphrase file ${path} cannot be read`, { cause });
    });
    return text.split(/\r?\n/, 1)[0] ?? '';
  }
  const given = process.env['HARK_PASSPHRASE'] ?? '';
  if (given === '') {
    throw new HarkError('usage.invalid', 'no passphrase given: --passphrase-file FILE, or HARK_PASSPHRASE');
  }
  return given;
}
