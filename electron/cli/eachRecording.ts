/** Runs a command over its inputs: a result or an error for each, in their order, and the run goes on. */
import { describeFailure, type FailureCode } from '../../contract/failures.ts';
import { openRecording, type Recording } from '../engine/audio/decode.ts';
import { EXIT, type ExitCode, exitCodeOf, worse } from './exitCodes.ts';
import { type Input, listInputs } from './inputs.ts';
import type { Output } from './output.ts';

/**
 * @param use makes the result of one recording; `{file, duration_s}` are put before it
 * @throws whatever ends the run: HarkError model.*, output.unwritable, usage.invalid
 */
export async function eachRecording(
  operands: readonly string[],
  output: Output,
  use: (recording: Recording, file: string) => Promise<object>,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  for await (const input of listInputs(operands, process.stdin)) {
    const { file } = input;
    const { record, code } = await resultOf(input, use);
    await output.result({ file, ...record });
    if (code !== null) exitCode = worse(exitCode, exitCodeOf(code));
  }
  return exitCode;
}

async function resultOf(
  input: Input,
  use: (recording: Recording, file: string) => Promise<object>,
): Promise<{ record: object; code: FailureCode | null }> {
  if ('error' in input) return { record: { error: input.error }, code: input.error.code };
  try {
    const recording = await openRecording(await input.open());
    try {
      const result = await use(recording, input.file);
      return { record: { duration_s: toMicroseconds(recording.durationS), ...result }, code: null };
    } finally {
      await recording.close();
    }
  } catch (error) {
    const failure = describeFailure(error);
    const exitCode = exitCodeOf(failure.code);
    if (exitCode !== EXIT.input && exitCode !== EXIT.internal) throw error;
    return { record: { error: failure }, code: failure.code };
  }
}

/** Seconds without the noise of binary fractions. */
export function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
