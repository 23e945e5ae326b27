/**
 * Who may import whom. Reads every import of every source file with a real parser (static, re-exported, dynamic,
 * `import type`, `import('x').T`, `require`) and refuses what crosses a wall of the house; also which folder may have
 * DOM and Electron types, and names that mean nothing. `node build/check-layers.mjs [FOLDER]` prints what it refuses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'vite';

/**
 * A room, by folder: `rooms` are the folders that it may import from, `types` those it may import types alone from,
 * `packages` the npm packages, `node` whether it may use Node's own modules. The longest folder that matches counts.
 */
const ROOMS = [
  { folder: 'contract', rooms: [], packages: ['zod'], node: false },
  {
    folder: 'renderer',
    rooms: ['contract'],
    packages: [
      'react',
      'react-dom',
      '@fontsource-variable/*',
      '@mantine/*',
      '@tabler/icons-react',
      'uplot',
      'zod',
      'zustand',
    ],
    node: false,
    dom: true,
  },
  {
    folder: 'electron/preload',
    rooms: ['contract/wire.ts'],
    types: ['contract'],
    packages: ['electron'],
    node: false,
    electron: true,
  },
  {
    folder: 'electron/main',
    rooms: ['contract', 'electron/backup', 'models/manifest.json', 'package.json'],
    packages: ['electron', 'electron-log', 'fflate', 'zod'],
    node: true,
    electron: true,
  },
  { folder: 'electron/backup', rooms: ['contract'], packages: ['zod'], node: true },
  { folder: 'electron/engine', rooms: ['contract'], packages: ['zod'], node: true },
  { folder: 'electron/engine/audio', packages: ['@wasm-audio-decoders/flac'] },
  {
    folder: 'electron/engine/models',
    rooms: ['models/manifest.json'],
    packages: ['pacote', '@npmcli/config'],
  },
  { folder: 'electron/engine/command', packages: ['yaml', 'llama-tokenizer-js', 'double-metaphone'] },
  { folder: 'electron/engine/session', packages: ['onnxruntime-node', 'protobufjs'] },
  { folder: 'electron/host', rooms: ['contract', 'electron/engine'], packages: [], node: true },
  {
    folder: 'electron/cli',
    rooms: [
      'contract',
      'electron/backup',
      'electron/engine',
      'models/manifest.json',
      'models/convert-xvector',
      'package.json',
    ],
    packages: [],
    node: true,
  },
  // A peer to measure against: a development dependency, and no part of what is built.
  { folder: 'electron/cli/bench', packages: ['@picovoice/porcupine-node'] },
  {
    folder: 'e2e',
    rooms: ['package.json'],
    types: ['contract'],
    packages: ['playwright', '@axe-core/playwright'],
    node: true,
    dom: true,
  },
  // Loaded by the tests into the main process itself.
  { folder: 'e2e/drivers/inside', packages: ['electron'] },
  {
    folder: 'build',
    rooms: ['contract', 'electron/engine', 'electron/cli', 'models/manifest.json', 'package.json'],
    packages: ['*'],
    node: true,
  },
  // Plays days through the engine as it is hosted, with rooms and kitchens around the voices.
  { folder: 'build/soak', rooms: ['electron/host', 'models/speech'] },
  { folder: 'models', rooms: ['contract', 'electron/engine'], packages: [], node: true },
];

/** Folders of the engine that are no stages: any stage may build on them, and each on those before it. */
const FOUNDATIONS = ['models', 'session', 'signal'];
/** And those that use the pipeline as a whole: nothing else of the engine knows them. */
const FRONTS = ['selfTest'];
const ENGINE = 'electron/engine';

const SOURCE = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
/** What tests alone are made with. */
const TEST_PACKAGES = new Set(['vitest', 'fast-check']);
const TEST = /\.test\.tsx?$/;
/** Folders of what tests and the tools of this repository are made with; nothing that is shipped imports them. */
const TESTING = /(^|\/)testing\//;
const SHIPPED = /^(electron|renderer|contract)\//;
const SKIPPED_FOLDERS = new Set(['node_modules', 'out', 'dist', 'coverage', 'test-results', 'files', '.git']);
const MEANINGLESS_NAME = /^(utils?|helpers?|common|misc)$/i;
/** Files outside every room: configuration of the tools. */
const ROOT_FILES = new Set(['vite.config.ts']);

/**
 * @param {string} root folder that holds the rooms
 * @returns {{ file: string, line: number, message: string }[]} what is refused, by file and line
 */
export function checkLayers(root) {
  /** @type {{ file: string, line: number, message: string }[]} */
  const refused = [];
  const files = sourceFiles(root);
  for (const file of files) {
    refused.push(...checkName(file), ...checkFile(file, readFileSync(join(root, file), 'utf8')));
  }
  refused.push(...checkTypeConfigs(root, files));
  return refused;
}

/** @param {string} root */
function sourceFiles(root) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} folder */
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) walk(path);
      } else if (SOURCE.test(entry.name)) {
        found.push(relative(root, path).split(sep).join('/'));
      }
    }
  };
  walk(root);
  return found.toSorted();
}

/** @param {string} file */
function checkName(file) {
  const parts = file.split('/').map((part) => part.replace(/\..*$/, ''));
  const bad = parts.find((part) => MEANINGLESS_NAME.test(part));
  return bad === undefined ? [] : [{ file, line: 1, message: `"${bad}" says nothing about what is inside` }];
}

/**
 * The rules for a file: those of its room, with the packages of rooms inside rooms added up.
 * @param {string} file
 */
function rulesOf(file) {
  const rules = { folder: '', rooms: [], types: [], packages: [], node: false, dom: false, electron: false };
  for (const room of ROOMS) {
    if (!isWithin(file, room.folder)) continue;
    rules.folder = room.folder;
    rules.rooms.push(...(room.rooms ?? []));
    rules.types.push(...(room.types ?? []));
    rules.packages.push(...(room.packages ?? []));
    rules.node ||= room.node ?? false;
    rules.dom ||= room.dom ?? false;
    rules.electron ||= room.electron ?? false;
  }
  return rules.folder === '' ? null : rules;
}

/** @param {string} file @param {string} text */
function checkFile(file, text) {
  if (ROOT_FILES.has(file)) return [];
  const rules = rulesOf(file);
  if (rules === null)
    return [{ file, line: 1, message: 'lies in no room of the house; see build/check-layers.mjs' }];
  const parsed = parseSync(file, text);
  /** @type {{ file: string, line: number, message: string }[]} */
  const refused = [];
  /** @param {number} offset @param {string | null} message */
  const refuse = (offset, message) => {
    if (message !== null) refused.push({ file, line: text.slice(0, offset).split('\n').length, message });
  };
  for (const error of parsed.errors)
    refuse(error.labels?.[0]?.start ?? 0, `does not parse: ${error.message}`);
  for (const comment of parsed.comments) refuse(comment.start, checkReference(comment.value, rules));
  for (const found of importsOf(parsed.program)) {
    refuse(found.start, checkImport(file, found, rules));
  }
  return refused;
}

/**
 * Every import in a program; `specifier` is null where it is computed.
 * @param {unknown} program
 * @returns {{ specifier: string | null, typeOnly: boolean, start: number }[]}
 */
function importsOf(program) {
  const found = [];
  /** @param {any} node */
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    const source = moduleOf(node);
    if (source !== undefined) {
      const specifier = typeof source?.value === 'string' ? source.value : null;
      found.push({ specifier, typeOnly: isTypeOnly(node), start: node.start });
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(program);
  return found;
}

/** The node that names the module that `node` imports; undefined when it imports nothing. @param {any} node */
function moduleOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source;
    case 'ExportNamedDeclaration':
      return node.source ?? undefined;
    case 'TSExternalModuleReference':
      return node.expression;
    case 'CallExpression': {
      const { callee } = node;
      const isRequire =
        callee.name === 'require' ||
        (callee.object?.name === 'require' && callee.property?.name === 'resolve');
      return isRequire ? (node.arguments[0] ?? null) : undefined;
    }
    default:
      return undefined;
  }
}

/** @param {any} node */
function isTypeOnly(node) {
  if (node.type === 'TSImportType') return true;
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return (
    specifiers.length > 0 &&
    specifiers.every((specifier) => specifier.importKind === 'type' || specifier.exportKind === 'type')
  );
}

/** `/// <reference …>` brings in types behind the back of the imports. @param {string} comment */
function checkReference(comment, rules) {
  const match = /^\/\s*<reference\s+(types|lib|path)\s*=\s*["']([^"']+)["']/.exec(comment);
  if (match === null) return null;
  const [, kind, name] = match;
  if (kind === 'types' && name === 'electron' && !rules.electron)
    return `${rules.folder} has no Electron types`;
  if (kind === 'types' && name === 'node' && !rules.node) return `${rules.folder} has no Node types`;
  if (kind === 'lib' && /^dom\b/i.test(name) && !rules.dom) return `${rules.folder} has no DOM types`;
  if (kind === 'path' && !/^\.\/[^/]+$/.test(name)) return 'references a file outside its own folder';
  return null;
}

/** @returns {string | null} why the import is refused */
function checkImport(file, { specifier, typeOnly }, rules) {
  const isTest = TEST.test(file);
  if (specifier === null) {
    return isTest || rules.folder === 'build' ? null : 'imports a computed path, which cannot be checked';
  }
  if (specifier.startsWith('.')) {
    const target = posix.join(dirname(file).split(sep).join('/'), specifier.replace(/\?.*$/, ''));
    return checkRelative(file, target, rules, { typeOnly, isTest });
  }
  if (specifier.startsWith('/') || specifier.startsWith('file:'))
    return `imports the absolute path ${specifier}`;
  // Newer modules of Node's own, which an older Node that runs this does not know yet.
  if (isBuiltin(specifier) || specifier.startsWith('node:')) {
    return rules.node || isTest ? null : `${rules.folder} runs without Node, so not ${specifier}`;
  }
  const name = packageOf(specifier);
  if (TEST_PACKAGES.has(name) && (isTest || TESTING.test(file))) return null;
  return rules.packages.some((allowed) => matches(allowed, name))
    ? null
    : `${rules.folder} may not import the package ${name}`;
}

function checkRelative(file, target, rules, { typeOnly, isTest }) {
  if (target.startsWith('..')) return `imports ${target}, outside the repository`;
  if (TESTING.test(target) && SHIPPED.test(file) && !isTest && !TESTING.test(file)) {
    return `imports ${target}, which is for tests`;
  }
  const room = ROOMS.findLast((candidate) => isWithin(target, candidate.folder));
  const own = ROOMS.find((candidate) => isWithin(file, candidate.folder));
  if (own !== undefined && isWithin(target, own.folder)) return checkStages(file, target, isTest);
  if (rules.rooms.some((allowed) => isWithin(target, allowed))) return null;
  if (typeOnly && rules.types.some((allowed) => isWithin(target, allowed))) return null;
  const whose = rules.types.some((allowed) => isWithin(target, allowed)) ? 'types alone' : 'nothing';
  return `${rules.folder} may import ${whose} of ${room?.folder ?? target}`;
}

/** Stages of the engine meet only in its pipeline. Tests may feed one stage with another's output. */
function checkStages(file, target, isTest) {
  if (isTest || !isWithin(file, ENGINE)) return null;
  const from = stageOf(file);
  const to = stageOf(target);
  if (FRONTS.includes(from)) return null;
  if (FRONTS.includes(to)) return `${file} imports engine/${to}, which stands above it`;
  if (from === null || from === to) return null;
  if (to === null) return `engine/${from} imports ${target}; stages do not know what composes them`;
  if (FOUNDATIONS.includes(to) && !FOUNDATIONS.slice(0, FOUNDATIONS.indexOf(to)).includes(from)) return null;
  return `engine/${from} imports engine/${to}; stages meet only in the pipeline`;
}

/** The folder of the engine that a file lies in; null for the engine's own files. @param {string} file */
function stageOf(file) {
  const [stage, ...rest] = file.slice(ENGINE.length + 1).split('/');
  return rest.length === 0 || stage === undefined ? null : stage;
}

/**
 * Every file lies under a tsconfig that `npm test` runs, and only the rooms meant to have DOM or Electron types do.
 * @param {string} root @param {string[]} files
 */
function checkTypeConfigs(root, files) {
  const projects = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references.map(
    (reference) => reference.path,
  );
  const refused = [];
  for (const file of files) {
    if (!/\.tsx?$/.test(file) || ROOT_FILES.has(file)) continue;
    if (projects.some((project) => isWithin(file, project))) continue;
    refused.push({ file, line: 1, message: 'no project of tsconfig.json checks its types' });
  }
  for (const project of projects) {
    const file = `${project}/tsconfig.json`;
    const { lib = [], types = [] } = JSON.parse(readFileSync(join(root, file), 'utf8')).compilerOptions ?? {};
    const rules = rulesOf(file);
    const refuse = (what) => refused.push({ file, line: 1, message: `${project} has no ${what} types` });
    if (lib.some((name) => /^dom\b/i.test(name)) && !rules?.dom) refuse('DOM');
    if (types.includes('electron') && !rules?.electron) refuse('Electron');
    if (types.includes('node') && !rules?.node) refuse('Node');
  }
  return refused;
}

/** @param {string} path @param {string} folder a folder, or one file */
function isWithin(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}

/** @param {string} specifier */
function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** @param {string} allowed a package, `@scope/*`, or `*` @param {string} name */
function matches(allowed, name) {
  return (
    allowed === '*' || allowed === name || (allowed.endsWith('/*') && name.startsWith(allowed.slice(0, -1)))
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const refused = checkLayers(process.argv[2] ?? dirname(import.meta.dirname));
  for (const { file, line, message } of refused) process.stderr.write(`${file}:${line} ${message}\n`);
  process.exitCode = refused.length === 0 ? 0 : 1;
}
