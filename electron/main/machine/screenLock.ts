/** Locks the screen, by whatever of this desktop does that. */
import type { LockService } from '../actions/services.ts';
import type { SessionBus } from './sessionBus.ts';
import type { Tools } from './tools.ts';

/** Who locks when told to on the bus: name, object. */
const LOCKERS = [
  ['org.gnome.ScreenSaver', '/org/gnome/ScreenSaver'],
  ['org.freedesktop.ScreenSaver', '/org/freedesktop/ScreenSaver'],
  ['org.cinnamon.ScreenSaver', '/org/cinnamon/ScreenSaver'],
  ['org.mate.ScreenSaver', '/org/mate/ScreenSaver'],
  ['org.xfce.ScreenSaver', '/org/xfce/ScreenSaver'],
] as const;

export function lockOf(
  tools: Tools,
  bus: SessionBus,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv = process.env,
): LockService {
  const onBus = async () => {
    const names = new Set(await bus.names('org.'));
    return LOCKERS.find(([name]) => names.has(name)) ?? null;
  };
  /** A session that logind knows tells its own screen locker. */
  const session = () => {
    const id = env['XDG_SESSION_ID'];
    return id !== undefined && id !== '' && tools.has('loginctl') ? id : null;
  };
  return {
    async unavailable() {
      if (platform === 'win32') return null;
      if (platform !== 'linux') return 'Hark cannot lock the screen of this system.';
      if ((await onBus()) !== null || session() !== null) return null;
      return 'This desktop has no screen lock that Hark could ask.';
    },
    async lock() {
      if (platform === 'win32') {
        return (await tools.run('rundll32.exe', ['user32.dll,LockWorkStation'])) !== null;
      }
      const locker = await onBus();
      if (locker !== null) {
        const [name, object] = locker;
        if ((await bus.call(name, object, `${name}.Lock`)) !== null) return true;
      }
      const id = session();
      return id !== null && (await tools.run('loginctl', ['lock-session', id])) !== null;
    },
  };
}
