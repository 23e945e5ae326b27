/** Numbers as slots give them and as they are said. */
import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { Fraction, TooLargeError } from './fraction.ts';

/** From here on a number is said in powers of ten. */
const LARGE = Fraction.of(10n ** 15n);
/** Significant digits of a number that is not said in full. */
const ROUNDED_DIGITS = 4;

/** "12.5" as exactly that. */
export const fractionSlot = z.string().transform((text, context) => {
  const fraction = Fraction.parse(text);
  if (fraction !== null) return fraction;
  context.addIssue({ code: 'custom', message: `"${text}" is no number` });
  return z.NEVER;
});

/**
 * "1,234.5", "about 0.3333", "about 1.2 times 10 to the 20".
 *
 * @param decimals shown at most; below 1, as many significant digits
 */
export function said(value: Fraction, decimals: number): string {
  const size = value.isNegative ? Fraction.of(0).minus(value) : value;
  if (size.numerator >= LARGE.numerator * size.denominator) return power(value);
  const shown = value.toFixed(decimals + (size.numerator < size.denominator ? leadingZeros(size) : 0));
  const isExact = Fraction.parse(shown)?.equals(value) ?? false;
  return `${isExact ? '' : 'about '}${grouped(shown)}`;
}

/** Of a number that can only be approximated: a root. */
export function saidApproximately(value: number): string {
  if (!Number.isFinite(value)) throw tooLarge();
  const isLarge = Math.abs(value) >= 10 ** (ROUNDED_DIGITS + 1) && Math.abs(value) < LARGE.toNumber();
  const rounded = isLarge ? value.toFixed(0) : value.toPrecision(ROUNDED_DIGITS + 2);
  if (rounded.includes('e')) return `about ${powerWords(value.toExponential(ROUNDED_DIGITS - 1))}`;
  return `about ${grouped(rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded)}`;
}

/** Arithmetic, whose own failures become ones that can be said. */
export function exactly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TooLargeError) throw tooLarge();
    if (error instanceof RangeError) throw new HarkError('action.failed', 'nothing can be divided by zero');
    throw error;
  }
}

function tooLarge(): HarkError {
  return new HarkError('action.failed', 'that number is too large');
}

function grouped(digits: string): string {
  const [whole = '', part] = digits.split('.');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? thousands : `${thousands}.${part}`;
}

function power(value: Fraction): string {
  const digits = value.toFixed(0);
  const sign = digits.startsWith('-') ? '-' : '';
  const plain = digits.slice(sign.length);
  const lead = Number(`${plain[0]}.${plain.slice(1, ROUNDED_DIGITS + 1)}`).toPrecision(ROUNDED_DIGITS);
  const isExact = /^0*$/.test(plain.slice(ROUNDED_DIGITS));
  return `${isExact ? '' : 'about '}${powerWords(`${sign}${lead}e${plain.length - 1}`)}`;
}

function powerWords(exponential: string): string {
  const [lead = '', exponent = ''] = exponential.split('e');
  const short = lead.includes('.') ? lead.replace(/\.?0+$/, '') : lead;
  return `${short} times 10 to the ${exponent.replace('+', '').replace('-', 'minus ')}`;
}

/** Zeros after the point before the first digit that counts; of nothing at all, none. */
function leadingZeros(size: Fraction): number {
  if (size.isZero) return 0;
  const zeros = `${size.denominator / size.numerator}`.length - 1;
  return Math.min(zeros, 15);
}
