/** Wires the window together: store, bridge, capture and meters. Everything the screens use comes from here. */
import type { HarkBridge, MicrophoneState } from '../contract/channels.ts';
import { describeFailure } from '../contract/failures.ts';
import type { AssistantState } from '../contract/states.ts';
import { Capture } from './capture/capture.ts';
import { MeterFeed } from './capture/meterFeed.ts';
import { TakeFeed } from './capture/takeFeed.ts';
import { AlarmSound } from './speech/alarmSound.ts';
import { SoundPlayer } from './speech/player.ts';
import { RecordingPlayback } from './speech/recordingPlayback.ts';
import { ReplySpeech } from './speech/replySpeech.ts';
import { SystemVoices } from './speech/systemVoices.ts';
import { connectBridge } from './store/bridge.ts';
import { createClient, type HarkClient } from './store/client.ts';
import { ringing } from './store/clockSlice.ts';
import type { Refusal } from './store/profilesSlice.ts';
import { createHarkStore, type HarkState, type HarkStore } from './store/store.ts';

declare global {
  interface Window {
    /** Exposed by preload. */
    hark: HarkBridge;
  }
}

export interface Services {
  store: HarkStore;
  feed: MeterFeed;
  takes: TakeFeed;
  retryMicrophone(): void;
  /** Says a sentence with the voice as it is set. */
  tryVoice(): void;
  /** Those that are kept of enrollments. */
  recordings: {
    /** Resolves once it is over, or with why it is not played. */
    start(profileId: string, id: string): Promise<Refusal | null>;
    stop(): void;
  };
  /** Resolves once there is something to show. */
  connected: Promise<void>;
}

export function startServices(bridge: HarkBridge): Services {
  const client: HarkClient = createClient(bridge, (error) => store.getState().notify(error));
  const store = createHarkStore(client);
  const feed = new MeterFeed();
  const takes = new TakeFeed();
  const capture = startCapture(client, store, feed);
  const player = new SoundPlayer();
  const speech = startSpeech(client, store, player);
  const recordings = startRecordings(client, store, player);
  const connected = connectBridge(client, store, {
    onReopen: () => capture.retry(),
    onSeen(seen) {
      feed.watched = seen;
    },
    onSpeak: (reply) => speech.speak(reply),
    onTakeProgress: (progress) => takes.accept(progress),
    onSilence() {
      speech.stop();
      recordings.silence();
    },
  });
  return {
    store,
    feed,
    takes,
    retryMicrophone: () => capture.retry(),
    tryVoice: () => speech.speak({ id: VOICE_TRIAL, text: TRIAL_SENTENCE, chime: null, speak: true }),
    recordings: {
      start: (profileId, id) => refusalOf(() => recordings.start(profileId, id)),
      stop: () => recordings.stop(),
    },
    connected,
  };
}

function startCapture(client: HarkClient, store: HarkStore, feed: MeterFeed): Capture {
  let reported: MicrophoneState = 'off';
  const capture = new Capture({
    onStatus(status) {
      store.getState().microphoneChanged(status);
      if (status.state !== 'live' && status.state !== 'muted') feed.rest();
      if (status.state === reported) return;
      reported = status.state;
      void store.getState().attempt(() => client.call('capture.report', status.state));
    },
    onMeter: (message) => feed.accept(message),
    onDeviceRenumbered(device) {
      const { settings, updateSettings } = store.getState();
      if (settings) void updateSettings({ microphone: { ...settings.microphone, device } });
    },
    onPortNeeded: () => void store.getState().attempt(() => client.call('capture.connect')),
  });

  window.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source === window && event.data?.hark === 'capture-port' && port) capture.takePort(port);
  });

  const follow = (state: HarkState): void => {
    // Nothing is opened before it is known which source is wanted, and whether one is wanted at all.
    if (!state.settings || !state.assistant) return;
    const { source, device, ...processing } = state.settings.microphone;
    capture.setTarget(source === 'sample' ? { source } : { source, device, processing });
    capture.setWanted(needsAudio(state.assistant.state));
  };
  store.subscribe((state, before) => {
    if (state.settings !== before.settings || state.assistant !== before.assistant) follow(state);
  });
  return capture;
}

/** Not a reply of main's, which wants to know nothing of it. */
const VOICE_TRIAL = 'voice-trial';
const TRIAL_SENTENCE = 'This is how I answer. Your timer for ten minutes has started.';

function startSpeech(client: HarkClient, store: HarkStore, player: SoundPlayer): ReplySpeech {
  const voices = new SystemVoices((known) => store.getState().voicesChanged(known));
  const chosen = () => {
    const { voice = null, rate = 1 } = store.getState().settings?.replies ?? {};
    return { voice, rate };
  };
  const speech = new ReplySpeech({
    play: (sound) => player.play(sound),
    say: (text, on) => voices.say(text, chosen(), on),
    rate: () => chosen().rate,
    speaking: (id) => store.getState().speakingChanged(id),
    finished(id) {
      if (id === VOICE_TRIAL) return;
      void store.getState().attempt(() => client.call('reply.finished', id));
    },
  });
  const alarm = new AlarmSound(() => player.loop('alarm'));
  store.subscribe((state, before) => {
    if (state.clock !== before.clock) alarm.ring(ringing(state.clock).map((item) => item.id));
    if (state.assistant !== before.assistant || state.speaking !== before.speaking) {
      alarm.duck(state.speaking !== null || isInConversation(state.assistant?.state));
    }
    if (state.settings?.replies.quiet && !before.settings?.replies.quiet) speech.stop();
  });
  return speech;
}

function startRecordings(client: HarkClient, store: HarkStore, player: SoundPlayer): RecordingPlayback {
  return new RecordingPlayback({
    open: (profileId, id) => client.call('profiles.openRecording', profileId, id),
    play: (wav) => player.playRecording(wav),
    playing: (id) => store.getState().recordingPlaying(id),
    finished: (playing) => void store.getState().attempt(() => client.call('reply.finished', playing)),
  });
}

async function refusalOf(work: () => Promise<void>): Promise<Refusal | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return describeFailure(error);
  }
}

function isInConversation(state: AssistantState | undefined): boolean {
  return state === 'capturing' || state === 'deciding';
}

/** Whether the microphone is to be open: a paused or broken assistant holds no device. */
export function needsAudio(state: AssistantState): boolean {
  return state !== 'paused' && state !== 'degraded' && state !== 'failed';
}
