import type { ModelStatus } from '../../../contract/channels.ts';
import { MODEL_TIMES_INTERVAL_MS, type ModelTimes } from '../../../contract/providers.ts';
import { formatBytes } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import styles from './Cards.module.css';
import { countOf } from './figures.ts';
import { Metric } from './Metric.tsx';
import { formatRun, PROVIDER_NAMES, timesOf } from './providersView.ts';
import { StateMark } from './StateMark.tsx';
import { useWhileSeen } from './useWhileSeen.ts';

const TASKS: Record<ModelStatus['task'], string> = {
  melspectrogram: 'Spectrogram',
  'speech-embedding': 'Sound of speech',
  wake: 'Wake word',
  vad: 'Speech or not',
  'recogniser-encoder': 'Words, hearing',
  'recogniser-decoder': 'Words, writing',
  speaker: 'Voices',
  'speaker-backend': 'Voices, comparing',
};

/** What each model is, whether it is whole, and how fast it runs. */
export function ModelsCard() {
  const models = useHark((store) => store.models);
  const times = useHark((store) => store.modelTimes);
  const loadTimes = useHark((store) => store.loadModelTimes);
  useWhileSeen(loadTimes, MODEL_TIMES_INTERVAL_MS);
  const bad = models?.filter(({ ok }) => !ok).length ?? 0;
  const words = bad === 0 ? 'All verified' : `${countOf(bad, 'file')} not usable`;
  return (
    <Panel
      title="Models"
      aside={models && models.length > 0 && <StateMark mark={bad === 0 ? 'good' : 'bad'} words={words} />}
    >
      {models && models.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={styles['scroll']} tabIndex={0} aria-label="Model files">
          <table className={styles['models']} data-testid="models-card">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Version</th>
                <th scope="col">Licence</th>
                <th scope="col">Size</th>
                <th scope="col">Checksum</th>
                <th scope="col">Load</th>
                <th scope="col">
                  A run <span className={styles['task']}>p50 / p99</span>
                </th>
                <th scope="col">Computed by</th>
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <Row key={model.name} model={model} times={timesOf(times, model.name)} />
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <p className={styles['quiet']}>
          {models ? 'The models could not be listed.' : 'The models are being listed…'}
        </p>
      )}
      <Metric names={['hark_model_load_seconds', 'hark_model_inference_seconds']} />
    </Panel>
  );
}

function Row({ model, times }: { model: ModelStatus; times: ModelTimes | null }) {
  return (
    <tr>
      <th scope="row">
        {model.phrase ? `“${model.phrase}”` : model.name}
        <span className={styles['task']}>{TASKS[model.task]}</span>
      </th>
      <td>{model.version}</td>
      <td>{model.licence}</td>
      <td>{formatBytes(model.bytes)}</td>
      <td title={`sha256 ${model.sha256}`}>
        <StateMark
          mark={model.ok ? 'good' : 'bad'}
          words={model.ok ? 'verified' : model.present ? 'damaged' : 'missing'}
        />
      </td>
      {times ? (
        <>
          <td className={styles['number']}>{formatRun(times.loadMs)}</td>
          <td className={styles['number']} title={countOf(times.runs, 'run')}>
            {times.p50Ms === null ? 'not run yet' : `${formatRun(times.p50Ms)} / ${formatRun(times.p99Ms)}`}
          </td>
          <td className={styles['number']}>
            {PROVIDER_NAMES[times.provider]}
            <span className={styles['task']}>{countOf(times.threads, 'thread')}</span>
          </td>
        </>
      ) : (
        <td colSpan={3} className={styles['quiet']}>
          not loaded
        </td>
      )}
    </tr>
  );
}
