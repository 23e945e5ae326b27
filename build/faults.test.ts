import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const OUT = join(import.meta.dirname, '..', 'out');
/** Words of the fault layer that no other code has. */
const TRACES = /harkFaults|EngineFaults|HARK_FAULT_PROVIDER|fillDisk|the device was lost/;

describe.skipIf(!existsSync(join(OUT, 'main')))('the real build', () => {
  it.each(['main', 'host', 'preload', 'cli', 'renderer/assets'])(
    'has nothing in %s that breaks it',
    (part) => {
      const files = readdirSync(join(OUT, part)).filter((name) => /\.[cm]?js$/.test(name));
      expect(files.length).toBeGreaterThan(0);
      const broken = files.filter((name) => TRACES.test(readFileSync(join(OUT, part, name), 'utf8')));
      expect(broken).toEqual([]);
    },
  );
});
