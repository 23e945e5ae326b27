import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { Output, readerWentAway } from './output.ts';

function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('no'), { code }));
    },
  });
}

it('waits for a slow reader', async () => {
  const lines: string[] = [];
  let release = (): void => {};
  const slow = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      release = done;
    },
  });
  const output = new Output(slow, slow, false);
  let handedOver = false;
  const written = output.result({ file: 'x', score: 0.5 }).then(() => {
    handedOver = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(handedOver).toBe(false);
  release();
  await written;
  expect(lines).toEqual(['{"file":"x","score":0.5}\n']);
});

it('reports an output that cannot be written, and knows a reader that left', async () => {
  for (const [code, left] of [
    ['EPIPE', true],
    ['ENOSPC', false],
  ] as const) {
    const stream = failing(code);
    const output = new Output(stream, stream, false);
    const error = await output.result({}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'output.unwritable' });
    expect(readerWentAway(error)).toBe(left);
  }
  expect(readerWentAway(new Error('EPIPE'))).toBe(false);
});
