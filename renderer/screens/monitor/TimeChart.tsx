import { useEffect, useId, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { MetricName } from '../../../contract/health.ts';
import { onThemeChange, themeColor } from '../../components/canvas.ts';
import {
  axisEnds,
  type ChartData,
  chartSummary,
  figureRows,
  hasFigures,
  lastOf,
  pointText,
  TICKS_S,
  tickText,
} from './chartView.ts';
import { formatFigure, NOTHING_MEASURED, type Unit } from './figures.ts';
import { Metric } from './Metric.tsx';
import styles from './TimeChart.module.css';

interface Props {
  title: string;
  metrics: readonly MetricName[];
  data: ChartData;
  testId?: string;
}

const LABEL_FONT_PX = 11;
const TIME_AXIS_PX = 22;
const VALUE_AXIS_PX = 56;
const MS_PER_S = 1_000;
/** What is read out of more takes two lines of text. */
const MANY_LINES = 3;
/** Above the highest value. */
const HEADROOM = 1.12;
/** With fewer points each is marked: a single one is no line. */
const MARKED_UP_TO = 40;
/** The least that the axis of values shows, so that next to nothing does not look like much. */
const AXIS_MIN: Record<Unit, number> = { seconds: 0.1, ratio: 0.05, cores: 0.1, bytes: 1_048_576, count: 3 };
const MIB = 1_048_576;
const BYTE_STEPS = Array.from({ length: 24 }, (_, power) => MIB * 2 ** power);

/** A quantity over time: a picture, what it says at the moment under the pointer, and its figures as a table. */
export function TimeChart({ title, metrics, data, testId }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const isMeasured = hasFigures(data);

  useEffect(() => {
    const element = box.current;
    if (!element || !isMeasured) return;
    const tell = (point: number | null) => {
      if (readout.current) readout.current.textContent = readoutText(data, point);
    };
    const plot = new uPlot(plotOptions(element, data, tell), plotData(data), element);
    tell(null);
    const resized = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    resized.observe(element);
    // Bars keep their colours with their paths.
    const stopTheme = onThemeChange(() => plot.redraw(true, true));
    return () => {
      resized.disconnect();
      stopTheme();
      plot.destroy();
    };
  }, [data, isMeasured]);

  return (
    <figure className={styles['figure']} aria-labelledby={id} data-testid={testId}>
      <figcaption id={id} className={styles['title']}>
        {title}
      </figcaption>
      {isMeasured ? (
        <>
          <p
            ref={readout}
            className={styles['readout']}
            data-lines={data.lines.length > MANY_LINES ? 'many' : undefined}
            aria-hidden="true"
          />
          <div ref={box} className={styles['chart']} role="img" aria-label={chartSummary(title, data)} />
          <Key data={data} />
          <Figures title={title} data={data} />
        </>
      ) : (
        <p className={styles['empty']}>{NOTHING_MEASURED}</p>
      )}
      <Metric names={metrics} />
    </figure>
  );
}

function Key({ data }: { data: ChartData }) {
  const { lines, limit, bars } = data;
  if (lines.length < 2 && !limit) return null;
  return (
    <ul className={styles['key']} aria-hidden="true">
      {lines.map(({ label, color, dash, width }) => (
        <li key={label}>
          <svg width="20" height="8" aria-hidden="true">
            {bars ? (
              <rect width="20" height="8" rx="2" className={styles[color]} />
            ) : (
              <line
                x1="0"
                x2="20"
                y1="4"
                y2="4"
                className={styles[color]}
                strokeWidth={width ?? 2}
                strokeDasharray={dash?.join(' ')}
              />
            )}
          </svg>
          {label}
        </li>
      ))}
      {limit && (
        <li>
          <svg width="20" height="8" aria-hidden="true">
            <line
              x1="0"
              x2="20"
              y1="4"
              y2="4"
              className={styles['limit']}
              strokeWidth="1"
              strokeDasharray="4 4"
            />
          </svg>
          {limit.label} {formatFigure(limit.value, data.unit)}
        </li>
      )}
    </ul>
  );
}

function Figures({ title, data }: { title: string; data: ChartData }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles['details']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show the figures</summary>
      {isOpen && <FigureTable title={title} data={data} />}
    </details>
  );
}

function FigureTable({ title, data }: { title: string; data: ChartData }) {
  const rows = useMemo(() => figureRows(data), [data]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles['scroll']} tabIndex={0} aria-label={`Figures: ${title}`}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">From</th>
            {data.lines.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, values }) => (
            <tr key={at}>
              <th scope="row">{pointText(at, data.range)}</th>
              {data.lines.map(({ label }, line) => (
                <td key={label}>{formatFigure(values[line] ?? null, data.unit)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** @param point the one under the pointer; null for the last of each line */
function readoutText({ at, lines, unit, range }: ChartData, point: number | null): string {
  const time = point === null ? null : at[point];
  const when = time === undefined || time === null ? 'Last' : pointText(time, range);
  const known = lines.flatMap(({ label, values }) => {
    const value = point === null ? lastOf(values) : (values[point] ?? null);
    return value === null ? [] : [`${lines.length > 1 ? `${label} ` : ''}${formatFigure(value, unit)}`];
  });
  return `${when}: ${known.length > 0 ? known.join(' · ') : 'nothing measured'}`;
}

function plotData({ at, lines }: ChartData): uPlot.AlignedData {
  return [at.map((ms) => ms / MS_PER_S), ...lines.map(({ values }) => values)];
}

function plotOptions(
  element: HTMLElement,
  data: ChartData,
  tell: (point: number | null) => void,
): uPlot.Options {
  const { lines, unit, range, limit, bars, isJoined = false } = data;
  const axis = {
    stroke: () => themeColor('ink-3'),
    font: `${LABEL_FONT_PX}px 'Instrument Sans Variable', sans-serif`,
    ticks: { show: false },
    gap: 4,
  };
  const isSparse = (values: readonly (number | null)[]) =>
    values.filter((value) => value !== null).length <= MARKED_UP_TO;
  const barPaths = (size: number) => uPlot.paths.bars?.({ size: [size, 48], align: 1, radius: 0.15 });
  return {
    width: Math.max(1, element.clientWidth),
    height: Math.max(1, element.clientHeight),
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: !bars, size: 7 } },
    scales: {
      x: { time: true, range: axisEnds(data) },
      y: {
        range: (_plot, _min, max) => [0, Math.max(max || 0, limit?.value ?? 0, AXIS_MIN[unit]) * HEADROOM],
      },
    },
    axes: [
      {
        ...axis,
        size: TIME_AXIS_PX,
        grid: { show: false },
        incrs: TICKS_S[range],
        space: 56,
        values: (_plot, splits) => splits.map((s) => tickText(s * MS_PER_S, range)),
      },
      {
        ...axis,
        size: VALUE_AXIS_PX,
        space: 28,
        ...(unit === 'bytes' ? { incrs: BYTE_STEPS } : {}),
        ...(unit === 'count' ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000] } : {}),
        values: (_plot, splits) => splits.map((value) => formatFigure(value, unit)),
        grid: { stroke: () => themeColor('line'), width: 1 },
      },
    ],
    series: [
      {},
      ...lines.map(({ color, dash, width = 2, values }, index): uPlot.Series => {
        const paths = bars ? barPaths(index === 0 ? 0.8 : 0.35) : undefined;
        return {
          stroke: () => themeColor(color),
          width: bars ? 0 : width,
          spanGaps: isJoined,
          ...(dash ? { dash } : {}),
          points: bars
            ? { show: false }
            : {
                show: isSparse(values),
                size: 5,
                fill: () => themeColor(color),
                stroke: () => themeColor(color),
              },
          ...(bars ? { fill: () => themeColor(color) } : {}),
          ...(paths ? { paths } : {}),
        };
      }),
    ],
    hooks: {
      draw: limit ? [(plot) => drawLimit(plot, limit.value)] : [],
      setCursor: [(plot) => tell(plot.cursor.idx ?? null)],
    },
  };
}

function drawLimit(plot: uPlot, value: number): void {
  const { ctx, bbox } = plot;
  const scale = uPlot.pxRatio;
  const y = Math.round(plot.valToPos(value, 'y', true));
  ctx.save();
  ctx.strokeStyle = themeColor('danger');
  ctx.lineWidth = scale;
  ctx.setLineDash([4 * scale, 4 * scale]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
