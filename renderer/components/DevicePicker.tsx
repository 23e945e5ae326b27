import { Select } from '@mantine/core';
import type { AudioInput } from '../capture/devices.ts';
import { useHark } from './servicesContext.ts';
import { useMicrophoneSettings } from './useSettings.ts';

const DEFAULT = 'default';

/** Which microphone: the system's default, or one that is kept even while it is unplugged. */
export function DevicePicker() {
  const inputs = useHark((state) => state.microphone.inputs);
  const mine = useMicrophoneSettings();
  if (!mine) return null;
  const { device } = mine.settings;
  const isListed = device === null || inputs.some((input) => input.id === device.id);
  const data = [
    { value: DEFAULT, label: 'System default' },
    ...inputs.map((input, index) => ({ value: input.id, label: nameOf(input, index) })),
    ...(isListed ? [] : [{ value: device.id, label: `${device.label || 'Microphone'} (not connected)` }]),
  ];
  const choose = (value: string | null) => {
    if (value === null) return;
    const chosen = inputs.find((input) => input.id === value);
    mine.change({ device: value === DEFAULT ? null : (chosen ?? device) });
  };
  return (
    <Select
      label="Microphone"
      data-testid="device-picker"
      data={data}
      value={device?.id ?? DEFAULT}
      onChange={choose}
      allowDeselect={false}
      disabled={mine.settings.source === 'sample'}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  );
}

/** Names are hidden until a microphone was allowed once. */
function nameOf(input: AudioInput, index: number): string {
  return input.label || `Microphone ${index + 1}`;
}
