import { Button, Switch, VisuallyHidden } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { SelfTestReport, SelfTestSnapshot } from '../../../contract/selfTest.ts';
import { formatElapsed, formatMoment } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { useUpkeepSettings } from '../../components/useSettings.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './Cards.module.css';
import { Metric } from './Metric.tsx';
import { StateMark } from './StateMark.tsx';
import { CHECK_NAMES, checkView, latencyText, pastView, reportView, scoreText } from './selfTestView.ts';

/** Known recordings through the real pipeline: what came of them, and how to have it done now. */
export function SelfTestCard() {
  const selfTest = useHark((store) => store.selfTest);
  const load = useHark((store) => store.loadSelfTest);
  useEffect(() => void load(), [load]);
  const view = reportView(selfTest?.last ?? null);
  return (
    <Panel title="Self-test" aside={selfTest && <StateMark mark={view.mark} words={view.words} />}>
      <p className={styles['text']}>
        Known recordings go through the models as the microphone’s sound does, beside it: Hark goes on
        listening. They have to give the known answers within the service levels.
      </p>
      {selfTest ? <Result selfTest={selfTest} /> : <p className={styles['quiet']}>Looking…</p>}
      <Metric names={['hark_self_test_ok']} />
    </Panel>
  );
}

function Result({ selfTest }: { selfTest: SelfTestSnapshot }) {
  const { last, history } = selfTest;
  return (
    <>
      <div
        data-testid="self-test"
        data-ok={last?.ok ?? null}
        data-at={last?.at ?? null}
        data-running={selfTest.running}
      >
        {last && <Report report={last} />}
      </div>
      <Running selfTest={selfTest} />
      {history.length > 0 && <Past history={history} />}
      <Daily nextAt={selfTest.nextAt} />
    </>
  );
}

function Report({ report }: { report: SelfTestReport }) {
  return (
    <>
      {report.failure && (
        <p className={styles['problem']}>
          {failureText(report.failure.code).title}. {report.failure.message}
        </p>
      )}
      {report.checks.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={styles['scroll']} tabIndex={0} aria-label="Checks of the self-test">
          <table className={styles['models']}>
            <thead>
              <tr>
                <th scope="col">Check</th>
                <th scope="col">Expected</th>
                <th scope="col">Found</th>
                <th scope="col">Took, of its limit</th>
                <th scope="col">Score</th>
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {report.checks.map((check) => {
                const { mark, words } = checkView(check);
                return (
                  <tr
                    key={`${check.check} ${check.name}`}
                    data-check={check.check}
                    data-ok={check.ok}
                    data-drifted={check.drifted}
                  >
                    <th scope="row">
                      {CHECK_NAMES[check.check]}
                      <span className={styles['task']}>{check.name}</span>
                    </th>
                    <td>{check.expected}</td>
                    <td>{check.found}</td>
                    <td className={styles['number']}>{latencyText(check)}</td>
                    <td className={styles['number']}>{scoreText(check)}</td>
                    <td>
                      <StateMark mark={mark} words={words} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

function Running({ selfTest: { running, last } }: { selfTest: SelfTestSnapshot }) {
  const run = useHark((store) => store.runSelfTest);
  /** From the press until main took it up. */
  const [isAsked, setAsked] = useState(false);
  const start = async () => {
    setAsked(true);
    await run();
    setAsked(false);
  };
  return (
    <div className={styles['buttons']}>
      <Button
        size="xs"
        variant="default"
        data-testid="self-test-run"
        disabled={running || isAsked}
        leftSection={<IconPlayerPlay size={16} stroke={1.8} aria-hidden="true" />}
        onClick={() => void start()}
      >
        {running ? 'Testing…' : 'Test now'}
      </Button>
      <p role="status" className={styles['quiet']}>
        {running
          ? 'The recordings are going through; this takes a few seconds.'
          : last &&
            `${last.trigger === 'daily' ? 'By itself' : 'By you'} ${formatMoment(last.at, Date.now())}, in ${formatElapsed(last.tookMs)}`}
      </p>
    </div>
  );
}

/** The last ones, the newest first. */
function Past({ history }: { history: SelfTestSnapshot['history'] }) {
  const now = Date.now();
  return (
    <div className={styles['line']}>
      <span id="self-test-past">The last ones, newest first</span>
      <ol className={styles['past']} aria-labelledby="self-test-past" data-testid="self-test-past">
        {history.map((past) => {
          const { mark, words } = pastView(past);
          const text = `${formatMoment(past.at, now)}: ${words}`;
          return (
            <li key={past.at} title={text}>
              <StateMark mark={mark} words="" />
              <VisuallyHidden>{text}</VisuallyHidden>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function Daily({ nextAt }: { nextAt: number | null }) {
  const mine = useUpkeepSettings();
  if (!mine) return null;
  return (
    <div className={styles['settings']}>
      <Switch
        label="Test every day"
        description={
          nextAt === null ? 'Only when you ask for it.' : `Next ${formatMoment(nextAt, Date.now())}.`
        }
        data-testid="self-test-daily"
        checked={mine.settings.selfTest}
        onChange={(event) => mine.change({ selfTest: event.currentTarget.checked })}
      />
    </div>
  );
}
