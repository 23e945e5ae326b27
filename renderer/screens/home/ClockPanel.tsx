import { ActionIcon, Button } from '@mantine/core';
import {
  IconAlarm,
  IconBellOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { useCallback, useRef } from 'react';
import type { ClockItem, MissedItem, Stopwatch } from '../../../contract/actions.ts';
import {
  alarmDay,
  clockDetail,
  clockTime,
  clockTitle,
  daysLeft,
  leftMs,
  leftShare,
  missedText,
  missedTitle,
  removalText,
  stopwatchMs,
} from '../../components/clockView.ts';
import { formatCountdown, formatStopwatch } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { useClockwork } from '../../components/useClockwork.ts';
import styles from './ClockPanel.module.css';

const MS_PER_S = 1_000;
/** Length of the ring in its own units. */
const RING = 100;

/** What is ticking: timers, alarms, the stopwatch; and what rang unheard. Not there while nothing is. */
export function ClockPanel() {
  const clock = useHark((store) => store.clock);
  const items = clock?.items.filter((item) => item.state !== 'ringing') ?? [];
  const missed = clock?.missed ?? [];
  if (!clock || (items.length === 0 && missed.length === 0 && !clock.stopwatch)) return null;
  return (
    <Panel title="Clock">
      <ul className={styles['items']} data-testid="clock">
        {missed.map((item) => (
          <Missed key={item.id} item={item} />
        ))}
        {items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
        {clock.stopwatch && <StopwatchItem stopwatch={clock.stopwatch} />}
      </ul>
    </Panel>
  );
}

function Item({ item }: { item: ClockItem }) {
  const act = useHark((store) => store.clockAct);
  const title = clockTitle(item);
  const isPaused = item.state === 'paused';
  return (
    <li
      className={styles['item']}
      data-testid="clock-item"
      data-id={item.id}
      data-kind={item.kind}
      data-state={item.state}
      data-repeats={item.repeat && ''}
    >
      <Dial item={item} />
      <div className={styles['words']}>
        {item.kind === 'timer' ? (
          <Countdown item={item} className={styles['digits']} />
        ) : (
          <p className={styles['digits']}>{clockTime(item)}</p>
        )}
        <p className={styles['title']} title={title}>
          {title}
        </p>
        {item.kind === 'timer' ? (
          <p className={styles['detail']}>{clockDetail(item, Date.now())}</p>
        ) : (
          <p className={styles['detail']}>
            {alarmDay(item, Date.now())} <Countdown item={item} inDays />
          </p>
        )}
      </div>
      <div className={styles['actions']}>
        {item.kind === 'timer' && (
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={`${isPaused ? 'Resume' : 'Pause'} “${title}”`}
            data-testid={isPaused ? 'clock-resume' : 'clock-pause'}
            onClick={() => void act(isPaused ? 'resume' : 'pause', item.id)}
          >
            {isPaused ? (
              <IconPlayerPlay size={18} stroke={1.8} />
            ) : (
              <IconPlayerPause size={18} stroke={1.8} />
            )}
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={removalText(item)}
          title={item.repeat && removalText(item)}
          data-testid="clock-cancel"
          onClick={() => void act('cancel', item.id)}
        >
          <IconX size={18} stroke={1.8} />
        </ActionIcon>
      </div>
    </li>
  );
}

/** One that nobody heard, until it is dismissed. */
function Missed({ item }: { item: MissedItem }) {
  const act = useHark((store) => store.clockAct);
  const title = missedTitle(item);
  return (
    <li className={styles['item']} data-testid="clock-missed" data-id={item.id} data-kind={item.kind}>
      <span className={styles['missed']} aria-hidden="true">
        <IconBellOff size={24} stroke={1.6} />
      </span>
      <div className={styles['words']}>
        <p className={styles['title']} title={title}>
          {title}
        </p>
        <p className={styles['detail']}>{missedText(item, Date.now())}</p>
      </div>
      <div className={styles['actions']}>
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={`Dismiss “${title}”`}
          data-testid="missed-dismiss"
          onClick={() => void act('dismiss', item.id)}
        >
          <IconX size={18} stroke={1.8} />
        </ActionIcon>
      </div>
    </li>
  );
}

/** The time that is left, as digits, or in days where it is so long. */
function Countdown({
  item,
  className,
  inDays = false,
}: {
  item: ClockItem;
  className?: string | undefined;
  inDays?: boolean;
}) {
  const digits = useRef<HTMLSpanElement>(null);
  const draw = useCallback(() => {
    const now = Date.now();
    const left = leftMs(item, now);
    const days = inDays ? daysLeft(item, now) : null;
    if (digits.current) digits.current.textContent = left === null ? '–' : (days ?? formatCountdown(left));
    return left === null || left === 0 || item.state === 'paused' ? null : left % MS_PER_S || MS_PER_S;
  }, [item, inDays]);
  useClockwork(draw);
  return <span ref={digits} role="timer" className={className} data-testid="countdown" />;
}

/** The time that is left, as a ring that closes; an alarm has no beginning to measure from. */
function Dial({ item }: { item: ClockItem }) {
  const arc = useRef<SVGCircleElement>(null);
  const draw = useCallback(() => {
    const share = leftShare(item, Date.now());
    arc.current?.setAttribute('stroke-dashoffset', String(RING * (1 - (share ?? 1))));
    return share === null || share === 0 || item.state === 'paused' ? null : MS_PER_S;
  }, [item]);
  useClockwork(draw);
  if (item.durationMs === null) {
    return (
      <span className={styles['alarm']} aria-hidden="true">
        <IconAlarm size={24} stroke={1.6} />
      </span>
    );
  }
  return (
    <svg viewBox="0 0 44 44" className={styles['dial']} aria-hidden="true">
      <circle cx="22" cy="22" r="19" className={styles['groove']} />
      <circle
        ref={arc}
        cx="22"
        cy="22"
        r="19"
        pathLength={RING}
        strokeDasharray={RING}
        transform="rotate(-90 22 22)"
        className={styles['arc']}
      />
    </svg>
  );
}

function StopwatchItem({ stopwatch }: { stopwatch: Stopwatch }) {
  const act = useHark((store) => store.stopwatchAct);
  const digits = useRef<HTMLParagraphElement>(null);
  const isRunning = stopwatch.runningSince !== null;
  const draw = useCallback(() => {
    const passed = stopwatchMs(stopwatch, Date.now());
    if (digits.current) digits.current.textContent = formatStopwatch(passed);
    return stopwatch.runningSince === null ? null : MS_PER_S - (passed % MS_PER_S);
  }, [stopwatch]);
  useClockwork(draw);
  return (
    <li
      className={styles['stopwatch']}
      data-testid="stopwatch"
      data-state={isRunning ? 'running' : 'stopped'}
    >
      <div className={styles['words']}>
        <p ref={digits} role="timer" className={styles['digits']} />
        <p className={styles['title']}>Stopwatch</p>
      </div>
      <div className={styles['actions']}>
        <Button
          size="xs"
          variant="default"
          aria-label={isRunning ? 'Stop the stopwatch' : 'Start the stopwatch'}
          onClick={() => void act(isRunning ? 'stop' : 'start')}
        >
          {isRunning ? 'Stop' : 'Start'}
        </Button>
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label="Reset the stopwatch"
          onClick={() => void act('reset')}
        >
          <IconRefresh size={18} stroke={1.8} />
        </ActionIcon>
      </div>
    </li>
  );
}
