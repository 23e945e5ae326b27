/**
 * The capture processor: collects 16 kHz mono audio into hops and posts them straight to the engine, off the page's
 * thread. What the engine answers for the meters comes back on the same port and is passed on to the page.
 *
 * Bundled into a file of its own (see audioGraph.ts), because the content security policy allows no other script.
 */
import type { CaptureMessage, MeterMessage } from '../../contract/engine.ts';
import { FrameAssembler, isDigitalSilence } from './frameAssembler.ts';
import { FrameLedger } from './frameLedger.ts';
import { MeterBatch, QUIET_HOPS } from './meterBatch.ts';
import { CAPTURE_PROCESSOR, type WorkletCommand, type WorkletReport } from './workletProtocol.ts';

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #assembler = new FrameAssembler();
  readonly #ledger = new FrameLedger();
  readonly #meters = new MeterBatch();
  #wasSilent: boolean | null = null;
  #unreported = 0;
  #engine: MessagePort | null = null;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<WorkletCommand>) => this.#obey(event.data);
  }

  process(inputs: Float32Array[][]): boolean {
    // No channel while nothing is connected: then there is nothing to send, not silence to send.
    const channel = inputs[0]?.[0];
    if (channel) this.#assembler.push(channel, this.#onFrame);
    return true;
  }

  readonly #onFrame = (samples: Float32Array): void => {
    if (this.#engine) {
      const { seq, send } = this.#ledger.take();
      // Posted by clone: a transferred buffer arrives as null in the engine's process.
      if (send) this.#send({ type: 'frame', seq, samples });
    }
    this.#reportFrame(isDigitalSilence(samples));
  };

  #obey(command: WorkletCommand): void {
    switch (command.type) {
      case 'port':
        this.#attach(command.port);
        return;
      case 'discontinuity':
        this.#assembler.reset();
        this.#wasSilent = null;
        this.#send({ type: 'discontinuity' });
        return;
    }
  }

  #attach(port: MessagePort): void {
    if (this.#engine) {
      this.#engine.onmessage = null;
      this.#engine.close();
    }
    this.#engine = port;
    this.#assembler.reset();
    this.#ledger.restart();
    this.#meters.clear();
    port.onmessage = (event: MessageEvent<MeterMessage>) => {
      if (event.data.type === 'hop') this.#ledger.answered(event.data.seq);
      const messages = this.#meters.add(event.data);
      if (messages !== null) this.#report({ type: 'meter', messages });
    };
    port.addEventListener('close', () => {
      if (this.#engine !== port) return;
      this.#engine = null;
      this.#report({ type: 'port_closed' });
    });
  }

  #reportFrame(silent: boolean): void {
    this.#unreported += 1;
    if (silent === this.#wasSilent && this.#unreported < QUIET_HOPS) return;
    this.#unreported = 0;
    this.#wasSilent = silent;
    this.#report({ type: 'frame', silent });
  }

  #send(message: CaptureMessage): void {
    this.#engine?.postMessage(message);
  }

  #report(report: WorkletReport): void {
    this.port.postMessage(report);
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
