/** Draws the tray icon of a state: told apart by shape first, by colour second. Pure: pixels only. */
import { unreachable } from '../../../contract/failures.ts';
import type { AssistantState } from '../../../contract/states.ts';

export type TrayLook = 'hearing' | 'waiting' | 'paused' | 'trouble';

export function lookOf(state: AssistantState): TrayLook {
  switch (state) {
    case 'listening':
    case 'capturing':
    case 'deciding':
    case 'acting':
    case 'replying':
      return 'hearing';
    case 'starting':
      return 'waiting';
    case 'paused':
      return 'paused';
    case 'degraded':
    case 'failed':
      return 'trouble';
    default:
      return unreachable(state);
  }
}

type Colour = readonly [red: number, green: number, blue: number];
const WHITE: Colour = [255, 255, 255];
const DISC: Readonly<Record<TrayLook, Colour>> = {
  hearing: [18, 134, 107],
  waiting: [110, 118, 129],
  paused: [110, 118, 129],
  trouble: [200, 62, 40],
};

/** Upright rounded bars in units of the icon's size: centre, and half of width and height. */
interface Bar {
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
}
const bar = (x: number, y: number, halfWidth: number, halfHeight: number): Bar => ({
  x,
  y,
  halfWidth,
  halfHeight,
});
const GLYPHS: Readonly<Record<TrayLook, readonly Bar[]>> = {
  hearing: [bar(0.3, 0.5, 0.055, 0.12), bar(0.5, 0.5, 0.055, 0.26), bar(0.7, 0.5, 0.055, 0.12)],
  waiting: [bar(0.3, 0.5, 0.055, 0.055), bar(0.5, 0.5, 0.055, 0.055), bar(0.7, 0.5, 0.055, 0.055)],
  paused: [bar(0.39, 0.5, 0.065, 0.22), bar(0.61, 0.5, 0.065, 0.22)],
  trouble: [bar(0.5, 0.42, 0.065, 0.2), bar(0.5, 0.74, 0.065, 0.065)],
};
const DISC_RADIUS = 0.48;

/**
 * @param size of a side, pixels
 * @param template draws for macOS, which colours by itself: black, with the glyph cut out
 * @returns size * size pixels of 4 bytes: blue, green, red, alpha, premultiplied
 */
export function drawTrayIcon(look: TrayLook, size: number, template: boolean): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5) / size;
      const y = (row + 0.5) / size;
      const disc = coverage(Math.hypot(x - 0.5, y - 0.5) - DISC_RADIUS, size);
      const glyph = coverage(Math.min(...GLYPHS[look].map((one) => distanceTo(one, x, y))), size);
      const alpha = template ? disc * (1 - glyph) : disc;
      const at = (row * size + column) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const rgb = 2 - channel;
        const colour = template ? 0 : mix(DISC[look][rgb] ?? 0, WHITE[rgb] ?? 0, glyph);
        pixels[at + channel] = Math.round(colour * alpha);
      }
      pixels[at + 3] = Math.round(255 * alpha);
    }
  }
  return pixels;
}

/** Signed distance to a bar with round ends, in units of the icon's size; negative inside. */
function distanceTo({ x: cx, y: cy, halfWidth, halfHeight }: Bar, x: number, y: number): number {
  const dy = Math.max(0, Math.abs(y - cy) - (halfHeight - halfWidth));
  return Math.hypot(x - cx, dy) - halfWidth;
}

/** How much of a pixel lies inside, 0..1, from the signed distance at its centre. */
function coverage(distance: number, size: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance * size));
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
