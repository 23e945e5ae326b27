/** What capture says about the audio source. */
import type { CaptureStatus } from '../capture/capture.ts';
import type { SliceCreator } from './store.ts';

export interface MicrophoneSlice {
  microphone: CaptureStatus;
  microphoneChanged(status: CaptureStatus): void;
}

export const createMicrophoneSlice: SliceCreator<MicrophoneSlice> = () => (set) => ({
  microphone: { state: 'off', inputs: [], deviceLabel: null, fallback: false },
  microphoneChanged: (microphone) => set({ microphone }),
});
