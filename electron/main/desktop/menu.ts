/** The application menu: none where windows carry it, the expected one in the menu bar of macOS. */
import { Menu } from 'electron';

export function setApplicationMenu(): void {
  const menu =
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null;
  Menu.setApplicationMenu(menu);
}
