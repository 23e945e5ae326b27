/** What can be broken on purpose, in builds for tests alone: everything below is left out of any other. */
import { z } from 'zod';

declare global {
  /** True in a build for tests, and nowhere else. Put in its place by the build, which drops what it guards. */
  var __FAULTS__: boolean | undefined;
}

export const engineFaultSchema = z.discriminatedUnion('kind', [
  /** The process ends itself in the middle of a hop, as native code does. */
  z.object({ kind: z.literal('crash') }),
  /** A hop that never ends. */
  z.object({ kind: z.literal('hang') }),
  /** Every hop takes so much longer, ms, for so many of them. */
  z.object({ kind: z.literal('slow'), addMs: z.number(), hops: z.number().int() }),
  /** What stands in for a graphics processor gives up at its next run, or never answers again. */
  z.object({ kind: z.literal('provider'), how: z.enum(['fails', 'hangs']) }),
]);
export type EngineFault = z.infer<typeof engineFaultSchema>;
/** Carries an engine fault beside the requests. */
export const engineFaultMessageSchema = z.object({ type: z.literal('fault'), fault: engineFaultSchema });

export const mainFaultSchema = z.discriminatedUnion('kind', [
  /** The wall clock jumps, ms; the monotonic one does not. */
  z.object({ kind: z.literal('clock'), shiftMs: z.number() }),
  /** Nothing more can be written, until it can again. */
  z.object({ kind: z.literal('disk'), full: z.boolean() }),
]);
export type MainFault = z.infer<typeof mainFaultSchema>;

/** What a build for tests puts on main's global object. */
export interface FaultDoor {
  engine(fault: EngineFault): void;
  main(fault: MainFault): void;
}
export const FAULT_DOOR = 'harkFaults';
