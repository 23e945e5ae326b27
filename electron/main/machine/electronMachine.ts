/** What Electron itself does for actions: the browser, the clipboard, the screen, the key store. */
import { rm } from 'node:fs/promises';
import { app, clipboard, desktopCapturer, safeStorage, screen, shell } from 'electron';
import { HarkError } from '../../../contract/failures.ts';
import type { ClipboardService, ScreenService } from '../actions/services.ts';
import type { SystemKeyStore } from '../voices/keyRing.ts';
import { applicationsOf } from './applications.ts';
import type { Machine } from './machine.ts';
import { mediaOf } from './media.ts';
import { refuseLate, writeNew } from './newFile.ts';
import { lockOf } from './screenLock.ts';
import { SessionBus } from './sessionBus.ts';
import { TokenVault } from './tokenVault.ts';
import { isProgram, machineTools } from './tools.ts';
import { typingOf } from './typing.ts';
import { volumeOf } from './volume.ts';
import { webRequest } from './webRequest.ts';

/** @param folder where Hark keeps what is its own */
export function electronMachine(folder: string): Machine {
  const { platform } = process;
  const tools = machineTools();
  const bus = new SessionBus(tools);
  const token = new TokenVault(folder, systemKeyStore);
  return {
    token,
    keyStore: systemKeyStore,
    services: {
      applications: applicationsOf({ platform, tools, openFile }),
      web: { open: openInBrowser, request: webRequest },
      homeAssistant: { token: () => token.read() },
      programs: { exists: isProgram, start: (program, args) => tools.start(program, args) },
      media: mediaOf(bus, platform),
      volume: volumeOf(tools, platform),
      lock: lockOf(tools, bus, platform),
      screen: electronScreen,
      clipboard: electronClipboard,
      typing: typingOf(tools, platform),
    },
  };
}

/** In the person's own browser. @throws HarkError (by rejection) action.failed */
async function openInBrowser(url: string): Promise<void> {
  try {
    await shell.openExternal(url);
  } catch (cause) {
    throw new HarkError('action.failed', 'no browser could be started', { cause });
  }
}

/** @throws HarkError (by rejection) action.failed */
async function openFile(path: string): Promise<void> {
  if ((await shell.openPath(path)) !== '') throw new HarkError('action.failed', 'it could not be started');
}

const electronClipboard: ClipboardService = {
  read: () => clipboard.readText(),
  write: (text) => clipboard.writeText(text),
};

const electronScreen: ScreenService = {
  async shoot(at, signal) {
    const { size, scaleFactor, id } = screen.getPrimaryDisplay();
    const thumbnailSize = { width: size.width * scaleFactor, height: size.height * scaleFactor };
    const sources = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize });
    const shown = sources.find(({ display_id }) => display_id === String(id)) ?? sources[0];
    if (shown === undefined || shown.thumbnail.isEmpty()) {
      throw new HarkError('action.failed', 'this desktop does not let its screen be captured');
    }
    refuseLate(signal);
    const name = `Screenshot ${stamp(at)}`;
    return writeNew(app.getPath('pictures'), name, '.png', shown.thumbnail.toPNG(), signal);
  },
  forget: (path) => rm(path, { force: true }),
};

/** "2026-06-01 09.30.00", by this machine's clock. */
function stamp(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join('.')}`;
}

/** Linux says so where it has no key store, or does not know of one yet. */
const NO_KEY_STORE = ['basic_text', 'unknown'];
const ELSEWHERE: Partial<Record<NodeJS.Platform, string>> = { darwin: 'keychain', win32: 'dpapi' };

const systemKeyStore: SystemKeyStore = {
  secure: keyStoreIsSecure,
  backend,
  encrypt(text) {
    // Without a key store Electron refuses unless it is told that obfuscation will do; people are told that it is that.
    if (!keyStoreIsSecure() && process.platform === 'linux') safeStorage.setUsePlainTextEncryption(true);
    return safeStorage.encryptString(text);
  },
  decrypt(bytes) {
    if (!keyStoreIsSecure() && process.platform === 'linux') safeStorage.setUsePlainTextEncryption(true);
    return safeStorage.decryptString(bytes);
  },
};

function keyStoreIsSecure(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return !NO_KEY_STORE.includes(backend());
}

function backend(): string {
  return process.platform === 'linux'
    ? safeStorage.getSelectedStorageBackend()
    : (ELSEWHERE[process.platform] ?? 'unknown');
}
