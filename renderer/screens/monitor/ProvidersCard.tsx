import { Button } from '@mantine/core';
import type { ProvidersSnapshot } from '../../../contract/providers.ts';
import { Callout } from '../../components/Callout.tsx';
import { formatMoment } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import styles from './Cards.module.css';
import { countOf } from './figures.ts';
import { Metric } from './Metric.tsx';
import {
  droppedText,
  formatDifference,
  formatRun,
  PROVIDER_NAMES,
  probesByModel,
  probeView,
  providersSentence,
} from './providersView.ts';
import { StateMark } from './StateMark.tsx';
import { useGoToSection } from './useGoToSection.ts';

/** What could compute the models, how each did on each of them, and which is used. */
export function ProvidersCard() {
  const providers = useHark((store) => store.providers);
  const isCpuOnly = useHark((store) => store.settings?.engine.provider === 'cpu');
  const go = useHark((store) => store.go);
  if (!providers) {
    return (
      <Panel title="Execution providers">
        <p className={styles['quiet']}>Looking…</p>
      </Panel>
    );
  }
  const { mark, words, text } = providersSentence(providers, isCpuOnly);
  return (
    <Panel title="Execution providers" aside={<StateMark mark={mark} words={words} />}>
      <p className={styles['text']} data-testid="providers" data-offered={providers.offered.join(' ')}>
        {text}{' '}
        {isCpuOnly && providers.offered.length > 0 && (
          <button type="button" className={styles['link']} onClick={() => go('settings')}>
            Change
          </button>
        )}
      </p>
      {providers.dropped.length > 0 && (
        <ul className={styles['drops']}>
          {providers.dropped.map((drop) => (
            <li key={`${drop.model} ${drop.provider}`}>
              <StateMark mark="bad" words={`${droppedText(drop)}, ${formatMoment(drop.at, Date.now())}`} />
              <p className={styles['quiet']}>{drop.reason}</p>
            </li>
          ))}
        </ul>
      )}
      {providers.probes.length > 0 && <Probes providers={providers} />}
      {(providers.offered.length > 0 || providers.runtime === '') && <Probing providers={providers} />}
      {providers.runtime !== '' && <p className={styles['quiet']}>{providers.runtime}</p>}
      <Metric names={['hark_model_inference_seconds', 'hark_provider_fallbacks_total']} />
    </Panel>
  );
}

function Probes({ providers }: { providers: ProvidersSnapshot }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles['scroll']} tabIndex={0} aria-label="Providers by model">
      <table className={styles['models']} data-testid="probes">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Tried</th>
            <th scope="col">A run on the CPU</th>
            <th scope="col">A run on it</th>
            <th scope="col">Difference</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {probesByModel(providers.probes).map(({ model, probes }) =>
            probes.map((probe, i) => {
              const view = probeView(probe, providers);
              return (
                <tr key={`${model} ${probe.provider}`} data-verdict={probe.verdict}>
                  {i === 0 && (
                    <th scope="row" rowSpan={probes.length}>
                      {model}
                    </th>
                  )}
                  <td>{PROVIDER_NAMES[probe.provider]}</td>
                  <td className={styles['number']}>{formatRun(probe.cpuMs)}</td>
                  <td className={styles['number']}>{formatRun(probe.providerMs)}</td>
                  <td className={styles['number']}>{formatDifference(probe.difference)}</td>
                  <td>
                    <StateMark mark={view.mark} words={view.isChosen ? `${view.words}, used` : view.words} />
                    {view.detail && <span className={styles['task']}>{view.detail}</span>}
                  </td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </section>
  );
}

function Probing({ providers: { probing, probedAt } }: { providers: ProvidersSnapshot }) {
  const probe = useHark((store) => store.probeProviders);
  return (
    <div className={styles['buttons']}>
      <Button
        size="xs"
        variant="default"
        data-testid="probe"
        disabled={probing !== null}
        onClick={() => void probe()}
      >
        {probedAt === null ? 'Probe' : 'Probe again'}
      </Button>
      <p role="status" className={styles['quiet']} data-testid="probing">
        {probing
          ? `Probing: ${probing.done} of ${countOf(probing.total, 'trial')}; Hark goes on listening`
          : probedAt !== null && `Probed ${formatMoment(probedAt, Date.now())}`}
      </p>
    </div>
  );
}

/** That a provider gave up in use must be seen without looking for it. */
export function DroppedNote() {
  const dropped = useHark((store) => store.providers?.dropped[0] ?? null);
  const count = useHark((store) => store.providers?.dropped.length ?? 0);
  const section = useHark((store) => store.monitorSection);
  const show = useGoToSection();
  if (!dropped) return null;
  const others = count > 1 ? ` So it was ${count - 1 === 1 ? 'once' : `${count - 1} times`} before.` : '';
  return (
    <Callout
      tone="warn"
      title={`${droppedText(dropped)}.`}
      testId="provider-dropped"
      actions={
        section !== 'machine' && (
          <Button size="xs" variant="default" onClick={() => show('machine')}>
            Show
          </Button>
        )
      }
    >
      Nothing was lost: what ran was done again by the processor. It goes on computing this model until
      providers are probed again.{others}
    </Callout>
  );
}
