import { VisuallyHidden } from '@mantine/core';
import { useCallback, useRef } from 'react';
import { type Surface, useMeterCanvas } from './canvas.ts';
import styles from './LevelMeter.module.css';
import { FLOOR_DBFS, type Level, LevelBallistics, scalePosition } from './levelBallistics.ts';
import { useServices } from './servicesContext.ts';

/** Assistive technology reads the meter on demand; there is no use in telling it more often. */
const TEXT_EVERY_MS = 1_000;
const LEVEL_HEIGHT_PX = 12;
const SPEECH_HEIGHT_PX = 4;
const BARS_GAP_PX = 8;
const CLIP_WIDTH_PX = 12;
const CLIP_GAP_PX = 4;
const TICKS_DBFS = [-60, -48, -36, -24, -12];
/** Speech at arm's length lies between these. */
const LOUD_FROM_DBFS = -9;

/** Level, clipping and speech of what is heard right now, drawn past React. */
export function LevelMeter() {
  const { feed } = useServices();
  const meter = useRef<HTMLMeterElement>(null);
  const ballistics = useRef(new LevelBallistics());
  const textAt = useRef(0);

  const draw = useCallback(
    (surface: Surface): boolean => {
      const now = performance.now();
      const { moving, ...level } = ballistics.current.step(now, feed.last, feed.calm);
      drawMeter(surface, level);
      if (meter.current && now - textAt.current >= TEXT_EVERY_MS) {
        textAt.current = now;
        meter.current.value = Math.round(level.levelDbfs);
        meter.current.ariaValueText = describeLevel(level, feed.last !== null);
      }
      return moving;
    },
    [feed],
  );
  const canvas = useMeterCanvas(draw);

  return (
    <div className={styles['meter']} data-testid="level-meter">
      <div className={styles['labels']} aria-hidden="true">
        <span>Level</span>
        <span>Speech</span>
      </div>
      <div className={styles['bars']} aria-hidden="true">
        <canvas ref={canvas} className={styles['canvas']} />
      </div>
      <VisuallyHidden>
        <meter ref={meter} aria-label="Input level" min={FLOOR_DBFS} max={0} value={FLOOR_DBFS} />
      </VisuallyHidden>
    </div>
  );
}

function describeLevel(level: Level, hasAudio: boolean): string {
  if (!hasAudio) return 'No audio';
  const parts = [`${(-level.levelDbfs).toFixed(0)} decibels below full scale`];
  if (level.speech !== null && level.speech >= 0.5) parts.push('speech');
  if (level.clipped) parts.push('too loud, clipping');
  return parts.join(', ');
}

function drawMeter({ context, width, height, color }: Surface, level: Level): void {
  const top = (height - LEVEL_HEIGHT_PX - BARS_GAP_PX - SPEECH_HEIGHT_PX) / 2;
  const barWidth = width - CLIP_WIDTH_PX - CLIP_GAP_PX;
  const radius = 3;
  const bar = (x: number, y: number, w: number, h: number, fill: string) => {
    context.fillStyle = fill;
    context.beginPath();
    context.roundRect(x, y, w, h, radius);
    context.fill();
  };

  bar(0, top, barWidth, LEVEL_HEIGHT_PX, color('meter-track'));
  const filled = barWidth * scalePosition(level.levelDbfs);
  if (filled > 1) bar(0, top, filled, LEVEL_HEIGHT_PX, color('accent'));
  const loudFrom = barWidth * scalePosition(LOUD_FROM_DBFS);
  if (filled > loudFrom) bar(loudFrom, top, filled - loudFrom, LEVEL_HEIGHT_PX, color('wake-fill'));

  context.fillStyle = color('surface');
  for (const tick of TICKS_DBFS) {
    context.fillRect(Math.round(barWidth * scalePosition(tick)), top, 1, LEVEL_HEIGHT_PX);
  }
  const peak = barWidth * scalePosition(level.peakDbfs);
  if (peak > 2) {
    context.fillStyle = color('ink');
    context.fillRect(Math.min(peak, barWidth) - 2, top - 2, 2, LEVEL_HEIGHT_PX + 4);
  }
  bar(
    barWidth + CLIP_GAP_PX,
    top,
    CLIP_WIDTH_PX,
    LEVEL_HEIGHT_PX,
    color(level.clipped ? 'danger' : 'meter-track'),
  );

  const speechTop = top + LEVEL_HEIGHT_PX + BARS_GAP_PX;
  bar(0, speechTop, width, SPEECH_HEIGHT_PX, color('meter-track'));
  const speech = width * (level.speech ?? 0);
  if (speech > 1) bar(0, speechTop, speech, SPEECH_HEIGHT_PX, color('accent-ink'));
}
