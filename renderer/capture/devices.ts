/** Which microphone to open: the chosen one, found again by its name when its id rotated, or the system's default. */
import type { Settings } from '../../contract/settings.ts';

/** The parts of MediaDeviceInfo that decide. Labels are empty until the microphone was allowed once. */
export interface DeviceInfo {
  kind: string;
  deviceId: string;
  label: string;
  groupId: string;
}

export interface AudioInput {
  id: string;
  label: string;
}

export type WantedDevice = Settings['microphone']['device'];

export type DeviceChoice =
  /** The system's default, as wanted. */
  | { via: 'default' }
  /** The wanted device, by its id. */
  | { via: 'id'; input: AudioInput }
  /** The wanted device under a new id: what is kept should be brought up to date. */
  | { via: 'label'; input: AudioInput }
  /** The wanted device is not connected: the default stands in until it returns. */
  | { via: 'fallback' };

/** Chromium lists the system's choices a second time under these ids. */
const ALIAS_IDS = ['default', 'communications'];

/** The microphones to choose from, without the aliases. */
export function listInputs(devices: readonly DeviceInfo[]): AudioInput[] {
  return devices
    .filter((device) => device.kind === 'audioinput' && device.deviceId !== '')
    .filter((device) => !ALIAS_IDS.includes(device.deviceId))
    .map((device) => ({ id: device.deviceId, label: device.label }));
}

export function chooseInput(inputs: readonly AudioInput[], wanted: WantedDevice): DeviceChoice {
  if (!wanted) return { via: 'default' };
  const byId = inputs.find((input) => input.id === wanted.id);
  if (byId) return { via: 'id', input: byId };
  const byLabel = inputs.find((input) => input.label !== '' && input.label === wanted.label);
  if (byLabel) return { via: 'label', input: byLabel };
  return { via: 'fallback' };
}

/**
 * What the system's default stands for at the moment, or '' where the platform does not say. It changes when another
 * device becomes the default, which an open stream does not follow by itself on every platform.
 */
export function defaultIdentity(devices: readonly DeviceInfo[]): string {
  const alias = devices.find((device) => device.kind === 'audioinput' && device.deviceId === 'default');
  return alias ? `${alias.groupId} ${alias.label}` : '';
}

/** An opened device: its id (null: the default) and, for the default, what that stood for. */
export interface ResolvedInput {
  choice: DeviceChoice;
  deviceId: string | null;
  identity: string;
}

export function resolveInput(devices: readonly DeviceInfo[], wanted: WantedDevice): ResolvedInput {
  const choice = chooseInput(listInputs(devices), wanted);
  const named = choice.via === 'id' || choice.via === 'label';
  return {
    choice,
    deviceId: named ? choice.input.id : null,
    identity: named ? '' : defaultIdentity(devices),
  };
}

/** True when what was opened is no longer what should be open. */
export function isOutdated(opened: ResolvedInput, current: ResolvedInput): boolean {
  if (opened.deviceId !== current.deviceId) return true;
  // Before the first permission nothing is known about the default: learning it is no change of it.
  return opened.identity !== '' && current.identity !== '' && opened.identity !== current.identity;
}
