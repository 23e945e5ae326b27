import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { formatScore } from './format.ts';
import 'uplot/dist/uPlot.min.css';
import { HOP_MS } from '../../contract/audio.ts';
import { highestEvidence, isStill, TRACE_HOPS, type Trace } from '../capture/meterFeed.ts';
import { onThemeChange, themeColor } from './canvas.ts';
import { FrameScheduler } from './frameScheduler.ts';
import styles from './ScoreTrace.module.css';
import { useServices } from './servicesContext.ts';

interface Props {
  model: string;
  phrase: string;
  /** With axes, for the screen where there is room to read them. */
  detailed?: boolean;
}

/** The text alternative follows at this pace; it is read on demand, not announced. */
const TEXT_EVERY_MS = 2_000;
const LABEL_FONT_PX = 11;
const LABEL_PADDING_PX = 3;
const AXIS_SIZE_PX = 32;
/** Seconds before now, of every hop in a trace. */
const TIMES_S = Array.from({ length: TRACE_HOPS }, (_, hop) => ((hop - TRACE_HOPS + 1) * HOP_MS) / 1_000);
const SPAN_S = (TRACE_HOPS * HOP_MS) / 1_000;

/**
 * The last ten seconds of one word, drawn past React: raw scores as a thin line, what is held against the threshold
 * as a thick one, the threshold dashed. Where there is a gap, the gate was shut.
 */
export function ScoreTrace({ model, phrase, detailed = false }: Props) {
  const { feed } = useServices();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot(plotOptions(element, detailed), plotData(feed.trace(model)), element);
    let textAt = 0;
    let wasStill = false;
    const draw = () => {
      const trace = feed.trace(model);
      const still = isStill(trace);
      if (still && wasStill) return false;
      wasStill = still;
      plot.setData(plotData(trace), false);
      plot.redraw(true, false);
      const now = performance.now();
      if (now - textAt >= TEXT_EVERY_MS) {
        textAt = now;
        element.ariaLabel = describeTrace(phrase, trace);
      }
      return false;
    };
    const scheduler = new FrameScheduler(draw, () => feed.watched);
    const request = () => scheduler.request();
    const resized = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    resized.observe(element);
    const stops = [feed.subscribe(request), onThemeChange(() => plot.redraw(false, true))];
    return () => {
      scheduler.stop();
      resized.disconnect();
      for (const stop of stops) stop();
      plot.destroy();
    };
  }, [feed, model, phrase, detailed]);

  return (
    <div
      ref={box}
      className={styles[detailed ? 'detailed' : 'compact']}
      data-testid={`score-trace-${model}`}
      role="img"
      aria-label={`Live score of “${phrase}”`}
    />
  );
}

function plotData({ scores, evidence, thresholds }: Trace): uPlot.AlignedData {
  const enough = evidence.map((value, hop) => {
    const threshold = thresholds[hop];
    return value !== null && typeof threshold === 'number' && value >= threshold ? value : null;
  });
  return [TIMES_S, thresholds, scores, evidence, enough];
}

function plotOptions(element: HTMLElement, detailed: boolean): uPlot.Options {
  const axis = {
    show: detailed,
    stroke: () => themeColor('ink-3'),
    font: `${LABEL_FONT_PX}px 'Instrument Sans Variable', sans-serif`,
    grid: { stroke: () => themeColor('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(1, element.clientWidth),
    height: Math.max(1, element.clientHeight),
    padding: detailed ? [8, 16, 0, 0] : [4, 0, 4, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: false, range: [-SPAN_S, 0] }, y: { range: [0, 1] } },
    axes: [
      {
        ...axis,
        size: AXIS_SIZE_PX,
        splits: [-8, -6, -4, -2, 0],
        values: (_plot, splits) => splits.map((second) => (second === 0 ? 'now' : `${-second} s`)),
      },
      { ...axis, size: AXIS_SIZE_PX, splits: [0, 0.5, 1], values: (_plot, splits) => splits.map(String) },
    ],
    series: [
      {},
      {
        stroke: () => themeColor('ink-3'),
        width: 1,
        dash: [4, 4],
        points: { show: false },
        ...(uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
      },
      { stroke: () => themeColor('line-strong'), width: 1, points: { show: false } },
      {
        stroke: () => themeColor('accent'),
        fill: () => themeColor('trace-fill'),
        width: 2,
        points: { show: false },
      },
      { stroke: () => themeColor('wake-fill'), width: 3, points: { show: false } },
    ],
    hooks: { draw: [drawThresholdLabel] },
  };
}

/** Writes the threshold in force at the right end of its line. */
function drawThresholdLabel(plot: uPlot): void {
  const threshold = plot.data[1]?.at(-1);
  if (typeof threshold !== 'number') return;
  const { ctx, bbox } = plot;
  const scale = uPlot.pxRatio;
  const label = formatScore(threshold);
  ctx.save();
  ctx.font = `${LABEL_FONT_PX * scale}px 'Instrument Sans Variable', sans-serif`;
  const width = ctx.measureText(label).width + 2 * LABEL_PADDING_PX * scale;
  const height = (LABEL_FONT_PX + 2 * LABEL_PADDING_PX) * scale;
  const x = bbox.left + bbox.width - width;
  const y = plot.valToPos(threshold, 'y', true) - height / 2;
  const top = Math.min(Math.max(y, bbox.top), bbox.top + bbox.height - height);
  // On a ground of its own: a score may run right behind it.
  ctx.fillStyle = themeColor('surface');
  ctx.beginPath();
  ctx.roundRect(x, top, width, height, 3 * scale);
  ctx.fill();
  ctx.fillStyle = themeColor('ink-2');
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(label, x + LABEL_PADDING_PX * scale, top + height / 2);
  ctx.restore();
}

function describeTrace(phrase: string, trace: Trace): string {
  const highest = highestEvidence(trace);
  const threshold = trace.thresholds.at(-1);
  const score = highest === null ? 'no speech was scored' : `highest score ${formatScore(highest)}`;
  const needed = typeof threshold === 'number' ? `, ${formatScore(threshold)} wakes` : '';
  return `Live score of “${phrase}”: ${score} in the last ten seconds${needed}`;
}
