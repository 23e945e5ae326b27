#!/usr/bin/env node
/**
 * Stands in for fpm where electron-builder builds a .deb: dpkg-deb alone can do it, and fpm brings a Ruby of its own
 * that must be downloaded. Takes the arguments electron-builder gives fpm; anything it does not know is an error, so
 * that nothing is silently left out of a package.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compressionArguments, parseFpmArguments, stageDeb } from './deb.ts';

const spec = parseFpmArguments(process.argv.slice(2));
const root = mkdtempSync(join(tmpdir(), 'hark-deb-'));
try {
  await stageDeb(spec, root);
  // dpkg-deb takes the time of the build from SOURCE_DATE_EPOCH, and sorts: the same tree gives the same bytes.
  const args = ['--root-owner-group', ...compressionArguments(spec), '--build', root, spec.output];
  execFileSync('dpkg-deb', args, { stdio: ['ignore', 'ignore', 'inherit'] });
} finally {
  rmSync(root, { recursive: true, force: true });
}
