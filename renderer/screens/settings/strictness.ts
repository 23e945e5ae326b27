/** How strictly voices are told apart, as it is chosen. Pure. */
import { oneIn } from '../../components/voiceChartView.ts';

const WORDS: readonly { far: number; word: string }[] = [
  { far: 0.01, word: 'Lenient' },
  { far: 0.005, word: 'Usual' },
  { far: 0.001, word: 'Strict' },
  { far: 0.0001, word: 'Very strict' },
];

/** From lenient to strict; a share that is set otherwise stands among them. */
export function farChoices(chosen: number): { value: string; label: string }[] {
  const all = WORDS.some(({ far }) => far === chosen) ? WORDS : [...WORDS, { far: chosen, word: 'As set' }];
  return all
    .toSorted((a, b) => b.far - a.far)
    .map(({ far, word }) => ({ value: String(far), label: `${word}: ${oneIn(far)}` }));
}
