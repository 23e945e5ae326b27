import { describe, expect, it } from 'vitest';
import type { Slots } from '../../../../contract/command.ts';
import type { Action } from '../action.ts';
import { convert } from '../convert/convert.ts';
import { KINDS, UNITS } from '../convert/units.ts';
import { context, services } from '../testing/services.ts';
import { calculate } from './calculate.ts';
import { percentMore, percentOf, percentOff, percentShare } from './percent.ts';
import { root } from './root.ts';

async function reply(action: Action, slots: Slots): Promise<string> {
  const prepared = action.prepare(slots, services());
  return (await prepared.perform(context())).reply;
}

describe('a calculation', () => {
  it.each<[string, string]>([
    ['2 plus 2', '4'],
    ['0.1 plus 0.2', '0.3'],
    ['2 plus 3 times 4', '14'],
    ['10 minus 4 minus 3', '3'],
    ['100 divided_by 10 divided_by 5', '2'],
    ['2 times 3 plus 4 times 5', '26'],
    ['2 times 3 power 2', '18'],
    ['1 divided_by 3', 'about 0.333333'],
    ['2 divided_by 3000', 'about 0.000666667'],
    ['1 divided_by 8', '0.125'],
    ['7 minus 10', '-3'],
    ['1234 times 1000', '1,234,000'],
    ['123456789 times 123456789', 'about 1.524 times 10 to the 16'],
    ['10 power 20', '1 times 10 to the 20'],
    ['2 power 3 power 2', '512'],
    ['2 power 3 power 2 times 2', '1,024'],
    ['2 times 3 power 2 plus 1', '19'],
    ['4 power 0.5', '2'],
    ['8 power 1.5', 'about 22.6274'],
    ['16 power 0.75', '8'],
    ['4 power -0.5', '0.5'],
    ['15 modulo 4', '3'],
    ['-15 modulo 4', '1'],
    ['5.5 modulo 2', '1.5'],
    ['20 minus 15 modulo 4', '17'],
    ['2 power 0.5', 'about 1.41421'],
    ['2 power 20.5', 'about 1,482,910'],
    ['10 power 20.5', 'about 3.162 times 10 to the 20'],
    ['0 times 5', '0'],
    ['-5 times -5', '25'],
    ['1000000 times 1000', '1,000,000,000'],
  ])('%s is %s', async (text, expected) => {
    const words = text.split(' ');
    const names = ['a', 'op', 'b', 'op2', 'c', 'op3', 'd'];
    const slots = Object.fromEntries(words.map((word, i) => [names[i], word]));
    expect(await reply(calculate, slots)).toMatch(new RegExp(` is ${expected.replaceAll('.', '\\.')}\\.$`));
  });

  it('takes halves beside their numbers', async () => {
    expect(await reply(calculate, { a: '3', a_plus: '0.5', op: 'plus', b: '2' })).toBe('3.5 plus 2 is 5.5.');
    expect(await reply(calculate, { a: '3', op: 'times', b: '2', b_plus: '0.5' })).toBe(
      '3 times 2.5 is 7.5.',
    );
  });

  it('says what was calculated, and shows it before', async () => {
    const slots = { a: '2', op: 'plus', b: '3', op2: 'divided_by', c: '4' };
    expect(calculate.prepare(slots, services()).preview).toBe('2 + 3 ÷ 4');
    expect(await reply(calculate, slots)).toBe('2 plus 3 divided by 4 is 2.75.');
  });

  it.each([
    [{ a: '1', op: 'divided_by', b: '0' }, 'nothing can be divided by zero'],
    [{ a: '1', op: 'modulo', b: '0' }, 'nothing can be divided by zero'],
    [{ a: '9', op: 'power', b: '999999999' }, 'that number is too large'],
    [{ a: '2', op: 'power', b: '0.5', op2: 'plus', c: '1' }, 'I can only take such a power by itself'],
    [{ a: '-2', op: 'power', b: '0.5' }, 'I can only take such a power by itself'],
  ])('%o cannot be done, in words', async (slots, message) => {
    await expect(reply(calculate, slots)).rejects.toMatchObject({ code: 'action.failed', message });
  });

  it.each([
    [{ a: '1', op: 'plus' }, 'b: is missing'],
    [{ a: 'x', op: 'plus', b: '1' }, 'a: "x" is no number'],
    [{ a: '1', op: 'plus', b: '1', op2: 'plus' }, 'c: is missing'],
    [{ a: '1', op: 'plus', b: '1', op3: 'plus', d: '1' }, 'd: does not fit'],
  ])('%o names the slot at fault', (slots, message) => {
    expect(() => calculate.prepare(slots as Slots, services())).toThrow(
      expect.objectContaining({ code: 'action.slots', message }),
    );
  });
});

describe('percentages and roots', () => {
  it.each<[Action, Slots, string]>([
    [percentOf, { percent: '15', of: '80' }, '15 percent of 80 is 12.'],
    [percentOf, { percent: '12.5', of: '19.99' }, '12.5 percent of 19.99 is 2.49875.'],
    [percentOff, { percent: '20', of: '80' }, '20 percent off 80 is 64.'],
    [percentMore, { percent: '20', of: '60' }, '60 plus 20 percent is 72.'],
    [percentShare, { part: '20', whole: '80' }, '20 is 25 percent of 80.'],
    [percentShare, { part: '1', whole: '3' }, '1 is about 33.333333 percent of 3.'],
    [root, { of: '144' }, 'The square root of 144 is 12.'],
    [root, { of: '2' }, 'The square root of 2 is about 1.41421.'],
    [root, { of: '27', root: 'cube' }, 'The cube root of 27 is 3.'],
    [root, { of: '-10', root: 'cube' }, 'The cube root of -10 is about -2.15443.'],
    [root, { of: '1000000000000000' }, 'The square root of 1 times 10 to the 15 is about 31,622,777.'],
  ])('%# says %o', async (action, slots, expected) => {
    expect(await reply(action, slots)).toBe(expected);
  });

  it('say what cannot be', async () => {
    await expect(reply(percentShare, { part: '1', whole: '0' })).rejects.toThrow('divided by zero');
    await expect(reply(root, { of: '-1' })).rejects.toThrow('a negative number has no square root');
  });
});

describe('a conversion', () => {
  it.each<[string, string]>([
    ['2 cup oz', '2 cups are 16 fluid ounces.'],
    ['1 mi km', '1 mile is about 1.61 kilometers.'],
    ['70 F C', '70 degrees Fahrenheit are about 21.11 degrees Celsius.'],
    ['32 F C', '32 degrees Fahrenheit are 0 degrees Celsius.'],
    ['-40 C F', '-40 degrees Celsius are -40 degrees Fahrenheit.'],
    ['100 C F', '100 degrees Celsius are 212 degrees Fahrenheit.'],
    ['1 ft in', '1 foot is 12 inches.'],
    ['16 oz lb', '16 ounces are 1 pound.'],
    ['1 mm km', '1 millimeter is 0.000001 kilometers.'],
    ['3 week d', '3 weeks are 21 days.'],
    ['100 km/h mph', '100 kilometers per hour are about 62.14 miles per hour.'],
    ['1 acre m2', '1 acre is about 4,046.86 square meters.'],
  ])('of %s says "%s"', async (text, expected) => {
    const [amount = '', from = '', to = ''] = text.split(' ');
    expect(await reply(convert, { amount, from, to })).toBe(expected);
  });

  it.each<[Slots, string]>([
    [{ amount: '2', plus: '0.5', from: 'oz', to: 'g' }, '2.5 ounces are about 70.87 grams.'],
    [{ amount: '2', plus: '0.5', from: 'cup', to: 'oz' }, '2.5 cups are 20 fluid ounces.'],
    [
      { amount: '5', from: 'ft', more: '10', more_unit: 'in', to: 'cm' },
      '5 feet 10 inches are 177.8 centimeters.',
    ],
    [
      { amount: '1', from: 'ft', more: '1', more_unit: 'in', to: 'cm' },
      '1 foot 1 inch are 33.02 centimeters.',
    ],
    [{ amount: '20', from: 'degrees', to: 'F' }, '20 degrees Celsius are 68 degrees Fahrenheit.'],
    [{ amount: '68', from: 'degrees', to: 'C' }, '68 degrees Fahrenheit are 20 degrees Celsius.'],
    [{ amount: '100', from: 'Mbit', to: 'MB' }, '100 megabits are 12.5 megabytes.'],
    [{ amount: '1', from: 'GiB', to: 'MiB' }, '1 gibibyte is 1,024 mebibytes.'],
    [{ amount: '2', from: 'm3', to: 'l' }, '2 cubic meters are 2,000 liters.'],
    [{ amount: '32', from: 'psi', to: 'bar' }, '32 psi are about 2.21 bars.'],
    [{ amount: '100', from: 'hp', to: 'kW' }, '100 horsepower are about 74.57 kilowatts.'],
    [{ amount: '0', from: 'K', to: 'C' }, '0 kelvin are -273.15 degrees Celsius.'],
  ])('of %o says "%s"', async (slots, expected) => {
    expect(await reply(convert, slots)).toBe(expected);
  });

  it.each([
    ['-1', 'K'],
    ['-273.16', 'C'],
    ['-460', 'F'],
  ])('of %s %s is refused: nothing is that cold', async (amount, from) => {
    await expect(reply(convert, { amount, from, to: 'C' })).rejects.toMatchObject({
      code: 'action.failed',
      message: 'nothing is colder than absolute zero',
    });
  });

  it('takes one where no amount was said', async () => {
    expect(convert.prepare({ from: 'gal', to: 'qt' }, services()).preview).toBe('1 gallon in quarts');
    expect(await reply(convert, { from: 'gal', to: 'qt' })).toBe('1 gallon is 4 quarts.');
  });

  it('refuses what measures different things, and units that it does not know', async () => {
    await expect(reply(convert, { from: 'kg', to: 'm' })).rejects.toMatchObject({
      message: 'kilograms cannot be turned into meters',
    });
    expect(() => convert.prepare({ from: 'ft', to: 'm', more_unit: 'in' }, services())).toThrow(
      'more_unit: ',
    );
    expect(() => convert.prepare({ from: 'toString', to: 'm' }, services())).toThrow('from: is no unit');
  });

  it('leads back to where it came from, for every pair', async () => {
    const { converted } = await import('../convert/units.ts');
    const { Fraction } = await import('./fraction.ts');
    const amount = Fraction.of(7, 3);
    for (const kind of KINDS) {
      const units = Object.values(UNITS).filter((unit) => unit.kind === kind);
      expect(units.length).toBeGreaterThan(1);
      for (const from of units) {
        for (const to of units) {
          expect(converted(converted(amount, from, to), to, from).equals(amount)).toBe(true);
        }
      }
    }
  });
});
