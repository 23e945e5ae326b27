/** `hark parse`: what a text asks for, by the matcher alone. */
import { type Call, requireOperands } from './commandLine.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { readGrammar } from './understanding.ts';

export async function parse(call: Call): Promise<ExitCode> {
  requireOperands(call, 'text');
  const grammar = await readGrammar(call);
  for (const text of call.operands) await call.output.result(grammar.parse(text));
  return EXIT.ok;
}
