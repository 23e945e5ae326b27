/** Writes into the field that has the focus, as if it was typed. */
import type { TypingService } from '../actions/services.ts';
import type { Tools } from './tools.ts';

/** Long texts take a while: typing tools go key by key. */
const TYPING_TIMEOUT_MS = 8_000;

const MAC_SCRIPT = [
  'on run texts',
  'tell application "System Events" to keystroke (item 1 of texts)',
  'end run',
].flatMap((line) => ['-e', line]);

export function typingOf(
  tools: Tools,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv = process.env,
): TypingService {
  /** The tool for this desktop with how it is given a text; null where there is none. */
  const found = (): ((text: string) => Promise<string | null>) | null => {
    const timeoutMs = TYPING_TIMEOUT_MS;
    // What begins with "-" would be an option of osascript's, were it not told that they are over.
    if (platform === 'darwin')
      return (text) => tools.run('osascript', [...MAC_SCRIPT, '--', text], { timeoutMs });
    if (platform !== 'linux') return null;
    if (env['WAYLAND_DISPLAY'] && tools.has('wtype'))
      return (input) => tools.run('wtype', ['-'], { input, timeoutMs });
    if (!env['WAYLAND_DISPLAY'] && env['DISPLAY'] && tools.has('xdotool'))
      return (input) =>
        tools.run('xdotool', ['type', '--clearmodifiers', '--file', '-'], { input, timeoutMs });
    return null;
  };
  return {
    able: () => found() !== null,
    type: async (text) => {
      const type = found();
      return type !== null && (await type(text)) !== null;
    },
  };
}
