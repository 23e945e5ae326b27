import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY, findAsset, serveAsset } from './assets.ts';

let top: string;
let root: string;
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'hark-assets-'));
  root = join(top, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(top, 'renderer-private'));
  writeFileSync(join(root, 'index.html'), '<p>Hark</p>');
  writeFileSync(join(root, 'assets', 'a b.js'), 'go()');
  writeFileSync(join(top, 'secret.json'), '{}');
  writeFileSync(join(top, 'renderer-private', 'secret.json'), '{}');
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const get = (url: string, method = 'GET') => serveAsset(root, new Request(url, { method }));

describe('what is ours', () => {
  it.each([
    ['app://hark/', '<p>Hark</p>', 'text/html; charset=utf-8'],
    ['app://hark/index.html?x=1#top', '<p>Hark</p>', 'text/html; charset=utf-8'],
    ['app://hark/assets/a%20b.js', 'go()', 'text/javascript; charset=utf-8'],
  ])('%s is served with its type, the policy and no sniffing', async (url, content, type) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(content);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is described without a body on HEAD', async () => {
    const response = await get('app://hark/', 'HEAD');
    expect(response.headers.get('content-length')).toBe('11');
    expect(await response.text()).toBe('');
  });
});

describe('what is not', () => {
  it.each([
    'app://hark/../secret.json',
    'app://hark/%2e%2e/secret.json',
    'app://hark/..%2fsecret.json',
    'app://hark/%2e%2e%2f%2e%2e%2fetc%2fpasswd.json',
    'app://hark/assets/..%2f..%2fsecret.json',
    'app://hark/..%2frenderer-private%2fsecret.json',
    'app://hark/..%5csecret.json',
    'app://hark/index.html%00.json',
    'app://hark/%',
    'app://hark//etc/hosts.json',
    'app://hark/assets',
    'app://hark/assets/',
    'app://hark/missing.js',
    'app://hark/index.php',
    'app://other/index.html',
  ])('%s is not found, and answers under the same policy', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  });

  it.each(['POST', 'PUT', 'DELETE'])('%s is not allowed', async (method) => {
    expect((await get('app://hark/', method)).status).toBe(405);
  });

  it('is never a path outside the root, whatever the URL', () => {
    for (const dots of ['..', '%2e%2e', '.%2e', '%2E.', '....', '..;', '%252e%252e']) {
      for (const slash of ['/', '%2f', '%5c', '\\', '//']) {
        const found = findAsset(root, `app://hark/${dots}${slash}${dots}${slash}secret.json`);
        expect(found === null || found.path.startsWith(`${root}/`)).toBe(true);
      }
    }
  });
});

it('allows scripts from nowhere but the page itself', () => {
  expect(CONTENT_SECURITY_POLICY).toMatch(/default-src 'none'/);
  expect(CONTENT_SECURITY_POLICY).toMatch(/script-src 'self'(;|$)/);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|https?:|\*/);
});
