/** The two things that can be connected to the audio graph: a microphone, or the built-in sample recording. */
import { SAMPLE_RATE_HZ } from '../../contract/audio.ts';
import type { Settings } from '../../contract/settings.ts';

export type Processing = Pick<
  Settings['microphone'],
  'echoCancellation' | 'noiseSuppression' | 'autoGainControl'
>;

export interface AudioSource {
  node: AudioNode;
  /** False where silence means nothing about the source. */
  canMute: boolean;
  /** The device's own name; null for a recording. */
  deviceLabel: string | null;
  close(): void;
}

export interface SourceEvents {
  onMuted(muted: boolean): void;
  onEnded(): void;
}

/** Silence between two runs of the sample recording. */
const SAMPLE_PAUSE_S = 3;
const SAMPLE_FILE = 'sample.wav';

/**
 * Opens a microphone; `deviceId` null is the system's default. Rejects with the DOMException of getUserMedia.
 * Processing is named one by one because Chromium turns on what is left out, and that halves the level and ruins
 * the scores.
 */
export async function openMicrophone(
  context: AudioContext,
  deviceId: string | null,
  processing: Processing,
  events: SourceEvents,
): Promise<AudioSource> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {
      ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
      channelCount: { ideal: 1 },
      echoCancellation: processing.echoCancellation,
      noiseSuppression: processing.noiseSuppression,
      autoGainControl: processing.autoGainControl,
    },
  });
  const [track] = stream.getAudioTracks();
  if (!track) throw new DOMException('the stream has no audio track', 'NotFoundError');
  track.onmute = () => events.onMuted(true);
  track.onunmute = () => events.onMuted(false);
  track.onended = () => events.onEnded();
  return {
    node: context.createMediaStreamSource(stream),
    canMute: true,
    deviceLabel: track.label,
    close() {
      track.onmute = null;
      track.onunmute = null;
      track.onended = null;
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

/** The sample recording, over and over with a pause after each run, for a machine without a microphone. */
export async function openSample(context: AudioContext): Promise<AudioSource> {
  const response = await fetch(new URL(SAMPLE_FILE, document.baseURI));
  if (!response.ok) throw new Error(`${SAMPLE_FILE}: ${response.status}`);
  const recording = await context.decodeAudioData(await response.arrayBuffer());
  const pauseSamples = SAMPLE_PAUSE_S * SAMPLE_RATE_HZ;
  const loop = context.createBuffer(1, recording.length + pauseSamples, SAMPLE_RATE_HZ);
  loop.copyToChannel(recording.getChannelData(0), 0);
  const node = context.createBufferSource();
  node.buffer = loop;
  node.loop = true;
  node.start();
  return { node, canMute: false, deviceLabel: null, close: () => node.stop() };
}
