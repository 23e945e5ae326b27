/** Stands in for the key store of one machine: what another one encrypted it does not open. */
import type { SystemKeyStore } from '../keyRing.ts';

export function fakeKeyStore(
  machine = 'this machine',
  backend = 'gnome_libsecret',
): SystemKeyStore & { secured: boolean } {
  const mask = (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => byte ^ machine.charCodeAt(at % 4)));
  return {
    secured: backend !== 'basic_text',
    secure() {
      return this.secured;
    },
    backend: () => backend,
    encrypt: (text) => mask(Buffer.from(`${machine}:${text}`)),
    decrypt(bytes) {
      const text = mask(bytes).toString();
      if (!text.startsWith(`${machine}:`)) throw new Error('another key');
      return text.slice(machine.length + 1);
    },
  };
}
