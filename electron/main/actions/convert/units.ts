/** Units that can be converted, exactly: each by its definition in the base unit of its kind. US measures for cooking. */
import { Fraction } from '../calculate/fraction.ts';

export const KINDS = [
  'length',
  'mass',
  'volume',
  'temperature',
  'time',
  'speed',
  'area',
  'data',
  'energy',
  'power',
  'pressure',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Unit {
  kind: Kind;
  one: string;
  many: string;
  /** In the base unit of its kind. */
  factor: Fraction;
  /** Added after the factor; only temperatures have one. */
  offset: Fraction;
}

const exact = (text: string): Fraction => {
  const [above = '', below = '1'] = text.split('/');
  const [top, bottom] = [Fraction.parse(above), Fraction.parse(below)];
  if (top === null || bottom === null) throw new RangeError(`"${text}" is no factor`);
  return top.over(bottom);
};

const unit = (kind: Kind, factor: string, one: string, many = `${one}s`, offset = '0'): Unit => ({
  kind,
  one,
  many,
  factor: exact(factor),
  offset: exact(offset),
});

/** By symbol, as the grammar's list gives them. */
export const UNITS: Readonly<Record<string, Unit>> = {
  // meters
  m: unit('length', '1', 'meter'),
  km: unit('length', '1000', 'kilometer'),
  cm: unit('length', '0.01', 'centimeter'),
  mm: unit('length', '0.001', 'millimeter'),
  in: unit('length', '0.0254', 'inch', 'inches'),
  ft: unit('length', '0.3048', 'foot', 'feet'),
  yd: unit('length', '0.9144', 'yard'),
  mi: unit('length', '1609.344', 'mile'),
  nmi: unit('length', '1852', 'nautical mile'),
  // grams
  g: unit('mass', '1', 'gram'),
  kg: unit('mass', '1000', 'kilogram'),
  mg: unit('mass', '0.001', 'milligram'),
  t: unit('mass', '1000000', 'metric ton'),
  oz: unit('mass', '28.349523125', 'ounce'),
  lb: unit('mass', '453.59237', 'pound'),
  st: unit('mass', '6350.29318', 'stone', 'stones'),
  // milliliters
  ml: unit('volume', '1', 'milliliter'),
  cl: unit('volume', '10', 'centiliter'),
  dl: unit('volume', '100', 'deciliter'),
  l: unit('volume', '1000', 'liter'),
  tsp: unit('volume', '4.92892159375', 'teaspoon'),
  tbsp: unit('volume', '14.78676478125', 'tablespoon'),
  fl_oz: unit('volume', '29.5735295625', 'fluid ounce'),
  cup: unit('volume', '236.5882365', 'cup'),
  pt: unit('volume', '473.176473', 'pint'),
  qt: unit('volume', '946.352946', 'quart'),
  gal: unit('volume', '3785.411784', 'gallon'),
  mm3: unit('volume', '0.001', 'cubic millimeter'),
  cm3: unit('volume', '1', 'cubic centimeter'),
  m3: unit('volume', '1000000', 'cubic meter'),
  in3: unit('volume', '16.387064', 'cubic inch', 'cubic inches'),
  ft3: unit('volume', '28316.846592', 'cubic foot', 'cubic feet'),
  yd3: unit('volume', '764554.857984', 'cubic yard'),
  // kelvin
  K: unit('temperature', '1', 'kelvin', 'kelvin'),
  C: unit('temperature', '1', 'degree Celsius', 'degrees Celsius', '273.15'),
  F: unit('temperature', '5/9', 'degree Fahrenheit', 'degrees Fahrenheit', '45967/180'),
  // seconds
  s: unit('time', '1', 'second'),
  ms: unit('time', '0.001', 'millisecond'),
  min: unit('time', '60', 'minute'),
  h: unit('time', '3600', 'hour'),
  d: unit('time', '86400', 'day'),
  week: unit('time', '604800', 'week'),
  month: unit('time', '2629746', 'month'),
  year: unit('time', '31556952', 'year'),
  // meters per second
  'm/s': unit('speed', '1', 'meter per second', 'meters per second'),
  'km/h': unit('speed', '5/18', 'kilometer per hour', 'kilometers per hour'),
  mph: unit('speed', '0.44704', 'mile per hour', 'miles per hour'),
  'ft/s': unit('speed', '0.3048', 'foot per second', 'feet per second'),
  kn: unit('speed', '463/900', 'knot'),
  // square meters
  m2: unit('area', '1', 'square meter'),
  km2: unit('area', '1000000', 'square kilometer'),
  ha: unit('area', '10000', 'hectare'),
  cm2: unit('area', '0.0001', 'square centimeter'),
  in2: unit('area', '0.00064516', 'square inch', 'square inches'),
  ft2: unit('area', '0.09290304', 'square foot', 'square feet'),
  yd2: unit('area', '0.83612736', 'square yard'),
  mi2: unit('area', '2589988.110336', 'square mile'),
  acre: unit('area', '4046.8564224', 'acre'),
  // bytes: those in thousands, and, with their own names, those in steps of 1024
  bit: unit('data', '1/8', 'bit'),
  kbit: unit('data', '125', 'kilobit'),
  Mbit: unit('data', '125000', 'megabit'),
  Gbit: unit('data', '125000000', 'gigabit'),
  byte: unit('data', '1', 'byte'),
  kB: unit('data', '1000', 'kilobyte'),
  MB: unit('data', '1000000', 'megabyte'),
  GB: unit('data', '1000000000', 'gigabyte'),
  TB: unit('data', '1000000000000', 'terabyte'),
  PB: unit('data', '1000000000000000', 'petabyte'),
  KiB: unit('data', '1024', 'kibibyte'),
  MiB: unit('data', '1048576', 'mebibyte'),
  GiB: unit('data', '1073741824', 'gibibyte'),
  TiB: unit('data', '1099511627776', 'tebibyte'),
  // joules
  J: unit('energy', '1', 'joule'),
  kJ: unit('energy', '1000', 'kilojoule'),
  cal: unit('energy', '4184', 'calorie'),
  Wh: unit('energy', '3600', 'watt hour'),
  kWh: unit('energy', '3600000', 'kilowatt hour'),
  // watts
  W: unit('power', '1', 'watt'),
  kW: unit('power', '1000', 'kilowatt'),
  MW: unit('power', '1000000', 'megawatt'),
  hp: unit('power', '745.69987158227022', 'horsepower', 'horsepower'),
  // pascals
  Pa: unit('pressure', '1', 'pascal'),
  hPa: unit('pressure', '100', 'hectopascal'),
  kPa: unit('pressure', '1000', 'kilopascal'),
  mbar: unit('pressure', '100', 'millibar'),
  bar: unit('pressure', '100000', 'bar'),
  atm: unit('pressure', '101325', 'atmosphere'),
  psi: unit('pressure', '44482216152605/6451600000', 'psi', 'psi'),
};

/** "Twenty degrees", where nobody says whose. */
export const DEGREES = 'degrees';

/** Whose degrees are meant: who asks for the one scale has the other. */
export function degreesTo(symbol: string): string {
  return symbol === 'C' ? 'F' : 'C';
}

/** Ounces are weighed, but poured where the other unit is. */
const POURED: Readonly<Record<string, string>> = { oz: 'fl_oz' };

/** The two units as they are meant together; null where they measure different things. */
export function unitPair(from: string, to: string): { from: Unit; to: Unit } | null {
  const pairs = [
    [from, to],
    [POURED[from] ?? from, to],
    [from, POURED[to] ?? to],
  ];
  for (const [first = '', second = ''] of pairs) {
    const [a, b] = [UNITS[first], UNITS[second]];
    if (a !== undefined && b !== undefined && a.kind === b.kind) return { from: a, to: b };
  }
  return null;
}

export function isBelowAbsoluteZero(amount: Fraction, from: Unit): boolean {
  return from.kind === 'temperature' && amount.times(from.factor).plus(from.offset).isNegative;
}

export function converted(amount: Fraction, from: Unit, to: Unit): Fraction {
  return amount.times(from.factor).plus(from.offset).minus(to.offset).over(to.factor);
}
