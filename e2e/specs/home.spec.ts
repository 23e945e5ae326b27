import type { App } from '../drivers/app.ts';
import { expect, sharedApp, test } from '../fixtures/hark.ts';
import { alexaAndMycroftForEver } from '../fixtures/recordings.ts';

/** The text beside a live trace follows it every two seconds. */
const TRACE_TEXT_LIMIT_MS = 6_000;
/** Longer than any pause between two words of the recording. */
const QUIET_MS = 4_000;
/** Three turns of the recording. */
const TURNS_LIMIT_MS = 20_000;
const SMALLEST_WINDOW = { width: 900, height: 600 };
const SCREENS = [
  'Home',
  'Notes',
  'Commands',
  'History',
  'Voices',
  'Wake words',
  'Monitor',
  'Settings',
  'About',
] as const;

test.describe.configure({ mode: 'serial' });
const app = sharedApp(() => ({ microphone: alexaAndMycroftForEver() }));

test.beforeEach(async () => {
  await app().go('Home');
  await app().waitUntilItHears();
});

async function thresholdOf(hark: App, model: string): Promise<number> {
  const text = (await hark.page.getByTestId(`score-trace-${model}`).getAttribute('aria-label')) ?? '';
  return Number(/([\d.]+) wakes$/.exec(text)?.[1] ?? Number.NaN);
}

test('sensitivity changes the threshold that holds, while it is moved', async () => {
  const { page } = app();
  const slider = page.getByRole('slider', { name: 'Sensitivity for “Alexa”' });
  // Until the recogniser is loaded, a word needs more: then its score only has to be worth a second look.
  const lookedAt = async () => (await app().snapshot()).wakes.some(({ look }) => look !== null);
  await expect.poll(lookedAt, { timeout: TURNS_LIMIT_MS }).toBe(true);
  await expect.poll(() => thresholdOf(app(), 'alexa'), { timeout: TRACE_TEXT_LIMIT_MS }).toBeGreaterThan(0);
  const normal = await thresholdOf(app(), 'alexa');

  await slider.focus();
  await slider.press('Home');
  await expect(slider).toHaveAttribute('aria-valuenow', '0');
  await expect
    .poll(() => thresholdOf(app(), 'alexa'), { timeout: TRACE_TEXT_LIMIT_MS })
    .toBeGreaterThan(normal);
  const strict = await thresholdOf(app(), 'alexa');

  await slider.press('End');
  await expect.poll(() => thresholdOf(app(), 'alexa'), { timeout: TRACE_TEXT_LIMIT_MS }).toBeLessThan(normal);

  // Wakes carry the threshold that let them through: what is shown is what decides.
  const at = Date.now();
  await app().waitForWake('alexa', at);
  expect((await app().wakesSince(at))[0]?.threshold).toBeLessThan(strict);
});

test('a word that is switched off does not wake, and wakes again once it is on', async () => {
  const { page } = app();
  const alexa = page.getByRole('switch', { name: 'Listen for “Alexa”' });
  await alexa.press('Space');
  await expect(alexa).not.toBeChecked();
  await expect(page.getByTestId('score-trace-alexa')).toBeHidden();
  await expect(page.getByTestId('assistant-state')).not.toContainText('Alexa”');
  const offAt = Date.now();
  // Two of the other word, with the one that is off between them.
  const others = async () =>
    (await app().wakesSince(offAt)).filter(({ model }) => model === 'hey_mycroft').length;
  await expect.poll(others, { timeout: TURNS_LIMIT_MS }).toBe(2);
  expect((await app().wakesSince(offAt)).map(({ model }) => model)).toEqual(['hey_mycroft', 'hey_mycroft']);

  await alexa.press('Space');
  await expect(alexa).toBeChecked();
  await app().waitForWake('alexa', Date.now());
});

test('paused, the microphone is closed and nothing wakes; resumed, it hears again', async () => {
  const { page } = app();
  const button = page.getByTestId('pause');
  await button.click();
  await app().waitForState('paused');
  await expect(button).toHaveText('Resume listening');
  await expect(page.getByTestId('mic-state')).toHaveAttribute('data-state', 'off');
  const hopsHeard = await page.evaluate(async (quietMs) => {
    const hops: number[] = [];
    const stop = window.hark.on('engine.heartbeat', (beat) => hops.push((beat as { hops: number }).hops));
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    stop();
    return { beats: hops.length, hops: (hops.at(-1) ?? 0) - (hops[0] ?? 0) };
  }, QUIET_MS);
  expect(hopsHeard.beats).toBeGreaterThanOrEqual(2);
  expect(hopsHeard.hops).toBe(0);
  expect(await app().wakesSince(Date.now() - QUIET_MS)).toEqual([]);

  const at = Date.now();
  await button.click();
  await app().waitForState('listening');
  await app().waitForWake('alexa', at);
});

test('the shortcut that pauses from anywhere is registered', async () => {
  const shortcut = 'CommandOrControl+Alt+H';
  const isRegistered = await app().electron.evaluate(
    ({ globalShortcut }, keys) => globalShortcut.isRegistered(keys),
    shortcut,
  );
  expect(isRegistered).toBe(true);
});

test('nothing is cut off at 900x600', async () => {
  const { page } = app();
  await app().resize(SMALLEST_WINDOW.width, SMALLEST_WINDOW.height);
  for (const screen of SCREENS) {
    await app().go(screen);
    const tooWide = await page.evaluate(() => {
      const scrolls = [document.documentElement, document.body, document.querySelector('main')]
        .filter((element) => element !== null && element.scrollWidth > element.clientWidth)
        .map((element) => element?.tagName);
      const cut = [...document.querySelectorAll<HTMLElement>('main *')]
        .filter(
          (element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1,
        )
        .map((element) => element.outerHTML.slice(0, 100));
      return [...scrolls, ...cut];
    });
    expect(tooWide, screen).toEqual([]);
  }
  await app().go('Home');
  // The state of things and the way to change it are there without scrolling.
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 });
  await expect(page.getByTestId('pause')).toBeInViewport({ ratio: 1 });
  await expect(page.getByTestId('mic-state')).toBeInViewport({ ratio: 1 });
});

for (const screen of SCREENS) {
  test(`the tab key reaches every control of ${screen}`, async () => {
    const { page } = app();
    // What is heard meanwhile would change which controls there are.
    await app().call('assistant.pause');
    await app().waitForState('paused');
    await app().go(screen);
    const controls = await page.evaluate(() => {
      const wanted = 'a[href], button, input, select, summary, [tabindex="0"]';
      const groups = new Set<string>();
      const found = [...document.querySelectorAll<HTMLElement>(wanted)].filter((element) => {
        const { disabled, type, name } = element as HTMLInputElement;
        // Of a group of radio buttons the tab key reaches one; the arrows do the rest.
        const isFurtherRadio = type === 'radio' && groups.has(name);
        if (type === 'radio') groups.add(name);
        return element.checkVisibility() && !disabled && element.tabIndex >= 0 && !isFurtherRadio;
      });
      (document.activeElement as HTMLElement | null)?.blur();
      document.body.focus();
      return found.length;
    });
    const reached = new Set<string>();
    const withoutMark: string[] = [];
    for (let press = 0; press < controls + 4; press += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLInputElement | null;
        if (!element || element === document.body) return null;
        const key =
          element.type === 'radio'
            ? element.name
            : String([...document.querySelectorAll('*')].indexOf(element));
        // The mark may be drawn on what surrounds a hidden input.
        const parts = [
          element,
          element.nextElementSibling,
          element.parentElement,
          element.parentElement?.nextElementSibling,
        ];
        const look = () =>
          parts.map((part) => {
            if (!part) return '';
            const { outline, boxShadow, borderColor } = getComputedStyle(part);
            return [outline, boxShadow, borderColor].join();
          });
        const withFocus = look().join();
        // The next press goes on from here all the same.
        element.blur();
        return { key, isMarked: look().join() !== withFocus, html: element.outerHTML.slice(0, 120) };
      });
      if (focused === null) continue;
      reached.add(focused.key);
      if (!focused.isMarked) withoutMark.push(focused.html);
    }
    await app().call('assistant.resume');
    expect(reached.size).toBe(controls);
    expect(withoutMark).toEqual([]);
  });
}
