/** Faults of the main process, in builds for tests: see contract/faults.ts. Nothing else ever opens this door. */
import type { EngineRequest } from '../../../contract/engine.ts';
import { unreachable } from '../../../contract/failures.ts';
import { FAULT_DOOR, type FaultDoor, type MainFault } from '../../../contract/faults.ts';
import { fillDisk } from './disk.ts';

/** @param toEngine posts a message to the engine that runs */
export function openFaultDoor(toEngine: (message: EngineRequest) => void): void {
  const door: FaultDoor = {
    // No request of the contract: the host of such a build takes it before it looks for one.
    engine: (fault) => toEngine({ type: 'fault', fault } as never),
    main: strike,
  };
  Object.assign(globalThis, { [FAULT_DOOR]: door });
}

function strike(fault: MainFault): void {
  switch (fault.kind) {
    case 'clock': {
      const now = Date.now.bind(Date);
      Date.now = () => now() + fault.shiftMs;
      break;
    }
    case 'disk':
      fillDisk(fault.full);
      break;
    default:
      unreachable(fault);
  }
}
