#!/usr/bin/env node
/** The entry of `hark`: see program.ts. */
import { Output } from './output.ts';
import { run } from './program.ts';

// Before anything can load ONNX Runtime, which reads it once: no telemetry, no device id.
process.env['ORT_DISABLE_TELEMETRY'] = '1';

const output = new Output(process.stdout, process.stderr, process.stderr.isTTY === true);
process.exitCode = await run(process.argv.slice(2), output);
