/** Which graphics processor and driver there are, in a line: what was found with one does not hold for another. */
import { z } from 'zod';

const UNKNOWN = 'unknown graphics';

/** The little of Electron's `app.getGPUInfo('basic')` that is looked at; it documents none of it. */
const gpuInfoSchema = z.object({
  gpuDevice: z.array(
    z.object({
      vendorId: z.number(),
      deviceId: z.number(),
      driverVendor: z.string().optional(),
      driverVersion: z.string().optional(),
    }),
  ),
});

/** @param ask the graphics process, which may be slow to answer, or gone */
export async function graphicsIdentity(ask: () => Promise<unknown>): Promise<string> {
  const info = gpuInfoSchema.safeParse(await ask().catch(() => null));
  if (!info.success) return UNKNOWN;
  const devices = info.data.gpuDevice
    .filter(({ vendorId }) => vendorId !== 0)
    .map(({ vendorId, deviceId, driverVendor = '', driverVersion = '' }) =>
      [`${hex(vendorId)}:${hex(deviceId)}`, driverVendor, driverVersion]
        .filter((part) => part !== '')
        .join(' '),
    );
  return devices.length === 0 ? 'no graphics processor' : devices.join(' + ');
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}
