/** Every command of `hark`. Their code is loaded when they run, so that help needs no models and no native code. */
import type { Command } from './commandLine.ts';

const FILES = 'FILE|FOLDER|-...';

const GRAMMAR = {
  type: 'string',
  value: 'FILE.yaml',
  help: 'sentence templates in Home Assistant format (default: the built-in commands)',
} as const;

const PROFILE = { type: 'string', value: 'NAME', help: 'the profile' } as const;

const FAR = {
  type: 'string',
  value: 'SHARE',
  help: 'share of strangers that may pass, 0.0001 to 0.05 (default: 0.005); the threshold follows from it',
} as const;

export const COMMANDS: readonly Command[] = [
  {
    name: 'wake',
    summary: 'Which wake words recordings hold, heard exactly as the app hears.',
    operands: FILES,
    options: {
      model: {
        type: 'string',
        multiple: true,
        value: 'NAME|FILE',
        help: 'a wake word of the manifest, or an .onnx head; repeatable (default: all)',
      },
      phrase: {
        type: 'string',
        multiple: true,
        value: 'TEXT',
        help: 'what an .onnx head listens for, which a second look needs; one for each of them, in their order',
      },
      threshold: {
        type: 'string',
        value: 'T',
        help: 'evidence that wakes, 0 to 1, for every word in any noise',
      },
      'single-stage': {
        type: 'boolean',
        help: 'the head alone decides, without a second look by the recogniser',
      },
      stream: { type: 'boolean', help: 'also print each detection as it happens' },
    },
    load: async () => (await import('./wake.ts')).wake,
  },
  {
    name: 'vad',
    summary: 'Where recordings hold speech.',
    operands: FILES,
    options: {},
    load: async () => (await import('./vad.ts')).vad,
  },
  {
    name: 'transcribe',
    summary: 'What recordings say.',
    operands: FILES,
    options: {},
    load: async () => (await import('./transcribe.ts')).transcribe,
  },
  {
    name: 'command',
    summary: 'What recordings ask for: intent and slots, or null where they are no command.',
    operands: FILES,
    options: { grammar: GRAMMAR },
    load: async () => (await import('./command.ts')).command,
  },
  {
    name: 'parse',
    summary: 'What texts ask for, by the grammar alone.',
    operands: '"TEXT"...',
    options: { grammar: GRAMMAR },
    load: async () => (await import('./parse.ts')).parse,
  },
  {
    name: 'embed',
    summary: 'What voices recordings hold, as numbers: speaker embeddings of length one.',
    operands: FILES,
    options: {},
    load: async () => (await import('./embed.ts')).embed,
  },
  {
    name: 'enroll',
    summary: 'Makes a profile of a voice from recordings of it; one of that name is replaced.',
    operands: FILES,
    options: {
      profile: PROFILE,
      add: { type: 'boolean', help: 'add to the profile of that name instead: another microphone, say' },
      far: FAR,
    },
    load: async () => (await import('./enroll.ts')).enroll,
  },
  {
    name: 'verify',
    summary: 'Whether recordings are the voice of a profile.',
    operands: FILES,
    options: { profile: PROFILE, far: FAR },
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'identify',
    summary: 'Whose voice recordings are, of all profiles; null for a stranger.',
    operands: FILES,
    options: { far: FAR },
    load: async () => (await import('./verify.ts')).identify,
  },
  {
    name: 'profiles',
    summary: 'The profiles of this program: list and show them, rename, delete, export, import.',
    operands: 'list|show NAME|rename NAME NEW|delete NAME|export NAME FILE|import FILE',
    options: {
      'passphrase-file': {
        type: 'string',
        value: 'FILE',
        help: 'holds the passphrase of an export on its first line (default: HARK_PASSPHRASE)',
      },
      profile: { type: 'string', value: 'NAME', help: 'of import: another name than the file has' },
      far: FAR,
    },
    load: async () => (await import('./profiles.ts')).profiles,
  },
  {
    name: 'run',
    summary: 'The whole assistant on recordings: what it hears, understands and would do.',
    operands: FILES,
    options: {
      grammar: GRAMMAR,
      act: {
        type: 'boolean',
        help: 'perform actions; only the app can, so each says why it was not, and the exit is 1',
      },
    },
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'backup',
    summary:
      'Backs up what people made in the app, also while it runs: notes, actions, timers, voices, settings.',
    operands: '',
    options: {
      out: { type: 'string', value: 'FILE', help: "where to (default: among the data folder's own backups)" },
    },
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'restore',
    summary: 'Puts back what a backup holds; what was there is backed up before. Not while the app runs.',
    operands: 'FILE|latest',
    options: { list: { type: 'boolean', help: 'list the backups of the data folder instead' } },
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'models',
    summary: 'The models on disk: list them, fetch what is missing, verify their checksums.',
    operands: 'list|pull|verify',
    options: {},
    load: async () => {
      const { models } = await import('./models.ts');
      return ({ operands, output }) => models(operands, output);
    },
  },
  {
    name: 'doctor',
    summary: 'Checks what Hark needs on this machine; exits with 1 where something is missing.',
    operands: '',
    options: {},
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'bench',
    summary:
      'What listening, understanding and telling voices cost on this machine, beside peers; takes minutes.',
    operands: '',
    options: {
      json: { type: 'boolean', help: 'print one JSON object instead of tables' },
      subject: {
        type: 'string',
        value: 'NAME',
        help: 'measure this one alone, once, in this process: what each round is made of',
      },
    },
    load: async () => (await import('./bench.ts')).bench,
  },
];
