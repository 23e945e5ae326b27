import { describe, expect, it } from 'vitest';
import { HOP_SAMPLES } from '../../contract/engine.ts';
import { INTAKE_MAX_FRAMES, Intake, type IntakeFrame } from './intake.ts';

const frame = (seq: number, samples = new Float32Array(HOP_SAMPLES)) => ({ type: 'frame', seq, samples });

function intakeWith(...seqs: number[]): Intake {
  const intake = new Intake();
  for (const seq of seqs) expect(intake.accept(frame(seq))).toBe('queued');
  return intake;
}

function drain(intake: Intake): Omit<IntakeFrame, 'samples'>[] {
  const frames: Omit<IntakeFrame, 'samples'>[] = [];
  for (let next = intake.next(); next !== null; next = intake.next()) {
    frames.push({ seq: next.seq, start: next.start, lost: next.lost });
  }
  return frames;
}

describe('Intake', () => {
  it('hands frames out in order and marks only the first as the start of a stream', () => {
    expect(drain(intakeWith(0, 1, 2))).toEqual([
      { seq: 0, start: 'stream', lost: 0 },
      { seq: 1, start: null, lost: 0 },
      { seq: 2, start: null, lost: 0 },
    ]);
  });

  it('gives the very samples it took', () => {
    const samples = new Float32Array(HOP_SAMPLES).fill(0.25);
    const intake = new Intake();
    intake.accept(frame(0, samples));
    expect(intake.next()?.samples).toBe(samples);
  });

  it('marks and counts a gap in the sequence', () => {
    const intake = intakeWith(0, 1, 5, 6);
    expect(drain(intake)).toEqual([
      { seq: 0, start: 'stream', lost: 0 },
      { seq: 1, start: null, lost: 0 },
      { seq: 5, start: 'gap', lost: 3 },
      { seq: 6, start: null, lost: 0 },
    ]);
    expect(intake.lost).toBe(3);
  });

  it('marks a sequence that goes back, which loses nothing but continues nothing', () => {
    expect(drain(intakeWith(7, 7, 3))).toEqual([
      { seq: 7, start: 'stream', lost: 0 },
      { seq: 7, start: 'gap', lost: 0 },
      { seq: 3, start: 'gap', lost: 0 },
    ]);
  });

  it('starts a new stream after a discontinuity, whatever its numbers', () => {
    const intake = intakeWith(0, 1);
    expect(intake.accept({ type: 'discontinuity' })).toBe('discontinuity');
    intake.accept(frame(9));
    expect(drain(intake).at(-1)).toEqual({ seq: 9, start: 'stream', lost: 0 });
  });

  it('never holds more than its bound and drops the oldest', () => {
    const extra = 4;
    const intake = intakeWith(...Array.from({ length: INTAKE_MAX_FRAMES + extra }, (_, seq) => seq));
    expect(intake.queued).toBe(INTAKE_MAX_FRAMES);
    expect(intake.lost).toBe(extra);
    const frames = drain(intake);
    // The stream had not been announced yet, so its first surviving frame still announces it.
    expect(frames[0]).toEqual({ seq: extra, start: 'stream', lost: extra });
    expect(frames.slice(1).every((next) => next.start === null && next.lost === 0)).toBe(true);
  });

  it('shows an overload in the middle of a stream as a gap', () => {
    const intake = intakeWith(0);
    intake.next();
    for (let seq = 1; seq <= INTAKE_MAX_FRAMES + 2; seq += 1) intake.accept(frame(seq));
    expect(intake.next()).toMatchObject({ seq: 3, start: 'gap', lost: 2 });
  });

  it('adds what an overload drops to a gap that was already waiting', () => {
    const intake = intakeWith(0);
    intake.next();
    for (let seq = 4; seq < 4 + INTAKE_MAX_FRAMES + 1; seq += 1) intake.accept(frame(seq));
    expect(intake.next()).toMatchObject({ seq: 5, start: 'gap', lost: 4 });
    expect(intake.lost).toBe(4);
  });

  it('keeps the start of a later stream that becomes the oldest by a drop', () => {
    const intake = intakeWith(0);
    intake.accept({ type: 'discontinuity' });
    for (let seq = 1; seq <= INTAKE_MAX_FRAMES; seq += 1) intake.accept(frame(seq));
    expect(intake.next()).toMatchObject({ seq: 1, start: 'stream', lost: 1 });
  });

  it('forgets what waits on restart and starts a stream again', () => {
    const intake = intakeWith(0, 1, 2);
    intake.restart();
    expect(intake.queued).toBe(0);
    intake.accept(frame(3));
    expect(drain(intake)).toEqual([{ seq: 3, start: 'stream', lost: 0 }]);
    expect(intake.lost).toBe(0);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'frame'],
    ['an empty object', {}],
    ['another type', { type: 'noise', seq: 0, samples: new Float32Array(HOP_SAMPLES) }],
    ['no samples', { type: 'frame', seq: 0 }],
    ['a plain list', { type: 'frame', seq: 0, samples: new Array(HOP_SAMPLES).fill(0) }],
    ['double precision', { type: 'frame', seq: 0, samples: new Float64Array(HOP_SAMPLES) }],
    ['too few samples', frame(0, new Float32Array(HOP_SAMPLES - 1))],
    ['too many samples', frame(0, new Float32Array(HOP_SAMPLES + 1))],
    ['a sequence number that is a fraction', frame(0.5)],
    ['a sequence number below zero', frame(-1)],
    ['a sequence number past exact integers', frame(2 ** 60)],
    ['a NaN', frame(0, new Float32Array(HOP_SAMPLES).fill(Number.NaN, 700, 701))],
    ['an infinity', frame(0, new Float32Array(HOP_SAMPLES).fill(Number.POSITIVE_INFINITY, 1279))],
  ])('refuses %s and counts it', (_name, message) => {
    const intake = new Intake();
    expect(intake.accept(message)).toBe('refused');
    expect(intake).toMatchObject({ queued: 0, refused: 1, lost: 0 });
  });

  it('shows a refused frame as a gap before the next good one', () => {
    const intake = intakeWith(0);
    intake.accept(frame(1, new Float32Array(3)));
    intake.accept(frame(2));
    expect(drain(intake).at(-1)).toEqual({ seq: 2, start: 'gap', lost: 1 });
  });
});
