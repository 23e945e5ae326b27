import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../drivers/app.ts';
import { expect, sharedApp, test } from '../fixtures/hark.ts';
import { malformedCalls } from '../fixtures/malformed.ts';
import { quietRoom } from '../fixtures/recordings.ts';

const SEED = 20_260_801;
/** Of every kind of mistake; there are about forty kinds. */
const MALFORMED_OF_EACH = 12;
const HOME_URL = 'app://hark/index.html';

const app = sharedApp(() => ({ microphone: quietRoom() }));

/** Somewhere to go that would answer, and counts who comes. */
let server: Server;
let visits = 0;
let elsewhere = '';

test.beforeAll(async () => {
  server = createServer((_request, response) => {
    visits += 1;
    response.setHeader('Access-Control-Allow-Origin', '*').end('<title>elsewhere</title>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});
test.beforeEach(async () => {
  await app().waitForState('listening');
  visits = 0;
});
test.afterEach(() => expect(visits).toBe(0));

test('the server that nothing may reach can be reached', async () => {
  expect(await (await fetch(elsewhere)).text()).toContain('elsewhere');
  expect(visits).toBe(1);
  visits = 0;
});

test('the window cannot be led away, and opens no other', async () => {
  const { page, electron } = app();
  const targets = [
    elsewhere,
    'https://example.com/',
    'file:///etc/passwd',
    'data:text/html,hi',
    'app://other/',
  ];
  for (const target of targets) {
    await page.evaluate((url) => {
      location.href = url;
    }, target);
    await page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = url;
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
    }, target);
    expect(await page.evaluate((url) => window.open(url), target)).toBeNull();
  }
  await page.evaluate((url) => {
    const form = document.createElement('form');
    form.action = url;
    document.body.append(form);
    form.submit();
    form.remove();
  }, elsewhere);
  expect(page.url()).toBe(HOME_URL);
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect((await app().snapshot()).state).toBe('listening');
  // Playwright goes on waiting for the navigations that were refused.
  await page.reload();
});

test('an empty page, which asks nobody before it is there, gives way to ours', async () => {
  const { page } = app();
  await page.evaluate(() => {
    location.href = 'about:blank';
  });
  await expect.poll(() => page.url()).toBe(HOME_URL);
  await app().waitForState('listening');
});

test('the page reaches no Node, no Electron and nothing of preload but its two doors', async () => {
  const reach = await app().page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
      (name) => name in globalThis,
    ),
    doors: Object.keys(window.hark).sort(),
    changed: (() => {
      try {
        Object.assign(window.hark, { call: null });
      } catch {
        // Frozen: just as well.
      }
      return window.hark.call === null;
    })(),
  }));
  expect(reach).toEqual({ globals: [], doors: ['call', 'on'], changed: false });
});

test('the page fetches nothing that is not its own', async () => {
  const { page } = app();
  const outcomes = await page.evaluate(async (url) => {
    const fails = (work: () => Promise<unknown>) =>
      work().then(
        () => 'reached',
        () => 'refused',
      );
    const loads = (element: HTMLElement & { src: string }, src: string) =>
      fails(
        () =>
          new Promise((resolve, reject) => {
            element.onload = resolve;
            element.onerror = reject;
            element.src = src;
            document.body.append(element);
            // A frame that the policy blocks says so by loading an error page.
            setTimeout(reject, 1_000);
          }),
      );
    const socket = () =>
      fails(
        () =>
          new Promise((resolve, reject) => {
            const one = new WebSocket(url.replace('http', 'ws'));
            one.onopen = resolve;
            one.onerror = reject;
          }),
      );
    return {
      own: await fails(async () => {
        const { ok } = await fetch('sample.json');
        if (!ok) throw new Error('refused');
      }),
      fetch: await fails(() => fetch(url)),
      blind: await fails(() => fetch(url, { mode: 'no-cors' })),
      file: await fails(() => fetch('file:///etc/passwd')),
      image: await loads(new Image(), `${url}pixel.png`),
      script: await loads(document.createElement('script'), `${url}script.js`),
      socket: await socket(),
      beacon: navigator.sendBeacon(url) ? 'queued' : 'refused',
    };
  }, elsewhere);
  // A beacon is taken and then not sent: the count of visits tells.
  expect(outcomes).toEqual({
    own: 'reached',
    fetch: 'refused',
    blind: 'refused',
    file: 'refused',
    image: 'refused',
    script: 'refused',
    socket: 'refused',
    beacon: expect.any(String),
  });
  const outside = await page.evaluate(async () => {
    const paths = ['../main/index.mjs', '%2e%2e/main/index.mjs', '..%2f..%2fpackage.json', '%2fetc%2fpasswd'];
    return Promise.all(paths.map(async (path) => (await fetch(`app://hark/${path}`)).status));
  });
  expect(outside).toEqual([404, 404, 404, 404]);
});

test('the policy of the page is strict, and holds', async () => {
  const { page } = app();
  const { policy, sniffing } = await page.evaluate(async () => {
    const { headers } = await fetch(location.href);
    return {
      policy: headers.get('content-security-policy') ?? '',
      sniffing: headers.get('x-content-type-options'),
    };
  });
  const directives = new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')] as const;
    }),
  );
  expect(directives.get('default-src')).toBe("'none'");
  expect(directives.get('script-src')).toBe("'self'");
  expect(directives.get('connect-src')).toBe("'self'");
  expect(directives.get('frame-ancestors')).toBe("'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(sniffing).toBe('nosniff');

  const refused = await page.evaluate(async (url) => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
    document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.inlineRan = true">');
    await new Promise((resolve) => setTimeout(resolve, 300));
    frame.remove();
    script.remove();
    return { seen: [...new Set(seen)].sort(), ran: 'inlineRan' in window };
  }, elsewhere);
  expect(refused.ran).toBe(false);
  expect(refused.seen).toEqual(expect.arrayContaining(['frame-src', 'script-src-attr', 'script-src-elem']));
});

test('malformed calls are refused by their code, every one, and nothing breaks', async () => {
  const { page } = app();
  const engine = await app().enginePid();
  const settings = await app().call('settings.get');
  const calls = malformedCalls(SEED, MALFORMED_OF_EACH);
  expect(calls.length).toBeGreaterThan(300);
  const replies = await page.evaluate(
    (all) =>
      Promise.all(
        all.map(({ name, args }) =>
          window.hark.call(name as never, args as never).catch((error) => `${error}`),
        ),
      ),
    calls,
  );
  const accepted = calls.filter((_, i) => {
    const reply = replies[i] as { ok?: boolean; error?: { code?: string } } | string;
    return typeof reply === 'string' || reply.ok !== false || reply.error?.code !== 'ipc.arguments';
  });
  expect(accepted).toEqual([]);

  expect(await app().call('settings.get')).toEqual(settings);
  await app().waitForState('listening');
  expect(await app().enginePid()).toBe(engine);
});

test('values that only a program could make up change nothing', async () => {
  const settings = await app().call('settings.get');
  const outcomes = await app().page.evaluate(async () => {
    const circle: Record<string, unknown> = { theme: 'dark' };
    circle['self'] = circle;
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key${i}`, i]));
    let deep: unknown[] = [];
    for (let level = 0; level < 500; level += 1) deep = [deep];
    const values = [
      circle,
      wide,
      deep,
      new Uint8Array(1_000_000),
      'x'.repeat(5_000_000),
      JSON.parse('{"__proto__":{"theme":"dark"}}'),
      undefined,
      // The bridge carries these as objects without fields: a patch that changes nothing.
      new Map([['theme', 'dark']]),
      new Set(['dark']),
      /x/,
      new Error('x'),
    ];
    const outcome = async (value: unknown) => {
      try {
        const reply = (await window.hark.call('settings.update', [value])) as { error?: { code: string } };
        return reply.error?.code ?? 'accepted';
      } catch {
        // The bridge itself would not carry it.
        return 'not carried';
      }
    };
    return Promise.all(values.map(outcome));
  });
  expect(outcomes.slice(0, -4)).not.toContain('accepted');
  expect(await app().call('settings.get')).toEqual(settings);
  await app().waitForState('listening');
});

test('a call from any other window is refused, whatever it shows', async () => {
  const answers = await app().electron.evaluate(
    async ({ BrowserWindow }, { preload, urls }) => {
      const seen: unknown[] = [];
      for (const url of urls) {
        const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await other.loadURL(url);
        seen.push(await other.webContents.executeJavaScript("window.hark.call('assistant.pause', [])"));
        other.destroy();
      }
      return seen;
    },
    { preload: join(ROOT, 'out', 'preload', 'index.cjs'), urls: [HOME_URL, 'data:text/html,<p>foreign</p>'] },
  );
  const refusal = { ok: false, error: { code: 'ipc.sender', message: expect.any(String) } };
  expect(answers).toEqual([refusal, refusal]);
  await app().waitForState('listening');
});
