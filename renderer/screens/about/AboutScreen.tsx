import type { ModelStatus } from '../../../contract/channels.ts';
import { formatBytes } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { Page } from '../Page.tsx';
import styles from './AboutScreen.module.css';

const BYTES_PER_MIB = 1_048_576;

/** What Hark is made of, under which licences, and how it is doing. */
export function AboutScreen() {
  const version = useHark((store) => store.info?.version);
  return (
    <Page
      title="About"
      intro={`Hark${version ? ` ${version}` : ''} hears its name on this computer only. It saves no sound that you did not ask it to keep, and needs no network.`}
    >
      <Models />
      <EngineNow />
      <Panel title="Thanks to">
        <p className={styles['note']}>
          Hark itself is under the MIT licence. It stands on Electron, ONNX Runtime, React, Mantine, uPlot and
          Tabler Icons, all under MIT, and is set in Instrument Sans, under the SIL Open Font License.
        </p>
      </Panel>
    </Page>
  );
}

function Models() {
  const models = useHark((store) => store.models);
  const hasNonCommercial = models?.some((model) => model.licence.includes('-NC-')) ?? false;
  return (
    <Panel title="Models and licences">
      {hasNonCommercial && (
        <p className={styles['notice']} data-testid="licence-notice">
          The pretrained wake words of openWakeWord are licensed <strong>CC BY-NC-SA 4.0</strong>: you may use
          them for <strong>non-commercial purposes only</strong>, must name their author, and must share
          changed versions under the same terms. The other models allow any use.
        </p>
      )}
      {models && models.length > 0 ? (
        <ul className={styles['models']} data-testid="models">
          {models.map((model) => (
            <Model key={model.name} model={model} />
          ))}
        </ul>
      ) : (
        <p className={styles['note']}>
          {models ? 'The models could not be listed.' : 'The models are being listed…'}
        </p>
      )}
    </Panel>
  );
}

const TASKS: Record<ModelStatus['task'], string> = {
  melspectrogram: 'Turns sound into a spectrogram',
  'speech-embedding': 'Turns the spectrogram into what speech sounds like',
  wake: 'Recognises one wake word',
  vad: 'Tells speech from other sound',
  'recogniser-encoder': 'Hears the words of a command',
  'recogniser-decoder': 'Writes the words of a command',
  speaker: 'Hears what makes a voice',
  'speaker-backend': 'Tells voices apart',
};

function Model({ model }: { model: ModelStatus }) {
  const state = model.ok ? 'verified' : model.present ? 'damaged' : 'missing';
  return (
    <li className={styles['model']}>
      <div className={styles['what']}>
        <h3 className={styles['name']}>{model.phrase ? `“${model.phrase}”` : model.name}</h3>
        <p className={styles['note']}>{TASKS[model.task]}</p>
      </div>
      <p className={styles['licence']}>
        <strong>{model.licence}</strong>
        <span className={styles['note']}>{model.licenceNote}</span>
      </p>
      <p className={styles['file']}>
        <span className={styles['state']} data-state={state}>
          {state}
        </span>
        <span>
          version {model.version}, {formatBytes(model.bytes)}
        </span>
        <code title={`sha256 ${model.sha256}`}>sha256 {model.sha256.slice(0, 12)}…</code>
      </p>
    </li>
  );
}

/** How the engine is doing, from its last heartbeat. */
function EngineNow() {
  const heartbeat = useHark((store) => store.heartbeat);
  const restarts = useHark((store) => store.assistant?.engineRestarts ?? 0);
  if (!heartbeat) return null;
  const { hopP50Ms, hopP99Ms, droppedFrames, rssBytes } = heartbeat;
  const figures = [
    ['Work per 80 ms of sound', hopP50Ms === null ? 'none' : `${hopP50Ms.toFixed(2)} ms`],
    ['Slowest in a hundred', hopP99Ms === null ? 'none' : `${hopP99Ms.toFixed(2)} ms`],
    ['Frames lost', String(droppedFrames)],
    ['Restarts', String(restarts)],
    ['Memory', `${Math.round(rssBytes / BYTES_PER_MIB)} MiB`],
  ];
  return (
    <Panel title="The engine right now">
      <dl className={styles['figures']}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
