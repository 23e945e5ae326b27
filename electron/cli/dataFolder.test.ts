import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { dataFolder } from './dataFolder.ts';

it('is the folder that Electron gives the app, on every platform', () => {
  const home = '/home/ann';
  expect(dataFolder(undefined, {}, 'linux', home)).toBe('/home/ann/.config/Hark');
  expect(dataFolder(undefined, { XDG_CONFIG_HOME: '/cfg' }, 'linux', home)).toBe('/cfg/Hark');
  expect(dataFolder(undefined, { XDG_CONFIG_HOME: 'cfg' }, 'linux', home)).toBe('/home/ann/.config/Hark');
  expect(dataFolder(undefined, {}, 'darwin', home)).toBe('/home/ann/Library/Application Support/Hark');
  expect(dataFolder(undefined, { APPDATA: 'C:\\Data' }, 'win32', 'C:\\ann')).toBe('C:\\Data\\Hark');
  expect(dataFolder(undefined, {}, 'win32', 'C:\\ann')).toBe('C:\\ann\\AppData\\Roaming\\Hark');
});

it('is what --data says, else what moves the app, made absolute', () => {
  expect(dataFolder(undefined, { HARK_USER_DATA: 'moved' }, 'linux', '/home/ann')).toBe(resolve('moved'));
  expect(dataFolder('here', { HARK_USER_DATA: 'moved' }, 'linux', '/home/ann')).toBe(resolve('here'));
  expect(dataFolder('here', {}, 'linux', '/home/ann')).toBe(resolve('here'));
});
