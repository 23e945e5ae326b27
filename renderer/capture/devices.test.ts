import { describe, expect, it } from 'vitest';
import {
  chooseInput,
  type DeviceInfo,
  defaultIdentity,
  isOutdated,
  listInputs,
  resolveInput,
} from './devices.ts';

function device(deviceId: string, label: string, groupId = deviceId): DeviceInfo {
  return { kind: 'audioinput', deviceId, label, groupId };
}

const headset = device('h1', 'Headset');
const webcam = device('w1', 'Webcam microphone');
const wanted = { id: 'h1', label: 'Headset' };

describe('listInputs', () => {
  it('leaves out aliases, other kinds and devices without an id', () => {
    const devices = [
      device('default', 'Default - Headset', 'h1'),
      device('communications', 'Communications - Headset', 'h1'),
      { ...device('s1', 'Loudspeaker'), kind: 'audiooutput' },
      device('', ''),
      headset,
      webcam,
    ];
    expect(listInputs(devices)).toEqual([
      { id: 'h1', label: 'Headset' },
      { id: 'w1', label: 'Webcam microphone' },
    ]);
  });
});

describe('chooseInput', () => {
  it('takes the default when none was chosen', () => {
    expect(chooseInput(listInputs([headset]), null)).toEqual({ via: 'default' });
  });

  it('takes the chosen device by id, even when its name changed', () => {
    const renamed = listInputs([webcam, device('h1', 'Headset (2)')]);
    expect(chooseInput(renamed, wanted)).toEqual({ via: 'id', input: { id: 'h1', label: 'Headset (2)' } });
  });

  it('finds the chosen device again by name when its id rotated', () => {
    const rotated = listInputs([webcam, device('h2', 'Headset')]);
    expect(chooseInput(rotated, wanted)).toEqual({ via: 'label', input: { id: 'h2', label: 'Headset' } });
  });

  it('prefers the id to the name when two devices are called the same', () => {
    const twins = listInputs([device('h0', 'Headset'), headset]);
    expect(chooseInput(twins, wanted)).toEqual({ via: 'id', input: { id: 'h1', label: 'Headset' } });
  });

  it('falls back while the chosen device is unplugged, and returns to it', () => {
    expect(chooseInput(listInputs([webcam]), wanted)).toEqual({ via: 'fallback' });
    expect(chooseInput(listInputs([webcam, headset]), wanted).via).toBe('id');
  });

  it('does not take a nameless device for the chosen one', () => {
    const nameless = listInputs([device('x', '')]);
    expect(chooseInput(nameless, { id: 'h1', label: '' })).toEqual({ via: 'fallback' });
  });
});

describe('defaultIdentity', () => {
  it('changes when another device becomes the default', () => {
    const before = defaultIdentity([device('default', 'Default - Headset', 'g1'), headset, webcam]);
    const after = defaultIdentity([device('default', 'Default - Webcam', 'g2'), headset, webcam]);
    expect(before).not.toBe(after);
  });

  it('is empty where the platform lists no default', () => {
    expect(defaultIdentity([headset, { ...device('default', ''), kind: 'audiooutput' }])).toBe('');
  });
});

describe('isOutdated', () => {
  const alias = (label: string, groupId: string) => device('default', label, groupId);

  it('is false when nothing that matters changed', () => {
    const opened = resolveInput([alias('Default - Headset', 'h1'), headset], wanted);
    const current = resolveInput([alias('Default - Webcam', 'w1'), headset, webcam], wanted);
    expect(isOutdated(opened, current)).toBe(false);
  });

  it('is true when the chosen device comes or goes', () => {
    const absent = resolveInput([alias('Default - Webcam', 'w1'), webcam], wanted);
    const present = resolveInput([alias('Default - Webcam', 'w1'), webcam, headset], wanted);
    expect(isOutdated(absent, present)).toBe(true);
    expect(isOutdated(present, absent)).toBe(true);
  });

  it('follows the default when the system moves it', () => {
    const opened = resolveInput([alias('Default - Headset', 'h1'), headset, webcam], null);
    const current = resolveInput([alias('Default - Webcam', 'w1'), headset, webcam], null);
    expect(isOutdated(opened, current)).toBe(true);
  });

  it('does not take the first sight of the names for a change', () => {
    const unnamed = resolveInput([device('', '', '')], null);
    const named = resolveInput([alias('Default - Headset', 'h1'), headset], null);
    expect(isOutdated(unnamed, named)).toBe(false);
  });
});
