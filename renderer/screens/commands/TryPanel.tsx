import { Button, CloseButton, FileButton, TextInput } from '@mantine/core';
import { type DragEvent, type FormEvent, type ReactNode, useState } from 'react';
import { TEXT_MAX_CHARACTERS } from '../../../contract/engine.ts';
import { formatElapsed, formatShare } from '../../components/format.ts';
import { intentTitle, slotViews } from '../../components/interactionView.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import type { Trial } from '../../store/commandsSlice.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './TryPanel.module.css';
import { pathText, timingViews } from './trialView.ts';

const RECORDINGS = '.wav,.flac,.wave,audio/wav,audio/flac';

/** What a sentence, typed or recorded, would do. Trying it does nothing else. */
export function TryPanel() {
  const [text, setText] = useState('');
  const tryText = useHark((store) => store.tryText);
  const tryRecording = useHark((store) => store.tryRecording);
  const trial = useHark((store) => store.trial);
  const [isOver, setOver] = useState(false);
  const trimmed = text.trim();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed !== '') void tryText(trimmed);
  };
  const take = (file: File | null | undefined) => {
    if (file) void tryRecording(file.name, file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a shortcut to the button beside it
    <div
      className={styles['target']}
      data-over={isOver ? '' : undefined}
      data-testid="try"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Panel title="Try it" aside={<span className={styles['quiet']}>Nothing is done, only told.</span>}>
        <div className={styles['row']}>
          <form className={styles['typed']} onSubmit={send}>
            <TextInput
              className={styles['field']}
              aria-label="A sentence to try"
              placeholder="set a timer for ten minutes"
              data-testid="try-text"
              maxLength={TEXT_MAX_CHARACTERS}
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" variant="light" data-testid="try-send" disabled={trimmed === ''}>
              Try
            </Button>
          </form>
          <FileButton accept={RECORDINGS} onChange={take}>
            {({ onClick }) => (
              <Button variant="default" data-testid="try-recording" onClick={onClick}>
                Try a recording…
              </Button>
            )}
          </FileButton>
        </div>
        <div role="status" className={styles['outcome']}>
          {trial && <Outcome trial={trial} />}
        </div>
      </Panel>
    </div>
  );
}

function Outcome({ trial }: { trial: Trial }) {
  switch (trial.state) {
    case 'running':
      return <p className={styles['quiet']}>Finding out what “{trial.of}” means…</p>;
    case 'failed':
      return (
        <div className={styles['result']} data-tone="bad" data-testid="try-failed" data-code={trial.code}>
          <Headline text={failureText(trial.code).title} />
          <p className={styles['quiet']}>
            {trial.of}: {trial.message}
          </p>
        </div>
      );
    case 'text':
    case 'recording':
      return <Understood trial={trial} />;
  }
}

function Headline({ text }: { text: string }) {
  const end = useHark((store) => store.endTrial);
  return (
    <header className={styles['headline']}>
      <p>{text}</p>
      <CloseButton size="sm" aria-label="Close the result" onClick={end} />
    </header>
  );
}

function Understood({ trial }: { trial: Extract<Trial, { state: 'text' | 'recording' }> }) {
  const { intent, slots, confidence, preview, text } = trial.result;
  const tone = intent === null ? 'calm' : preview === null ? 'bad' : 'good';
  return (
    <div className={styles['result']} data-tone={tone} data-testid="try-result" data-intent={intent ?? ''}>
      <Headline
        text={
          intent === null ? 'Not a command' : (preview ?? `${intentTitle(intent)}: nothing would be done`)
        }
      />
      <dl className={styles['facts']}>
        <Fact name={trial.state === 'recording' ? 'Heard' : 'Text'}>
          <span data-testid="try-heard">{text === '' ? 'nothing' : `“${text}”`}</span>
        </Fact>
        {intent !== null && (
          <>
            <Fact name="Intent">
              <code>{intent}</code>
            </Fact>
            {slotViews(slots).map(({ name, value }) => (
              <Fact key={name} name={name}>
                <span data-slot={name}>{value}</span>
              </Fact>
            ))}
            <Fact name="Sure">{formatShare(confidence)}</Fact>
          </>
        )}
        {trial.state === 'recording' && <Recording trial={trial} />}
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Recording({ trial: { of, result } }: { trial: Extract<Trial, { state: 'recording' }> }) {
  return (
    <>
      <Fact name="Found">{pathText(result.path)}</Fact>
      {timingViews(result.timings).map(({ name, ms }) => (
        <Fact key={name} name={name}>
          {formatElapsed(ms)}
        </Fact>
      ))}
      <Fact name="File">
        {of}, {result.audioS.toFixed(1)} s of sound
      </Fact>
    </>
  );
}
