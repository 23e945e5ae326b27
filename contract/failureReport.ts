/** A failure as it travels. */
import { z } from 'zod';
import { FAILURE_CODES } from './failures.ts';

export const failureSchema = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });
export type FailureReport = z.infer<typeof failureSchema>;
