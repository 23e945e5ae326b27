/** Exact arithmetic: a numerator over a denominator, so that 0.1 + 0.2 is 0.3 and a third of nine is three. */

/** Digits of a numerator or denominator beyond which a result is refused: nobody wants to hear it. */
export const DIGITS_MAX = 400;
const BITS_MAX = 1_400n;
const EXPONENT_MAX = 10_000n;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

export class Fraction {
  /** In lowest terms; its sign is the fraction's. */
  readonly numerator: bigint;
  /** Over 0. */
  readonly denominator: bigint;

  private constructor(numerator: bigint, denominator: bigint) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /** @throws TooLargeError; RangeError where the denominator is 0 */
  static of(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
    let above = BigInt(numerator);
    let below = BigInt(denominator);
    if (below === 0n) throw new RangeError('division by zero');
    if (below < 0n) [above, below] = [-above, -below];
    const divisor = greatestCommonDivisor(above < 0n ? -above : above, below);
    const [top, bottom] = [above / divisor, below / divisor];
    if (`${top}`.length > DIGITS_MAX || `${bottom}`.length > DIGITS_MAX) throw new TooLargeError('too large');
    return new Fraction(top, bottom);
  }

  /** "12.5" exactly; null where it is no plain decimal. */
  static parse(text: string): Fraction | null {
    const match = DECIMAL.exec(text);
    if (match === null || text.length > DIGITS_MAX) return null;
    const [, sign = '', whole = '', part = ''] = match;
    return Fraction.of(BigInt(`${sign}${whole}${part}`), 10n ** BigInt(part.length));
  }

  plus(other: Fraction): Fraction {
    const { numerator: a, denominator: b } = this;
    return Fraction.of(a * other.denominator + other.numerator * b, b * other.denominator);
  }

  minus(other: Fraction): Fraction {
    return this.plus(Fraction.of(-other.numerator, other.denominator));
  }

  times(other: Fraction): Fraction {
    return Fraction.of(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** @throws RangeError by zero */
  over(other: Fraction): Fraction {
    return Fraction.of(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  /** @param exponent whole @throws TooLargeError; RangeError: 0 to less than 0 */
  power(exponent: bigint): Fraction {
    const { numerator, denominator } = this;
    const times = exponent < 0n ? -exponent : exponent;
    // Told before it is computed: each power adds at least so many bits.
    const bits = Math.max(bitsOf(numerator), bitsOf(denominator)) - 1;
    if (times > EXPONENT_MAX || BigInt(bits) * times > BITS_MAX) throw new TooLargeError('too large');
    const [top, bottom] = [numerator ** times, denominator ** times];
    return exponent < 0n ? Fraction.of(bottom, top) : Fraction.of(top, bottom);
  }

  /** What is left of whole times the other, with the other's sign. @throws RangeError by zero */
  modulo(other: Fraction): Fraction {
    const { numerator, denominator } = this.over(other);
    const down = numerator < 0n && numerator % denominator !== 0n ? 1n : 0n;
    return this.minus(other.times(Fraction.of(numerator / denominator - down)));
  }

  /**
   * To any power whose result is a fraction, as 4 to the 0.5 is; null for others.
   *
   * @throws TooLargeError; RangeError: 0 to less than 0
   */
  powerOf(exponent: Fraction): Fraction | null {
    let base: Fraction | null = this;
    let degree = exponent.denominator;
    for (; base !== null && degree % 2n === 0n; degree /= 2n) base = base.root(2);
    for (; base !== null && degree % 3n === 0n; degree /= 3n) base = base.root(3);
    return base === null || degree !== 1n ? null : base.power(exponent.numerator);
  }

  /** The exact root; null where it is no fraction. */
  root(degree: 2 | 3): Fraction | null {
    const top = wholeRoot(this.numerator, degree);
    const bottom = wholeRoot(this.denominator, degree);
    return top === null || bottom === null ? null : Fraction.of(top, bottom);
  }

  get isWhole(): boolean {
    return this.denominator === 1n;
  }

  get isNegative(): boolean {
    return this.numerator < 0n;
  }

  get isZero(): boolean {
    return this.numerator === 0n;
  }

  equals(other: Fraction): boolean {
    return this.numerator === other.numerator && this.denominator === other.denominator;
  }

  toNumber(): number {
    return Number(this.numerator) / Number(this.denominator);
  }

  /** Rounded half away from zero, without zeros at the end: "0.3". */
  toFixed(decimals: number): string {
    const scale = 10n ** BigInt(decimals);
    const size = (this.isNegative ? -this.numerator : this.numerator) * scale;
    const rounded = (2n * size + this.denominator) / (2n * this.denominator);
    const digits = `${rounded}`.padStart(decimals + 1, '0');
    const whole = digits.slice(0, digits.length - decimals);
    const part = digits.slice(digits.length - decimals).replace(/0+$/, '');
    const sign = this.isNegative && rounded > 0n ? '-' : '';
    return `${sign}${whole}${part === '' ? '' : `.${part}`}`;
  }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function bitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

/** Newton's method. */
function wholeRoot(value: bigint, degree: 2 | 3): bigint | null {
  if (value < 0n) {
    const positive = degree === 3 ? wholeRoot(-value, 3) : null;
    return positive === null ? null : -positive;
  }
  if (value < 2n) return value;
  const n = BigInt(degree);
  let root = 1n << BigInt(Math.ceil(bitsOf(value) / degree));
  for (;;) {
    const next = ((n - 1n) * root + value / root ** (n - 1n)) / n;
    if (next >= root) break;
    root = next;
  }
  return root ** n === value ? root : null;
}
