import { useCallback, useEffect, useRef } from 'react';
import { HOP_MS } from '../../../contract/audio.ts';
import type { HopMessage } from '../../../contract/engine.ts';
import { TAKE_SPEECH_MIN_MS } from '../../../contract/speaker.ts';
import { type Surface, useMeterCanvas } from '../../components/canvas.ts';
import { scalePosition } from '../../components/levelBallistics.ts';
import { useServices } from '../../components/servicesContext.ts';
import styles from './EnrollScreen.module.css';

const SHOWN_MS = 8_000;
const BARS = Math.round(SHOWN_MS / HOP_MS);
const BAR_PART = 0.62;
/** Silence is a line of dots, not nothing. */
const BAR_MIN_PX = 3;
const SPEECH_FROM = 0.5;
const RING_PX = 44;
const RING_WIDTH_PX = 5;

type Bar = Pick<HopMessage, 'levelDbfs' | 'clipped'> & { isSpeech: boolean };

interface Props {
  /** A sentence is listened to; otherwise it rests. */
  isListening: boolean;
  /** Speech of the sentence, ms; 'live' as the engine finds it. Null counts none. */
  speechMs: number | 'live' | null;
}

/** The sound of the last seconds as it comes, and how much of it was speech; drawn past React. */
export function SpeechStrip({ isListening, speechMs }: Props) {
  const { feed, takes } = useServices();
  const bars = useRef<Bar[]>([]);
  const counter = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    if (!isListening) return;
    bars.current = [];
    let last: HopMessage | null = feed.last;
    return feed.subscribe(() => {
      const hop = feed.last;
      if (!hop || hop === last) return;
      last = hop;
      const { levelDbfs, clipped } = hop;
      bars.current.push({ levelDbfs, clipped, isSpeech: (hop.speech ?? 0) >= SPEECH_FROM });
      if (bars.current.length > BARS) bars.current.shift();
    });
  }, [feed, isListening]);

  const draw = useCallback(
    (surface: Surface): boolean => {
      drawBars(surface, bars.current, isListening);
      return false;
    },
    [isListening],
  );
  const canvas = useMeterCanvas(draw);

  const drawRing = useCallback(
    (surface: Surface): boolean => {
      const counted = speechMs === 'live' ? (takes.last?.speechMs ?? 0) : (speechMs ?? 0);
      drawCounter(surface, counted / TAKE_SPEECH_MIN_MS);
      if (counter.current) counter.current.textContent = formatSeconds(counted);
      return false;
    },
    [takes, speechMs],
  );
  const ring = useMeterCanvas(drawRing);

  return (
    <div className={styles['strip']} data-listening={isListening ? '' : undefined}>
      <div className={styles['waveBox']} aria-hidden="true">
        <canvas ref={canvas} className={styles['wave']} data-testid="wave" />
      </div>
      {speechMs !== null && (
        <p className={styles['counter']} data-testid="speech-counter">
          <span aria-hidden="true">
            <canvas ref={ring} className={styles['ring']} />
          </span>
          <span>
            <span ref={counter} className={styles['counted']}>
              0.0 s
            </span>{' '}
            of speech
          </span>
        </p>
      )}
    </div>
  );
}

/** Steady in its unit, as it is read while it counts. */
function formatSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function drawBars({ context, width, height, color }: Surface, bars: readonly Bar[], isLive: boolean): void {
  const step = width / BARS;
  const [speech, other, clipped] = [color('accent'), color('line-strong'), color('danger')];
  context.globalAlpha = isLive ? 1 : 0.55;
  for (let at = 0; at < BARS; at += 1) {
    // The newest stands at the right end.
    const bar = bars[bars.length - BARS + at];
    const tall = bar ? Math.max(BAR_MIN_PX, scalePosition(bar.levelDbfs) * height) : BAR_MIN_PX;
    context.fillStyle = !bar ? color('meter-track') : bar.clipped ? clipped : bar.isSpeech ? speech : other;
    context.beginPath();
    context.roundRect(at * step, (height - tall) / 2, Math.max(1, step * BAR_PART), tall, 2);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** @param part 0..1 of the speech that ends a take; more is full */
function drawCounter({ context, width, height, color }: Surface, part: number): void {
  const radius = (Math.min(width, height, RING_PX) - RING_WIDTH_PX) / 2;
  context.translate(width / 2, height / 2);
  context.lineWidth = RING_WIDTH_PX;
  context.strokeStyle = color('meter-track');
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.stroke();
  const filled = Math.min(1, Math.max(0, part));
  if (filled === 0) return;
  context.lineCap = 'round';
  context.strokeStyle = color('accent');
  context.beginPath();
  context.arc(0, 0, radius, -Math.PI / 2, -Math.PI / 2 + filled * 2 * Math.PI);
  context.stroke();
}
