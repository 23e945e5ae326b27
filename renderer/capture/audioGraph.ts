/** The 16 kHz audio context with the capture worklet in it. Sources come and go; the worklet and its port stay. */
import { SAMPLE_RATE_HZ } from '../../contract/audio.ts';
import workletUrl from './worklet.ts?worker&url';
import { CAPTURE_PROCESSOR, type WorkletCommand, type WorkletReport } from './workletProtocol.ts';

/** Half a hop: few wake-ups of the audio thread, and still well under what a person notices. */
const RENDER_LATENCY_S = 0.04;

export class AudioGraph {
  readonly context: AudioContext;
  readonly #node: AudioWorkletNode;
  #source: AudioNode | null = null;

  private constructor(context: AudioContext, onReport: (report: WorkletReport) => void) {
    this.context = context;
    this.#node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      channelCount: 1,
      channelCountMode: 'explicit',
      channelInterpretation: 'speakers',
    });
    this.#node.port.onmessage = (event: MessageEvent<WorkletReport>) => onReport(event.data);
    // Only what leads to the destination is sure to be rendered; the processor writes nothing, so it is silence.
    this.#node.connect(context.destination);
    context.onstatechange = () => {
      // The system may interrupt audio (a call, another session); the watchdog takes over where this is refused.
      if (this.#source && context.state === 'suspended') void this.resume();
    };
  }

  static async create(onReport: (report: WorkletReport) => void): Promise<AudioGraph> {
    const options: AudioContextOptions & { sinkId: { type: 'none' } } = {
      sampleRate: SAMPLE_RATE_HZ,
      latencyHint: RENDER_LATENCY_S,
      // Nothing is ever played: no loudspeaker is opened, and none is needed.
      sinkId: { type: 'none' },
    };
    const context = new AudioContext(options);
    try {
      await context.audioWorklet.addModule(workletUrl);
      return new AudioGraph(context, onReport);
    } catch (error) {
      void context.close();
      throw error;
    }
  }

  /** Hands the engine's port to the worklet. */
  attachPort(port: MessagePort): void {
    this.#command({ type: 'port', port }, [port]);
  }

  /** Puts `source` in the place of whatever was connected. */
  connect(source: AudioNode): void {
    this.#source?.disconnect();
    this.#source = source;
    this.#command({ type: 'discontinuity' });
    source.connect(this.#node);
  }

  disconnect(): void {
    this.#source?.disconnect();
    this.#source = null;
  }

  /** Stops rendering, so that a paused assistant costs nothing. */
  async suspend(): Promise<void> {
    if (this.context.state === 'running') await this.context.suspend();
  }

  async resume(): Promise<void> {
    if (this.context.state !== 'closed') await this.context.resume();
  }

  close(): void {
    this.disconnect();
    this.#node.port.onmessage = null;
    this.context.onstatechange = null;
    if (this.context.state !== 'closed') void this.context.close();
  }

  #command(command: WorkletCommand, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(command, transfer);
  }
}
