/** The tray icon: Hark's state at a glance, and the way back to its window. */
import { Menu, type NativeImage, nativeImage, Tray } from 'electron';
import { unreachable } from '../../../contract/failures.ts';
import type { AssistantState } from '../../../contract/states.ts';
import type { Log } from '../log/log.ts';
import { drawTrayIcon, lookOf, type TrayLook } from './trayIcon.ts';

export interface TrayActions {
  show(): void;
  togglePause(): void;
  quit(): void;
}

const MAC = process.platform === 'darwin';
/** Side of the icon in points: what the menu bar of macOS and the panels of Windows and Linux make room for. */
const ICON_POINTS = MAC ? 18 : 22;

export class HarkTray {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  readonly #icons = new Map<TrayLook, NativeImage>();
  #state: AssistantState;

  private constructor(actions: TrayActions, state: AssistantState) {
    this.#actions = actions;
    this.#state = state;
    this.#tray = new Tray(this.#icon());
    this.#tray.on('click', () => actions.show());
    this.#update();
  }

  /** Null where this desktop has no place for one. */
  static create(actions: TrayActions, state: AssistantState, log: Log): HarkTray | null {
    try {
      return new HarkTray(actions, state);
    } catch (error) {
      log.warn('no tray icon', { reason: String(error) });
      return null;
    }
  }

  show(state: AssistantState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#update();
  }

  #update(): void {
    const words = describe(this.#state);
    const paused = this.#state === 'paused';
    this.#tray.setImage(this.#icon());
    this.#tray.setToolTip(`Hark: ${words}`);
    // On Linux a menu is shown as it was when it was set, so it is set anew with every change.
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: `Hark: ${words}`, enabled: false },
        { type: 'separator' },
        { label: 'Show Hark', click: () => this.#actions.show() },
        {
          label: paused ? 'Resume listening' : 'Pause listening',
          enabled: this.#state !== 'failed',
          click: () => this.#actions.togglePause(),
        },
        { type: 'separator' },
        { label: 'Quit Hark', click: () => this.#actions.quit() },
      ]),
    );
  }

  #icon(): NativeImage {
    const look = lookOf(this.#state);
    const known = this.#icons.get(look);
    if (known !== undefined) return known;
    const icon = render(look);
    this.#icons.set(look, icon);
    return icon;
  }
}

function render(look: TrayLook): NativeImage {
  const icon = nativeImage.createFromBitmap(drawTrayIcon(look, ICON_POINTS, MAC), {
    width: ICON_POINTS,
    height: ICON_POINTS,
  });
  const side = 2 * ICON_POINTS;
  icon.addRepresentation({
    scaleFactor: 2,
    width: side,
    height: side,
    buffer: drawTrayIcon(look, side, MAC),
  });
  icon.setTemplateImage(MAC);
  return icon;
}

function describe(state: AssistantState): string {
  switch (state) {
    case 'starting':
      return 'not listening yet';
    case 'listening':
      return 'listening';
    case 'capturing':
    case 'deciding':
      return 'hearing you';
    case 'acting':
    case 'replying':
      return 'at work';
    case 'paused':
      return 'paused';
    case 'degraded':
      return 'in trouble';
    case 'failed':
      return 'cannot start';
    default:
      return unreachable(state);
  }
}
