import {
  IconAlertTriangle,
  IconEar,
  IconEarOff,
  IconLoader2,
  IconMicrophone,
  IconPlayerPause,
  type TablerIcon,
} from '@tabler/icons-react';
import { useCallback, useRef } from 'react';
import { type Surface, useMeterCanvas } from './canvas.ts';
import { LevelBallistics, scalePosition } from './levelBallistics.ts';
import styles from './Orb.module.css';
import { useServices } from './servicesContext.ts';
import type { Tone } from './stateView.ts';

interface Props {
  tone: Tone;
  /** A word was just heard. */
  woke: boolean;
}

const ICONS: Record<Tone, TablerIcon> = {
  busy: IconLoader2,
  live: IconEar,
  wake: IconMicrophone,
  idle: IconPlayerPause,
  warn: IconEarOff,
  danger: IconAlertTriangle,
};

/** Radii as parts of half the box. */
const CORE = 0.54;
const REACH = 0.96;
const RINGS = 3;

/** The assistant's state at a glance: an ear, and rings around it that the sound of the room moves. */
export function Orb({ tone, woke }: Props) {
  const { feed } = useServices();
  const ballistics = useRef(new LevelBallistics());
  const isLive = tone === 'live' || tone === 'wake';
  const color = woke || tone === 'wake' ? 'wake-fill' : 'accent';

  const draw = useCallback(
    (surface: Surface): boolean => {
      const hop = isLive ? feed.last : null;
      const { levelDbfs, moving } = ballistics.current.step(performance.now(), hop, feed.calm);
      drawRings(surface, isLive ? scalePosition(levelDbfs) : 0, woke, color);
      return moving;
    },
    [feed, isLive, woke, color],
  );
  const canvas = useMeterCanvas(draw);
  const Icon = woke ? IconEar : ICONS[tone];

  return (
    <div className={styles['orb']} data-tone={woke ? 'wake' : tone} aria-hidden="true">
      <canvas ref={canvas} className={styles['rings']} />
      <div className={styles['core']}>
        <Icon className={styles['icon']} stroke={1.5} />
      </div>
    </div>
  );
}

function drawRings(
  { context, width, height, color }: Surface,
  level: number,
  woke: boolean,
  litColor: 'wake-fill' | 'accent',
): void {
  const half = Math.min(width, height) / 2;
  context.translate(width / 2, height / 2);
  for (let ring = 1; ring <= RINGS; ring += 1) {
    const radius = half * (CORE + ((REACH - CORE) * ring) / RINGS);
    // Each ring lights up as the level passes it, so that loudness reads as reach.
    const lit = Math.min(1, Math.max(0, level * RINGS - (ring - 1)));
    context.beginPath();
    context.arc(0, 0, radius - 1, 0, 2 * Math.PI);
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeStyle = color('line');
    context.stroke();
    if (lit > 0 || woke) {
      context.globalAlpha = woke ? 1 - (ring - 1) / (RINGS + 1) : lit * 0.9;
      context.lineWidth = 2;
      context.strokeStyle = color(litColor);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}
