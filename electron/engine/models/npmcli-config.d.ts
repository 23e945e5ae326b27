/** The part of npm's own configuration library that registry.ts uses; it ships without types. */
declare module '@npmcli/config' {
  export interface ConfigOptions {
    npmPath: string;
    definitions: unknown;
    shorthands: unknown;
    nerfDarts: unknown;
    flatten: unknown;
    argv: string[];
    env: NodeJS.ProcessEnv;
    cwd: string;
    execPath: string;
    warn: boolean;
  }
  export default class Config {
    constructor(options: ConfigOptions);
    load(): Promise<void>;
    /** Every setting as the options that npm's libraries take. */
    readonly flat: Record<string, unknown>;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  import type { ConfigOptions } from '@npmcli/config';

  const all: Pick<ConfigOptions, 'definitions' | 'shorthands' | 'nerfDarts' | 'flatten'>;
  export default all;
}
