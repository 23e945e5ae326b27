/**
 * Draws every icon file from the two SVGs beside it; the results are committed. Chromium is the renderer, so that
 * nothing needs installing: `npx electron build/icons/draw.ts` (without a display: add --ozone-platform=headless).
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import { encodeIcns, encodeIco, encodePng, ICNS_SIDES, type Picture } from './encode.ts';

const here = import.meta.dirname;
/** Sides of the hicolor theme and of desktop panels, in pixels. */
const PNG_SIDES = [16, 24, 32, 48, 64, 96, 128, 256, 512] as const;
const ICO_SIDES = [16, 24, 32, 48, 64, 128, 256] as const;
/** Up to this side the drawing on the 16 px grid is the sharper one. */
const SMALL_UP_TO = 32;
/** macOS icons leave a margin: the body is 824 of 1024 pixels. */
const MAC_BODY = 824 / 1024;

async function drawAll(): Promise<void> {
  const window = new BrowserWindow({ show: false, webPreferences: { offscreen: true, sandbox: true } });
  await window.loadURL('data:text/html,<title>icons</title>');
  const fine = await readFile(join(here, 'hark.svg'), 'base64');
  const small = await readFile(join(here, 'hark-small.svg'), 'base64');

  async function draw(side: number, body = 1): Promise<Picture> {
    const svg = side <= SMALL_UP_TO ? small : fine;
    const encoded: unknown = await window.webContents.executeJavaScript(`(async () => {
      const picture = new Image(${side}, ${side});
      picture.src = 'data:image/svg+xml;base64,${svg}';
      await picture.decode();
      const context = new OffscreenCanvas(${side}, ${side}).getContext('2d');
      const width = ${side * body};
      context.drawImage(picture, (${side} - width) / 2, (${side} - width) / 2, width, width);
      return new Uint8Array(context.getImageData(0, 0, ${side}, ${side}).data.buffer).toBase64();
    })()`);
    if (typeof encoded !== 'string') throw new TypeError('the page returned no pixels');
    return { side, pixels: Buffer.from(encoded, 'base64') };
  }
  const drawEach = (sides: readonly number[], body?: number) =>
    Promise.all(sides.map((side) => draw(side, body)));

  await mkdir(join(here, 'png'), { recursive: true });
  for (const picture of await drawEach(PNG_SIDES)) {
    await writeFile(join(here, 'png', `${picture.side}x${picture.side}.png`), encodePng(picture));
  }
  await writeFile(join(here, 'icon.ico'), encodeIco(await drawEach(ICO_SIDES)));
  await writeFile(join(here, 'icon.icns'), encodeIcns(await drawEach(ICNS_SIDES, MAC_BODY)));
}

app.disableHardwareAcceleration();
app
  .whenReady()
  .then(drawAll)
  .then(
    () => app.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      app.exit(1);
    },
  );
