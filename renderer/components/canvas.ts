/** What every canvas here needs: sharp at any scale, in the colours of the theme, redrawn when either changes. */
import { useEffect, useRef } from 'react';
import { FrameScheduler } from './frameScheduler.ts';
import { useServices } from './servicesContext.ts';

export interface Surface {
  context: CanvasRenderingContext2D;
  /** CSS pixels. */
  width: number;
  height: number;
  /** A token of tokens.css, without its dashes. */
  color(token: string): string;
}

/** Fits the bitmap of `canvas` to its box and gives it cleared; null while it has no size. */
export function prepareSurface(canvas: HTMLCanvasElement): Surface | null {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return null;
  const scale = window.devicePixelRatio;
  const bitmapWidth = Math.round(width * scale);
  const bitmapHeight = Math.round(height * scale);
  if (canvas.width !== bitmapWidth || canvas.height !== bitmapHeight) {
    canvas.width = bitmapWidth;
    canvas.height = bitmapHeight;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height, color: themeColor };
}

/** The value of a colour token in the theme that is on. */
export function themeColor(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}

/** Calls `onChange` when the theme changes; gives the function that ends it. */
export function onThemeChange(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
  return () => observer.disconnect();
}

/**
 * A canvas drawn by `draw` whenever the meters, its size or the theme change. `draw` gives true while a movement is
 * to go on in the next frame; it must stay the same function between renders.
 */
export function useMeterCanvas(draw: (surface: Surface) => boolean) {
  const ref = useRef<HTMLCanvasElement>(null);
  const { feed } = useServices();
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const drawCanvas = () => {
      const surface = prepareSurface(canvas);
      return surface ? draw(surface) : false;
    };
    const scheduler = new FrameScheduler(drawCanvas, () => feed.watched);
    const request = () => scheduler.request();
    const resized = new ResizeObserver(request);
    resized.observe(canvas);
    const stops = [feed.subscribe(request), onThemeChange(request)];
    request();
    return () => {
      scheduler.stop();
      resized.disconnect();
      for (const stop of stops) stop();
    };
  }, [feed, draw]);
  return ref;
}
