import { describe, expect, it } from 'vitest';
import { Fraction, TooLargeError } from './fraction.ts';

const f = (text: string): Fraction => {
  const parsed = Fraction.parse(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};

it.each(['0', '-0.5', '12', '0.30000000000000000001', '999999999'])('%s is read exactly', (text) => {
  expect(f(text).toFixed(20)).toBe(text);
});

it.each(['', 'x', '1e9', '.5', '1.', '0x1', '--1', '9'.repeat(401)])('"%s" is no decimal', (text) => {
  expect(Fraction.parse(text)).toBeNull();
});

describe('arithmetic', () => {
  it('is exact', () => {
    expect(f('0.1').plus(f('0.2')).toFixed(20)).toBe('0.3');
    expect(f('1').minus(f('0.9')).toFixed(20)).toBe('0.1');
    expect(f('1').over(f('3')).times(f('9')).toFixed(20)).toBe('3');
    expect(f('123456789').times(f('987654321')).toFixed(0)).toBe('121932631112635269');
    expect(f('1').over(f('-4')).toFixed(2)).toBe('-0.25');
  });

  it('knows no division by zero', () => {
    expect(() => f('1').over(f('0'))).toThrow(RangeError);
    expect(() => f('0').power(-1n)).toThrow(RangeError);
  });

  it.each([
    ['2', 10n, '1024'],
    ['2', -2n, '0.25'],
    ['-3', 3n, '-27'],
    ['0', 0n, '1'],
    ['1', 9_999n, '1'],
    ['0.5', 3n, '0.125'],
  ])('%s to the %d is %s', (base, exponent, expected) => {
    expect(f(base).power(exponent).toFixed(6)).toBe(expected);
  });

  it.each([
    ['10', 999_999_999n],
    ['2', 5_000n],
    ['1', 10_001n],
    ['0.1', 500n],
  ])('refuses %s to the %d before it is computed', (base, exponent) => {
    expect(() => f(base).power(exponent)).toThrow(TooLargeError);
  });

  it.each([
    ['144', 2, '12'],
    ['0', 2, '0'],
    ['1', 3, '1'],
    ['2.25', 2, '1.5'],
    ['-27', 3, '-3'],
    ['15241578750190521', 2, '123456789'],
    ['2', 2, null],
    ['-4', 2, null],
    ['15241578750190522', 2, null],
  ] as const)('of %s the root %d is %s', (value, degree, expected) => {
    expect(f(value).root(degree)?.toFixed(6) ?? null).toBe(expected);
  });
});

it.each([
  ['0.005', 2, '0.01'],
  ['-0.005', 2, '-0.01'],
  ['-0.004', 2, '0'],
  ['1.999', 2, '2'],
  ['10', 0, '10'],
  ['0.5', 0, '1'],
])('%s with %d decimals is %s', (value, decimals, expected) => {
  expect(f(value).toFixed(decimals)).toBe(expected);
});
