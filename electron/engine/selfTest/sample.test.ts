import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { findSampleDir, Sample } from './sample.ts';

const DIR = findSampleDir(import.meta.dirname);

describe('recordings of its lines', () => {
  it('know where their wake phrases end', async () => {
    const sample = await Sample.open(DIR);
    const { text, startS, endS, wake } = sample.line('Hey Mycroft.');
    const { samples, phraseEnds } = sample.compose([{ pauseS: 1 }, { say: text }, { pauseS: 0.5 }]);
    expect(samples.length).toBe(Math.round((1.5 + endS - startS) * SAMPLE_RATE_HZ));
    expect(phraseEnds).toEqual([
      {
        model: 'hey_mycroft',
        phrase: 'Hey Mycroft',
        endSample: Math.round((1 + (wake?.endS ?? 0) - startS) * SAMPLE_RATE_HZ),
      },
    ]);
  });

  it('pause with the sound of the room, without a click at any seam', async () => {
    const sample = await Sample.open(DIR);
    const { samples, phraseEnds } = sample.compose([{ pauseS: 4 }, { pauseS: 3 }]);
    const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(loudest).toBeGreaterThan(1e-4);
    expect(loudest).toBeLessThan(0.02);
    expect(Math.abs(samples[4 * SAMPLE_RATE_HZ] ?? 1)).toBeLessThan(1e-3);
    expect(phraseEnds).toEqual([]);
  });

  it('need lines that there are', async () => {
    const sample = await Sample.open(DIR);
    expect(() => sample.compose([{ say: 'Open the pod bay doors.' }])).toThrow('has no line');
  });
});

describe('a sample that cannot be used', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hark-sample-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is told from one that is not there', async () => {
    expect(() => findSampleDir(folder)).toThrow(expect.objectContaining({ code: 'audio.unreadable' }));
    await expect(Sample.open(folder)).rejects.toMatchObject({ code: 'audio.unreadable' });
    await writeFile(join(folder, 'sample.json'), '{"lines":[{"text":1}]}');
    await expect(Sample.open(folder)).rejects.toMatchObject({ code: 'audio.malformed' });
    await writeFile(
      join(folder, 'sample.json'),
      '{"lines":[{"text":"a","voice":"b","startS":0,"endS":1,"wake":null}]}',
    );
    await expect(Sample.open(folder)).rejects.toMatchObject({ code: 'audio.unreadable' });
  });
});
