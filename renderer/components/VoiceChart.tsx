import { useEffect, useRef } from 'react';
import { onThemeChange, prepareSurface, type Surface } from './canvas.ts';
import { formatSigned } from './format.ts';
import styles from './VoiceChart.module.css';
import {
  type ChartedVoice,
  chartSummary,
  scoreRanges,
  separationText,
  type VoiceCurves,
  voiceCurves,
} from './voiceChartView.ts';

interface Props {
  voice: ChartedVoice;
  /** Whose it is, where that is somebody else's to read; null speaks to the person. */
  name?: string | null;
}

const FONT = "12px 'Instrument Sans Variable', sans-serif";
const AXIS_PX = 20;
/** Two lines of words over the curves, one for each threshold. */
const HEAD_PX = 38;
const LINE_PX = 17;
const TAKE_PX = 3.5;
const LABEL_GAP_PX = 6;

/**
 * Scores of the person's own takes and of strangers as two hills, with what is enough drawn between them. The figures
 * stand in a table below.
 */
export function VoiceChart({ voice, name = null }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const curves = voiceCurves(voice);
    const draw = () => {
      const surface = prepareSurface(element);
      if (surface) drawChart(surface, voice, curves);
    };
    draw();
    // The letters of the window may come after the picture.
    void document.fonts.ready.then(draw);
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    const stopTheme = onThemeChange(draw);
    return () => {
      resized.disconnect();
      stopTheme();
    };
  }, [voice]);

  return (
    <figure className={styles['figure']} data-testid="voice-chart">
      <figcaption className={styles['sentence']}>{separationText(voice, name)}</figcaption>
      <canvas ref={canvas} className={styles['canvas']} role="img" aria-label={chartSummary(voice, name)} />
      <ul className={styles['key']} aria-hidden="true">
        <li data-curve="strangers">strangers</li>
        <li data-curve="own">{name === null ? 'your sentences' : `sentences of ${name}`}</li>
      </ul>
      <Figures voice={voice} />
    </figure>
  );
}

function drawChart({ context, width, height, color }: Surface, voice: ChartedVoice, curves: VoiceCurves) {
  const ground = height - AXIS_PX;
  const room = ground - HEAD_PX;
  const x = (score: number) => ((score - curves.from) / (curves.to - curves.from)) * width;
  const hill = (heights: readonly number[], fill: string, stroke: string) => {
    if (heights.length === 0) return;
    const points = heights.map(
      (part, i) => [(i / (heights.length - 1)) * width, ground - part * room] as const,
    );
    context.beginPath();
    context.moveTo(0, ground);
    for (const [px, py] of points) context.lineTo(px, py);
    context.lineTo(width, ground);
    context.fillStyle = color(fill);
    context.fill();
    context.beginPath();
    points.forEach(([px, py], i) => {
      if (i === 0) context.moveTo(px, py);
      else context.lineTo(px, py);
    });
    context.strokeStyle = color(stroke);
    context.lineWidth = 2;
    context.stroke();
  };
  context.font = FONT;
  hill(curves.strangers, 'meter-track', 'line-strong');
  hill(curves.own, 'trace-fill', 'accent');

  context.fillStyle = color('line-strong');
  context.fillRect(0, ground, width, 1);
  context.fillStyle = color('ink-3');
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  for (const tick of curves.ticks) {
    const label = formatSigned(tick, Number.isInteger(tick) ? 0 : 1);
    const half = context.measureText(label).width / 2;
    const at = x(tick);
    if (at >= half && at <= width - half) context.fillText(label, at, height - 5);
  }

  // One mark for each sentence: the hill alone would hide how few they are.
  context.fillStyle = color('accent');
  for (const score of voice.ownScores) {
    context.beginPath();
    context.arc(x(score), ground, TAKE_PX, 0, 2 * Math.PI);
    context.fill();
  }

  const mark = (score: number, words: string, line: number, dash: number[]) => {
    const at = Math.round(x(score));
    const y = (line + 1) * LINE_PX - 5;
    context.strokeStyle = color('ink');
    context.lineWidth = 1;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(at + 0.5, line * LINE_PX + 4);
    context.lineTo(at + 0.5, ground);
    context.stroke();
    context.setLineDash([]);
    const labelWidth = context.measureText(words).width;
    const fits = at + LABEL_GAP_PX + labelWidth <= width;
    // On a ground of its own: the other line may run through it.
    context.fillStyle = color('surface');
    context.fillRect(
      fits ? at + 2 : at - 2 * LABEL_GAP_PX - labelWidth,
      y - 12,
      labelWidth + 2 * LABEL_GAP_PX - 2,
      LINE_PX - 1,
    );
    context.textAlign = fits ? 'left' : 'right';
    context.fillStyle = color('ink-2');
    context.fillText(words, fits ? at + LABEL_GAP_PX : at - LABEL_GAP_PX, y);
  };
  mark(voice.threshold, `recognised from ${formatSigned(voice.threshold, 1)}`, 0, [5, 4]);
  mark(voice.strictThreshold, `beyond doubt from ${formatSigned(voice.strictThreshold, 1)}`, 1, []);
}

function Figures({ voice }: { voice: ChartedVoice }) {
  const ranges = scoreRanges(voice);
  if (ranges.length === 0) return null;
  return (
    <details className={styles['details']}>
      <summary>Show the figures</summary>
      <table className={styles['table']}>
        <caption>
          Recognised from {formatSigned(voice.threshold, 2)}, beyond doubt from{' '}
          {formatSigned(voice.strictThreshold, 2)}
        </caption>
        <thead>
          <tr>
            <th scope="col">Score</th>
            <th scope="col">Own sentences</th>
            <th scope="col">Strangers</th>
          </tr>
        </thead>
        <tbody>
          {ranges.map(({ from, to, own, strangers }) => (
            <tr key={from}>
              <th scope="row">
                {formatSigned(from, 1)} to {formatSigned(to, 1)}
              </th>
              <td>{own}</td>
              <td>{strangers}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
