/**
 * The shell around the decisions of supervisor.ts and devices.ts: opens sources, listens to the browser's events and
 * tells the outside what it needs to know. Audio never passes through here; it goes from the worklet to the engine.
 */
import type { MicrophoneState } from '../../contract/channels.ts';
import type { MeterMessage } from '../../contract/engine.ts';
import { unreachable } from '../../contract/failures.ts';
import { AudioGraph } from './audioGraph.ts';
import {
  type AudioInput,
  isOutdated,
  listInputs,
  type ResolvedInput,
  resolveInput,
  type WantedDevice,
} from './devices.ts';
import { classifyOpenError } from './openFailure.ts';
import { type AudioSource, openMicrophone, openSample, type Processing } from './sources.ts';
import { type CaptureCommand, type CaptureEvent, CaptureSupervisor, TICK_MS } from './supervisor.ts';
import type { WorkletReport } from './workletProtocol.ts';

/** Plugging one thing in fires several events while the system settles. */
const DEVICES_SETTLE_MS = 250;

export type CaptureTarget =
  | { source: 'sample' }
  | { source: 'microphone'; device: WantedDevice; processing: Processing };

export interface CaptureStatus {
  state: MicrophoneState;
  /** Microphones to choose from; their labels are empty until one was allowed. */
  inputs: AudioInput[];
  /** Name of the open device; null when none is open. */
  deviceLabel: string | null;
  /** The chosen device is not connected and the default stands in for it. */
  fallback: boolean;
}

export interface CaptureEvents {
  onStatus(status: CaptureStatus): void;
  onMeter(message: MeterMessage): void;
  /** The chosen device was found by its name under another id. */
  onDeviceRenumbered(input: AudioInput): void;
  /** A new worklet has no port yet: ask for one; it is to be given to `takePort`. */
  onPortNeeded(): void;
}

export class Capture {
  readonly #events: CaptureEvents;
  readonly #supervisor = new CaptureSupervisor(Date.now);
  #target: CaptureTarget = { source: 'sample' };
  #graph: Promise<AudioGraph> | null = null;
  #source: AudioSource | null = null;
  #opened: ResolvedInput | null = null;
  #port: MessagePort | null = null;
  /** Counts opens; one that ends after a newer began is thrown away. */
  #generation = 0;
  #inputs: AudioInput[] = [];
  #fallback = false;
  #lastStatus = '';
  #timer: ReturnType<typeof setInterval> | null = null;
  #settling: ReturnType<typeof setTimeout> | null = null;

  constructor(events: CaptureEvents) {
    this.#events = events;
    navigator.mediaDevices.addEventListener('devicechange', () => this.#devicesStirred());
    window.addEventListener('focus', () => this.#tell({ type: 'looked_again' }));
    void this.#watchPermission();
    void this.#refreshDevices();
  }

  setWanted(wanted: boolean): void {
    this.#tell({ type: 'wanted', wanted });
  }

  setTarget(target: CaptureTarget): void {
    const before = this.#target;
    if (JSON.stringify(target) === JSON.stringify(before)) return;
    this.#target = target;
    const onlyDeviceDiffers =
      target.source === 'microphone' &&
      before.source === 'microphone' &&
      JSON.stringify(target.processing) === JSON.stringify(before.processing);
    // Another name for the open device (its new id, say) is no reason to interrupt it.
    if (onlyDeviceDiffers && this.#opened) void this.#refreshDevices();
    else this.#tell({ type: 'target_changed' });
  }

  retry(): void {
    this.#tell({ type: 'retry' });
  }

  /** A fresh end of the engine's audio port; it takes the place of any earlier one. */
  takePort(port: MessagePort): void {
    this.#port?.close();
    this.#port = port;
    void this.#graph?.then((graph) => this.#handOverPort(graph)).catch(() => undefined);
  }

  #tell(event: CaptureEvent): void {
    const command = this.#supervisor.handle(event);
    if (command) this.#obey(command);
    this.#publish();
  }

  #obey(command: CaptureCommand): void {
    switch (command) {
      case 'open':
        void this.#open();
        break;
      case 'rebuild':
        this.#closeGraph();
        void this.#open();
        break;
      case 'close':
        this.#generation += 1;
        this.#closeSource();
        void this.#graph?.then((graph) => graph.suspend()).catch(() => undefined);
        break;
      default:
        unreachable(command);
    }
    if (this.#supervisor.state === 'off') {
      if (this.#timer) clearInterval(this.#timer);
      this.#timer = null;
    } else {
      this.#timer ??= setInterval(() => this.#tell({ type: 'tick' }), TICK_MS);
    }
  }

  async #open(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const isStale = () => generation !== this.#generation;
    this.#closeSource();
    try {
      const graph = await this.#readyGraph();
      if (isStale()) return;
      const source = await this.#openSource(graph, isStale);
      if (isStale()) {
        source.close();
        return;
      }
      this.#source = source;
      graph.connect(source.node);
      await graph.resume();
      if (isStale()) return;
      this.#tell({ type: 'opened', canMute: source.canMute });
      await this.#refreshDevices();
    } catch (error) {
      if (!isStale()) this.#tell({ type: 'open_failed', failure: classifyOpenError(error) });
    }
  }

  async #openSource(graph: AudioGraph, isStale: () => boolean): Promise<AudioSource> {
    const target = this.#target;
    if (target.source === 'sample') {
      this.#opened = null;
      return openSample(graph.context);
    }
    const resolved = resolveInput(await listDevices(), target.device);
    this.#opened = resolved;
    return openMicrophone(graph.context, resolved.deviceId, target.processing, {
      onMuted: (muted) => {
        if (!isStale()) this.#tell({ type: 'track_muted', muted });
      },
      onEnded: () => {
        if (!isStale()) this.#tell({ type: 'track_ended' });
      },
    });
  }

  #closeSource(): void {
    this.#source?.close();
    this.#source = null;
    this.#opened = null;
    void this.#graph?.then((graph) => graph.disconnect()).catch(() => undefined);
  }

  async #readyGraph(): Promise<AudioGraph> {
    if (!this.#graph) {
      const created = AudioGraph.create((report) => {
        if (this.#graph === created) this.#receive(report);
      });
      this.#graph = created;
      // Asked for while the graph is still being built: the port and the worklet are then ready together.
      if (!this.#port) this.#events.onPortNeeded();
      created.then(
        (graph) => this.#handOverPort(graph),
        () => {
          if (this.#graph === created) this.#graph = null;
        },
      );
    }
    return this.#graph;
  }

  #closeGraph(): void {
    const old = this.#graph;
    this.#graph = null;
    this.#closeSource();
    void old?.then((graph) => graph.close()).catch(() => undefined);
  }

  #handOverPort(graph: AudioGraph): void {
    if (!this.#port) return;
    graph.attachPort(this.#port);
    this.#port = null;
  }

  #receive(report: WorkletReport): void {
    switch (report.type) {
      case 'frame':
        this.#tell({ type: 'frame', silent: report.silent });
        return;
      case 'meter':
        for (const message of report.messages) this.#events.onMeter(message);
        return;
      case 'port_closed':
        // Main sends a new port when the engine is back; there is nothing to do until then.
        return;
      default:
        unreachable(report);
    }
  }

  #devicesStirred(): void {
    if (this.#settling) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      void this.#refreshDevices().then(() => this.#tell({ type: 'devices_changed' }));
    }, DEVICES_SETTLE_MS);
  }

  /** Brings the list up to date and moves to another device where that is now the right one. */
  async #refreshDevices(): Promise<void> {
    const devices = await listDevices();
    this.#inputs = listInputs(devices);
    const target = this.#target;
    if (target.source === 'microphone') {
      const current = resolveInput(devices, target.device);
      this.#fallback = current.choice.via === 'fallback';
      if (current.choice.via === 'label') this.#events.onDeviceRenumbered(current.choice.input);
      if (this.#opened) {
        if (isOutdated(this.#opened, current)) this.#tell({ type: 'target_changed' });
        else this.#opened = current;
      }
    } else {
      this.#fallback = false;
    }
    this.#publish();
  }

  async #watchPermission(): Promise<void> {
    try {
      const permission = await navigator.permissions.query({ name: 'microphone' });
      permission.onchange = () => this.#tell({ type: 'looked_again' });
    } catch {
      // Not every platform tells; coming back to the window asks again as well.
    }
  }

  #publish(): void {
    const status: CaptureStatus = {
      state: this.#supervisor.state,
      inputs: this.#inputs,
      deviceLabel: this.#source?.deviceLabel ?? null,
      fallback: this.#fallback,
    };
    // Called at every frame, but only a change may leave: nothing at audio rate reaches React.
    const serialised = JSON.stringify(status);
    if (serialised === this.#lastStatus) return;
    this.#lastStatus = serialised;
    this.#events.onStatus(status);
  }
}

async function listDevices(): Promise<MediaDeviceInfo[]> {
  try {
    return await navigator.mediaDevices.enumerateDevices();
  } catch {
    return [];
  }
}
