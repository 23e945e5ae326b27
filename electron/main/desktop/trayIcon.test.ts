import { describe, expect, it } from 'vitest';
import { ASSISTANT_STATES } from '../../../contract/states.ts';
import { drawTrayIcon, lookOf, type TrayLook } from './trayIcon.ts';

const LOOKS: TrayLook[] = ['hearing', 'waiting', 'paused', 'trouble'];
const SIZE = 32;
const pixel = (icon: Buffer, x: number, y: number) => [
  ...icon.subarray((y * SIZE + x) * 4, (y * SIZE + x) * 4 + 4),
];

it('has a look for every state', () => {
  for (const state of ASSISTANT_STATES) expect(LOOKS).toContain(lookOf(state));
});

describe.each(LOOKS)('the icon of %s', (look) => {
  it('fills its square with a disc and leaves the corners clear', () => {
    const icon = drawTrayIcon(look, SIZE, false);
    expect(icon).toHaveLength(SIZE * SIZE * 4);
    expect(pixel(icon, 0, 0)).toEqual([0, 0, 0, 0]);
    expect(pixel(icon, SIZE / 2, 3)[3]).toBe(255);
  });

  it('is premultiplied: no channel exceeds the alpha', () => {
    const icon = drawTrayIcon(look, SIZE, false);
    for (let at = 0; at < icon.length; at += 4) {
      expect(Math.max(...icon.subarray(at, at + 3))).toBeLessThanOrEqual(icon[at + 3] ?? 0);
    }
  });

  it('differs from the others in shape alone, without its colour', () => {
    const shape = drawTrayIcon(look, SIZE, true);
    for (const other of LOOKS.filter((one) => one !== look)) {
      expect(shape.equals(drawTrayIcon(other, SIZE, true))).toBe(false);
    }
    for (let at = 0; at < shape.length; at += 4) expect([...shape.subarray(at, at + 3)]).toEqual([0, 0, 0]);
  });
});

it('draws the glyph white on the disc', () => {
  expect(pixel(drawTrayIcon('hearing', SIZE, false), SIZE / 2, SIZE / 2)).toEqual([255, 255, 255, 255]);
  expect(pixel(drawTrayIcon('hearing', SIZE, true), SIZE / 2, SIZE / 2)[3]).toBe(0);
});
