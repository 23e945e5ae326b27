import { Button } from '@mantine/core';
import { IconCopy, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { memo, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import {
  LOG_LEVELS,
  LOG_LINES_KEPT,
  LOG_TAGS,
  type LogLevel,
  type LogLine,
  type LogTag,
} from '../../../contract/upkeep.ts';
import { formatMoment, formatOtherDay, formatTime } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';
import cards from './Cards.module.css';
import { copyText } from './copyText.ts';
import styles from './LogPanel.module.css';
import {
  EVERYTHING,
  LEVEL_NAMES,
  type LogFilter,
  lineCount,
  linesText,
  matchingLines,
  TAG_NAMES,
  toggled,
} from './logView.ts';
import { useWhileSeen } from './useWhileSeen.ts';

const POLL_MS = 1_000;
/** How long a button says that it did its work. */
const DONE_MS = 2_000;
/** As far from the end, what comes is still followed. */
const END_PX = 24;
/** What scrolls this soon after a hand was on it was scrolled by it. */
const BY_HAND_MS = 600;
const NO_LINES: readonly LogLine[] = [];

/** The log as it is written. */
export function LogPanel() {
  const lines = useHark((store) => store.logLines) ?? NO_LINES;
  const failure = useHark((store) => store.logFailure);
  const read = useHark((store) => store.readLog);
  const [filter, setFilter] = useState<LogFilter>(EVERYTHING);
  const [isFollowing, setFollowing] = useState(true);
  useWhileSeen(read, POLL_MS, isFollowing);
  // Who types goes before what is found.
  const wanted = useDeferredValue(filter);
  const shown = useMemo(() => matchingLines(lines, wanted), [lines, wanted]);
  return (
    <Panel
      title="Log"
      aside={
        <span className={cards['quiet']} data-testid="log-count">
          {lineCount(shown.length, lines.length)}
        </span>
      }
    >
      <Filters filter={filter} onChange={setFilter} />
      {failure && <p className={cards['problem']}>{failureText(failure.code).title}. Hark keeps trying.</p>}
      <Lines lines={shown} isFollowing={isFollowing} onScrolled={setFollowing} />
      <Tools lines={shown} isFollowing={isFollowing} onFollow={setFollowing} />
      <Export />
    </Panel>
  );
}

interface FiltersProps {
  filter: LogFilter;
  onChange(filter: LogFilter): void;
}

function Filters({ filter, onChange }: FiltersProps) {
  return (
    <div className={styles['filters']}>
      <SearchField
        id="log-search"
        label="Search the log"
        placeholder="Only lines with these words"
        value={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
      />
      <Toggles
        legend="Levels"
        all={LOG_LEVELS}
        names={LEVEL_NAMES}
        chosen={filter.levels}
        onChange={(levels) => onChange({ ...filter, levels })}
      />
      <Toggles
        legend="Parts"
        all={LOG_TAGS}
        names={TAG_NAMES}
        chosen={filter.tags}
        onChange={(tags) => onChange({ ...filter, tags })}
      />
    </div>
  );
}

interface TogglesProps<T extends LogLevel | LogTag> {
  legend: string;
  all: readonly T[];
  names: Record<T, string>;
  chosen: readonly T[];
  onChange(chosen: T[]): void;
}

function Toggles<T extends LogLevel | LogTag>({ legend, all, names, chosen, onChange }: TogglesProps<T>) {
  return (
    <fieldset className={styles['toggles']}>
      <legend className={styles['legend']}>{legend}</legend>
      {all.map((one) => (
        <button
          key={one}
          type="button"
          className={styles['toggle']}
          aria-pressed={chosen.includes(one)}
          data-testid={`log-${one}`}
          onClick={() => onChange(toggled(all, chosen, one))}
        >
          {names[one]}
        </button>
      ))}
    </fieldset>
  );
}

interface LinesProps {
  lines: readonly LogLine[];
  isFollowing: boolean;
  onScrolled(isFollowing: false): void;
}

function Lines({ lines, isFollowing, onScrolled }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  /** By wheel, key or pointer. */
  const touchedAt = useRef(Number.NEGATIVE_INFINITY);
  useLayoutEffect(() => {
    const [element, inside] = [box.current, content.current];
    if (!isFollowing || !element || !inside) return;
    // New lines make it longer, and so do those that come into sight and turn out longer than was guessed.
    const resized = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    resized.observe(inside);
    return () => resized.disconnect();
  }, [isFollowing]);
  const touch = () => {
    touchedAt.current = performance.now();
  };
  const scrolled = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement) => {
    const isUp = scrollTop < lastTop.current && scrollHeight - scrollTop - clientHeight > END_PX;
    lastTop.current = scrollTop;
    // Lines that come and go move it as well.
    const isByHand = performance.now() - touchedAt.current < BY_HAND_MS;
    if (isFollowing && isUp && isByHand) onScrolled(false);
  };
  return (
    <div
      ref={box}
      className={styles['lines']}
      role="log"
      aria-live="off"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      data-testid="log"
      onWheel={touch}
      onKeyDown={touch}
      onPointerDown={touch}
      onPointerMove={(event) => event.buttons > 0 && touch()}
      onScroll={(event) => scrolled(event.currentTarget)}
    >
      <div ref={content}>
        {lines.length === 0 ? (
          <p className={cards['quiet']}>No line is like that.</p>
        ) : (
          lines.map((line) => <Line key={line.seq} line={line} />)
        )}
      </div>
    </div>
  );
}

/** What is out of sight is neither laid out nor painted; see its style. */
const Line = memo(function Line({ line: { at, level, tag, text } }: { line: LogLine }) {
  const now = Date.now();
  return (
    <p className={styles['line']} data-level={level}>
      <time className={styles['when']} dateTime={new Date(at).toISOString()} title={formatMoment(at, now)}>
        {formatOtherDay(at, now) !== '' && `${formatOtherDay(at, now)} `}
        {formatTime(at)}
      </time>{' '}
      <span className={styles['level']}>{level}</span> <span className={styles['tag']}>{tag}</span>{' '}
      <span className={styles['text']}>{text}</span>
    </p>
  );
});

interface ToolsProps {
  lines: readonly LogLine[];
  isFollowing: boolean;
  onFollow(isFollowing: boolean): void;
}

function Tools({ lines, isFollowing, onFollow }: ToolsProps) {
  const [copied, flash] = useFlash();
  const Icon = isFollowing ? IconPlayerPause : IconPlayerPlay;
  return (
    <div className={cards['buttons']}>
      <Button
        size="xs"
        variant={isFollowing ? 'default' : 'filled'}
        data-testid="log-follow"
        leftSection={<Icon size={16} stroke={1.8} aria-hidden="true" />}
        onClick={() => onFollow(!isFollowing)}
      >
        {isFollowing ? 'Pause' : 'Follow'}
      </Button>
      <Button
        size="xs"
        variant="default"
        data-testid="log-copy"
        disabled={lines.length === 0}
        leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
        onClick={() => copyText(linesText(lines)) && flash()}
      >
        {copied ? 'Copied' : 'Copy what is shown'}
      </Button>
      <p className={cards['quiet']} data-testid="log-state">
        {isFollowing
          ? `New lines come as they are written; the last ${LOG_LINES_KEPT.toLocaleString('en-GB')} are here.`
          : 'Paused: nothing new comes until you follow again.'}
      </p>
    </div>
  );
}

function Export() {
  const exportLog = useHark((store) => store.exportLog);
  const [isWritten, flash] = useFlash();
  return (
    <div className={styles['export']}>
      <p className={cards['text']}>
        For whoever helps you with a fault: one file with the log, how each part is, what was measured, crash
        reports, versions, and settings that say nothing about you. What was said, names, voices, addresses,
        your folders and what errors said are left out, and nothing is sent. Read it before you give it away.
      </p>
      <div className={cards['buttons']}>
        <Button
          size="xs"
          variant="default"
          data-testid="log-export"
          onClick={() => void exportLog().then((done) => done && flash())}
        >
          Export…
        </Button>
        <p role="status" className={cards['quiet']} data-testid="log-exported">
          {isWritten && 'Written'}
        </p>
      </div>
    </div>
  );
}

/** True for a short while after each call of the function. */
function useFlash(): [boolean, () => void] {
  const [count, setCount] = useState(0);
  const [isOn, setOn] = useState(false);
  useEffect(() => {
    if (count === 0) return;
    setOn(true);
    const timer = setTimeout(() => setOn(false), DONE_MS);
    return () => clearTimeout(timer);
  }, [count]);
  return [isOn, () => setCount((before) => before + 1)];
}
