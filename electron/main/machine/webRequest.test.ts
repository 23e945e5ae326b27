import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { ANSWER_MAX_BYTES, webRequest } from './webRequest.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const signal = new AbortController().signal;

it('sends a token and a body, and reads the answer', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part));
    request.on('end', () => {
      seen.push([request.method, request.headers.authorization, body]);
      response.writeHead(201).end('yes');
    });
  });
  const answer = await webRequest(url, { method: 'POST', token: 'abc', json: { text: 'hi' }, signal });
  expect(answer).toEqual({ status: 201, text: 'yes' });
  expect(seen).toEqual([['POST', 'Bearer abc', '{"text":"hi"}']]);
});

it('goes nowhere else', async () => {
  let requests = 0;
  const url = await serve((_, response) => {
    requests++;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect((await webRequest(url, { method: 'GET', token: 'abc', signal })).status).toBe(302);
  expect(requests).toBe(1);
});

it('reads the beginning of what never ends', async () => {
  const url = await serve((_, response) => {
    const more = () => {
      if (response.write('x'.repeat(10_000))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  const { text } = await webRequest(url, { method: 'GET', signal });
  expect(text.length).toBeGreaterThanOrEqual(ANSWER_MAX_BYTES);
  expect(text.length).toBeLessThan(ANSWER_MAX_BYTES * 8);
});

it('says that nobody is there, without saying where', async () => {
  const url = await serve(() => undefined);
  server?.close();
  await expect(webRequest(url, { method: 'GET', signal })).rejects.toMatchObject({
    code: 'action.failed',
    message: 'it could not be reached',
  });
});

it('ends when it is no longer wanted', async () => {
  const url = await serve(() => undefined);
  const abort = new AbortController();
  const asked = webRequest(url, { method: 'GET', signal: abort.signal });
  abort.abort();
  await expect(asked).rejects.toMatchObject({ code: 'action.failed' });
});
