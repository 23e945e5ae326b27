import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const NODE_MODULES = join(ROOT, 'node_modules');
/** The Node that Electron carries, as an npm package: everything but the set-up itself runs on it. */
export const NODE = join(NODE_MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** What the build makes; also the memory of the set-up. */
export const OUT = join(ROOT, 'out');
export const CLI = join(OUT, 'cli', 'index.mjs');
