import { describe, expect, it } from 'vitest';
import { type Hop, RoomCheck } from './roomCheck.ts';

const room = (levelDbfs: number): Hop => ({ levelDbfs, clipped: false, speech: 0.02 });
const voice = (levelDbfs: number): Hop => ({ levelDbfs, clipped: false, speech: 0.9 });
const heard = (...parts: [Hop, number][]) => {
  const check = new RoomCheck();
  for (const [hop, count] of parts) for (let i = 0; i < count; i += 1) check.accept(hop);
  return check;
};

describe('a microphone and its room', () => {
  it('are not judged before someone speaks', () => {
    expect(heard().verdict).toBe('waiting');
    expect(heard([room(-62), 40]).verdict).toBe('waiting');
  });

  it('are good with speech well above a quiet room', () => {
    expect(heard([room(-62), 20], [voice(-24), 20]).verdict).toBe('good');
  });

  it('are told what is wrong with them', () => {
    expect(heard([room(-120), 40]).verdict).toBe('silent');
    expect(heard([room(-70), 20], [voice(-48), 20]).verdict).toBe('too_quiet');
    expect(heard([room(-30), 40]).verdict).toBe('noisy');
    expect(heard([room(-34), 20], [voice(-26), 20]).verdict).toBe('noisy');
  });

  it('clip for as long as one needs to see it, and no longer', () => {
    const check = heard([room(-62), 20], [voice(-20), 20], [{ ...voice(-2), clipped: true }, 1]);
    expect(check.verdict).toBe('clipping');
    for (let i = 0; i < 40; i += 1) check.accept(voice(-20));
    expect(check.verdict).toBe('good');
  });

  it('are judged by what is heard now', () => {
    const check = heard([room(-30), 60], [voice(-26), 20]);
    for (let i = 0; i < 60; i += 1) check.accept(room(-62));
    for (let i = 0; i < 40; i += 1) check.accept(voice(-24));
    expect(check.verdict).toBe('good');
    check.reset();
    expect(check.verdict).toBe('waiting');
  });
});
