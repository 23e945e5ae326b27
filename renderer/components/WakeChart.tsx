import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { WakeTrace } from '../../contract/engine.ts';
import { onThemeChange, themeColor } from './canvas.ts';
import styles from './WakeChart.module.css';

interface Props {
  trace: WakeTrace;
  /** Text alternative: what the picture shows. */
  summary: string;
}

const LABEL_FONT_PX = 11;
const SCORE_AXIS_PX = 30;
const LEVEL_AXIS_PX = 34;
const TIME_AXIS_PX = 24;
const QUIETEST_DBFS = -80;

/** Score, threshold and level of the two seconds around one wake; the moment it fired is marked. */
export function WakeChart({ trace, summary }: Props) {
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot(plotOptions(element, trace), plotData(trace), element);
    const resized = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    resized.observe(element);
    const stopTheme = onThemeChange(() => plot.redraw(false, true));
    return () => {
      resized.disconnect();
      stopTheme();
      plot.destroy();
    };
  }, [trace]);

  return (
    <div ref={box} className={styles['chart']} role="img" aria-label={summary} data-testid="wake-chart" />
  );
}

/** Seconds of each hop, 0 being the one that fired. */
export function hopTimes({ hopMs, scores, firedAt }: WakeTrace): number[] {
  return scores.map((_, hop) => ((hop - firedAt) * hopMs) / 1_000);
}

function plotData(trace: WakeTrace): uPlot.AlignedData {
  const levels = trace.levelsDbfs.map((level) => Math.max(level, QUIETEST_DBFS));
  return [hopTimes(trace), levels, trace.thresholds, trace.scores, trace.evidence];
}

function plotOptions(element: HTMLElement, trace: WakeTrace): uPlot.Options {
  const times = hopTimes(trace);
  const axis = {
    stroke: () => themeColor('ink-3'),
    font: `${LABEL_FONT_PX}px 'Instrument Sans Variable', sans-serif`,
    ticks: { show: false },
    gap: 4,
  };
  return {
    width: Math.max(1, element.clientWidth),
    height: Math.max(1, element.clientHeight),
    padding: [10, 0, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [times[0] ?? -1, times.at(-1) ?? 1] },
      score: { range: [0, 1] },
      level: { range: [QUIETEST_DBFS, 0] },
    },
    axes: [
      {
        ...axis,
        size: TIME_AXIS_PX,
        grid: { show: false },
        incrs: [0.5],
        space: 24,
        values: (_plot, splits) => splits.map((second) => (second === 0 ? 'woke' : `${second} s`)),
      },
      {
        ...axis,
        scale: 'score',
        size: SCORE_AXIS_PX,
        splits: [0, 0.5, 1],
        values: (_plot, splits) => splits.map(String),
        grid: { stroke: () => themeColor('line'), width: 1 },
      },
      {
        ...axis,
        scale: 'level',
        side: 1,
        size: LEVEL_AXIS_PX,
        splits: [-80, -40, 0],
        values: (_plot, splits) => splits.map((level) => (level === 0 ? '0 dB' : `−${-level}`)),
        grid: { show: false },
      },
    ],
    series: [
      {},
      {
        scale: 'level',
        stroke: () => themeColor('line-strong'),
        fill: () => themeColor('meter-track'),
        fillTo: QUIETEST_DBFS,
        width: 1,
        points: { show: false },
      },
      {
        scale: 'score',
        stroke: () => themeColor('ink-2'),
        width: 1,
        dash: [4, 4],
        points: { show: false },
        ...(uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
      },
      { scale: 'score', stroke: () => themeColor('line-strong'), width: 1, points: { show: false } },
      { scale: 'score', stroke: () => themeColor('accent'), width: 2, points: { show: false } },
    ],
    hooks: { draw: [drawMoment] },
  };
}

/** A line where it fired, with the score it fired at. */
function drawMoment(plot: uPlot): void {
  const { ctx, bbox } = plot;
  const scale = uPlot.pxRatio;
  const x = plot.valToPos(0, 'x', true);
  const at = plot.data[0].indexOf(0);
  const score = at < 0 ? null : plot.data[4]?.[at];
  ctx.save();
  ctx.strokeStyle = themeColor('wake-fill');
  ctx.fillStyle = themeColor('wake-fill');
  ctx.lineWidth = 2 * scale;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  if (typeof score === 'number') {
    ctx.beginPath();
    ctx.arc(x, plot.valToPos(score, 'score', true), 4 * scale, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}
