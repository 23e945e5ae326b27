/** The token of Home Assistant, encrypted by the system's key store, in a file of its own. It never leaves main. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HarkError } from '../../../contract/failures.ts';

const FILE_NAME = 'home-assistant-token.json';
const fileSchema = z.object({
  version: z.literal(1),
  /** Encrypted by the system's key store; false where that only obfuscates. */
  encrypted: z.boolean(),
  /** Base64. */
  token: z.string(),
});

/** What Electron's safeStorage does, as far as it is needed. */
export interface Cipher {
  /** The system has a key store; without one the text is only obfuscated. */
  secure(): boolean;
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

export class TokenVault {
  readonly #folder: string;
  readonly #path: string;
  readonly #cipher: Cipher;

  constructor(folder: string, cipher: Cipher) {
    this.#folder = folder;
    this.#path = join(folder, FILE_NAME);
    this.#cipher = cipher;
  }

  async status(): Promise<{ hasToken: boolean; encrypted: boolean }> {
    const kept = await this.#kept();
    return { hasToken: kept !== null, encrypted: kept?.encrypted ?? this.#cipher.secure() };
  }

  /** Null where there is none. @throws HarkError (by rejection) action.refused: it cannot be decrypted any more */
  async read(): Promise<string | null> {
    const kept = await this.#kept();
    if (kept === null) return null;
    try {
      return this.#cipher.decrypt(Buffer.from(kept.token, 'base64'));
    } catch (cause) {
      throw new HarkError(
        'action.refused',
        'the token of Home Assistant cannot be decrypted; enter it again',
        {
          cause,
        },
      );
    }
  }

  /** @param token null forgets it. @throws HarkError (by rejection) settings.unwritable */
  async write(token: string | null): Promise<void> {
    const temporary = `${this.#path}.new`;
    try {
      if (token === null) return await rm(this.#path, { force: true });
      const body: z.infer<typeof fileSchema> = {
        version: 1,
        encrypted: this.#cipher.secure(),
        token: this.#cipher.encrypt(token).toString('base64'),
      };
      await mkdir(this.#folder, { recursive: true });
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(body)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new HarkError('settings.unwritable', 'the token could not be kept', { cause });
    }
  }

  async #kept(): Promise<z.infer<typeof fileSchema> | null> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch {
      return null;
    }
  }
}
