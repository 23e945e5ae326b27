/**
 * The licences of everything that travels inside the app: npm packages, models, fonts. Their terms ask for it.
 * Electron brings its own LICENSE and LICENSES.chromium.html.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Manifest } from '../../contract/models.ts';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;
/** Development packages whose files end up in the renderer's bundle. */
const BUNDLED_DEVELOPMENT_PACKAGES = /^node_modules\/@fontsource/;
const RULE = `\n${'='.repeat(78)}\n`;

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});

/** @param project folder of LICENSE, package-lock.json and node_modules */
export async function thirdPartyNotices(project: string, manifest: Manifest): Promise<string> {
  const parts = [`Hark\n\n${await readFile(join(project, 'LICENSE'), 'utf8')}`];
  const lock = lockSchema.parse(JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')));
  const shipped = Object.entries(lock.packages).filter(
    ([path, entry]) => path !== '' && (entry.dev !== true || BUNDLED_DEVELOPMENT_PACKAGES.test(path)),
  );
  for (const [path, entry] of shipped) {
    const texts = await licenceTexts(join(project, path));
    // A package may state its licence in its package.json alone; one that is optional may not be installed.
    if (texts.length === 0 && entry.optional === true) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    parts.push([`${name} ${entry.version ?? ''} (${entry.license ?? 'see below'})`, ...texts].join('\n\n'));
  }
  for (const model of manifest.models) {
    const source = manifest.sources[model.source];
    const from = source === undefined ? model.source : `${source.package} ${source.version}`;
    parts.push(`Model ${model.name} (${model.licence}), from ${from}\n\n${model.licenceNote}`);
  }
  return `${parts.map((part) => part.trim()).join(`\n${RULE}\n`)}\n`;
}

async function licenceTexts(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  const found = files.filter((file) => LICENCE_FILE.test(basename(file))).toSorted();
  return Promise.all(found.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()));
}
