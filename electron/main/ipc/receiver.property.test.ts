/** Every call of the contract, with arguments that are almost right, or nothing like it: 100,000 of them. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { CALLS, type CallName } from '../../../contract/channels.ts';
import { createLog } from '../log/log.ts';
import { type CallHandlers, CallReceiver, REASON_MAX_CHARS, REFUSALS_TOLD_PER_SECOND } from './receiver.ts';

const OURS = { url: 'app://hark/index.html', mainFrame: true };
const NAMES = Object.keys(CALLS) as CallName[];
const MALFORMED = 100_000;
const SEED = 20_261_125;
/** What the parsers allow is not counted; so many tries of each call are enough to come to what they do not. */
const RUNS_OF_EACH = Math.ceil(MALFORMED / NAMES.length);

interface Shape {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  oneOf?: Shape[];
  properties?: Record<string, Shape>;
  prefixItems?: Shape[];
  items?: Shape;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

const ANYTHING = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withTypedArray: true,
  withSparseArray: true,
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'length', 'toString')),
  maxDepth: 3,
});
const ODD = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  '\u0000',
  '__proto__',
  -1,
  1.5,
  Number.NaN,
  2 ** 53,
  [],
  {},
);

/** Mostly what fits, and now and then, anywhere in it, something that does not. */
function near(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fitting(shape) }, { weight: 1, arbitrary: ODD }, ANYTHING);
}

function fitting(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  const either = shape.anyOf ?? shape.oneOf;
  if (either !== undefined) return fc.oneof(...either.map(near));
  switch (shape.type) {
    case 'object': {
      const properties = Object.entries(shape.properties ?? {}).map(([key, of]) => [key, near(of)] as const);
      return fc.record({ ...Object.fromEntries(properties), more: ODD }, { requiredKeys: [] });
    }
    case 'array':
      if (shape.prefixItems !== undefined) return fc.tuple(...shape.prefixItems.map(near));
      return fc.array(near(shape.items ?? {}), { maxLength: 4 });
    case 'string':
      return fc.oneof(fc.string(), fc.constant('x'.repeat((shape.maxLength ?? 100) + 1)));
    case 'integer':
      return fc.oneof(fc.integer(), fc.integer({ min: shape.minimum ?? 0, max: (shape.maximum ?? 100) + 1 }));
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return ANYTHING;
  }
}

/** Too few, too many, in the wrong order, or no list at all. */
function argumentsOf(name: CallName): fc.Arbitrary<unknown> {
  const shape = z.toJSONSchema(CALLS[name].args, { unrepresentable: 'any', io: 'input' }) as Shape;
  const list = fitting(shape) as fc.Arbitrary<unknown[]>;
  return fc.oneof(
    { weight: 6, arbitrary: list },
    { weight: 1, arbitrary: fc.tuple(list, ODD).map(([args, more]) => [...args, more]) },
    { weight: 1, arbitrary: list.map((args) => args.slice(1)) },
    { weight: 1, arbitrary: fc.array(ANYTHING, { maxLength: 3 }) },
    ANYTHING,
  );
}

const reached = vi.fn();
let lines = 0;
let told = 0;
let refused = 0;
/** Of calls that were allowed: the handlers here answer nothing of what they should. */
let unfitAnswers = 0;
const receiver = new CallReceiver(
  Object.fromEntries(
    NAMES.map((name) => [name, (...args: unknown[]) => reached(name, args)]),
  ) as unknown as CallHandlers,
  () => true,
  createLog(
    () => {
      lines += 1;
    },
    (text) => text,
  ),
  () => {
    told += 1;
  },
);

beforeAll(() => {
  vi.useFakeTimers();
});
afterAll(() => {
  vi.useRealTimers();
});

it.each(NAMES)('%s is reached by what its parsers take, and by nothing else', async (name) => {
  const parser: z.ZodType = CALLS[name].args;
  await fc.assert(
    fc.asyncProperty(argumentsOf(name), async (args) => {
      reached.mockReset();
      const reply = await receiver.receive(OURS, name, args);
      if (reached.mock.calls.length > 0) {
        expect(parser.safeParse(args).success).toBe(true);
        if (!reply.ok) unfitAnswers += 1;
        return;
      }
      refused += 1;
      expect(reply).toMatchObject({ ok: false, error: { code: 'ipc.arguments' } });
      if (!reply.ok) expect(reply.error.message.length).toBeLessThanOrEqual(REASON_MAX_CHARS);
    }),
    { seed: SEED, numRuns: RUNS_OF_EACH },
  );
});

it('no name but those of the contract is a call', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), ANYTHING), ANYTHING, async (name, args) => {
      if (NAMES.includes(name as CallName)) return;
      expect(await receiver.receive(OURS, name, args)).toMatchObject({ error: { code: 'ipc.arguments' } });
      refused += 1;
    }),
    { seed: SEED, numRuns: MALFORMED / 2 },
  );
});

it('all of them together fill neither the log nor the count of failures', () => {
  expect(refused).toBeGreaterThanOrEqual(MALFORMED);
  // Within one second, for the clock stands still.
  expect(told).toBe(REFUSALS_TOLD_PER_SECOND + unfitAnswers);
  expect(lines).toBe(told);
});
