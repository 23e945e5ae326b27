/**
 * Measures how long after the end of a spoken word its wake is on screen.
 *
 * Two clocks have to meet: positions in the recording that plays as the microphone, and wall clock. Chromium stamps
 * every 10 ms of a track with the moment at which the device captured them, on the system's monotonic clock, which is
 * also Node's process.hrtime. So the probe keeps the track that the app opens, reads an excerpt of it while someone
 * speaks, and searches that excerpt in the recording: the position found was captured, which is to say played, at the
 * time of the stamp. Everything after the device counts: Chromium's way to the page, the worklet, the engine, main,
 * React and the frame that draws it.
 *
 * A wake is on screen when the frame after the one that drew it begins.
 */
import type { Page } from 'playwright';

interface Shown {
  model: string;
  /** ms since the epoch. */
  at: number;
}

interface Probe {
  track: MediaStreamTrack | null;
  shown: Shown[];
}

/** Chromium's own; not yet among TypeScript's. */
interface TrackReader {
  readable: ReadableStream<AudioData>;
}

declare global {
  interface Window {
    wakeProbe?: Probe;
    MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => TrackReader;
  }
}

/** 200 ms in pieces of 10 ms: speech of that length is like no other place of the recording. */
const EXCERPT_PIECES = 20;
/** Correlation below which an excerpt is not taken for found. */
const SAME = 0.9;

/** Puts the probe in place; what the page opens after this is measured. */
export async function placeProbe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const probe: Probe = { track: null, shown: [] };
    window.wakeProbe = probe;

    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      probe.track = stream.getAudioTracks()[0] ?? null;
      return stream;
    };

    let lastAt = '';
    const look = () => {
      const wake = document.querySelector<HTMLElement>('[data-testid=last-wake]');
      const { model, at } = wake?.dataset ?? {};
      if (model === undefined || at === undefined || at === lastAt) return;
      lastAt = at;
      const isShown = () => probe.shown.push({ model, at: performance.timeOrigin + performance.now() });
      requestAnimationFrame(() => requestAnimationFrame(isShown));
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['data-at'],
    });
  });
}

/** The wakes that came on screen since the probe was placed, oldest first. */
export async function wakesShown(page: Page): Promise<Shown[]> {
  return page.evaluate(() => window.wakeProbe?.shown ?? []);
}

/**
 * When the first sample of the recording was played, in ms since the epoch. To be called while someone speaks in it.
 * @param recording 16 kHz mono
 */
export async function recordingBegan(page: Page, recording: Float32Array, rateHz: number): Promise<number> {
  const { samples, excerptRateHz, endCapturedMs } = await readExcerpt(page);
  const excerpt = resample(samples, excerptRateHz, rateHz);
  const monotonicToWallMs = Date.now() - Number(process.hrtime.bigint()) / 1e6;
  return endCapturedMs + monotonicToWallMs - (findExcerpt(recording, excerpt) / rateHz) * 1_000;
}

async function readExcerpt(page: Page) {
  return page.evaluate(async (pieces) => {
    const track = window.wakeProbe?.track?.clone();
    if (!track) throw new Error('the probe saw no microphone being opened');
    const reader = new window.MediaStreamTrackProcessor({ track }).readable.getReader();
    const samples: number[] = [];
    let excerptRateHz = 0;
    let endCapturedMs = 0;
    for (let piece = 0; piece < pieces; piece += 1) {
      const { value } = await reader.read();
      if (!value) break;
      const data = new Float32Array(value.numberOfFrames);
      value.copyTo(data, { planeIndex: 0, format: 'f32-planar' });
      samples.push(...data);
      excerptRateHz = value.sampleRate;
      endCapturedMs = (value.timestamp + value.duration) / 1_000;
      value.close();
    }
    await reader.cancel();
    track.stop();
    return { samples, excerptRateHz, endCapturedMs };
  }, EXCERPT_PIECES);
}

/** By straight lines between samples: speech recorded at the lower rate has nothing above it. */
function resample(samples: readonly number[], fromHz: number, toHz: number): Float32Array {
  return Float32Array.from({ length: Math.floor((samples.length * toHz) / fromHz) }, (_, i) => {
    const at = (i * fromHz) / toHz;
    const left = samples[Math.floor(at)] ?? 0;
    const right = samples[Math.floor(at) + 1] ?? left;
    return left + (right - left) * (at % 1);
  });
}

/** The position in `recording` at which `excerpt` ends. */
function findExcerpt(recording: Float32Array, excerpt: Float32Array): number {
  const likenessAt = (start: number, step: number) => {
    let product = 0;
    let energy = 0;
    let power = 0;
    for (let i = 0; i < excerpt.length; i += step) {
      const theirs = recording[start + i] ?? 0;
      const ours = excerpt[i] ?? 0;
      product += theirs * ours;
      energy += theirs * theirs;
      power += ours * ours;
    }
    return product / Math.sqrt(energy * power || 1);
  };
  let best = { start: 0, likeness: 0 };
  for (let start = 0; start + excerpt.length <= recording.length; start += 1) {
    const likeness = likenessAt(start, COARSE_STEP);
    if (likeness > best.likeness) best = { start, likeness };
  }
  if (likenessAt(best.start, 1) < SAME) throw new Error('the recording is not what the page hears');
  return best.start + excerpt.length;
}

/** Every so many samples are enough to find the place; all of them are compared there. */
const COARSE_STEP = 8;
