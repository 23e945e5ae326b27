/** Speaking with Hark: replies that a wake word ends and its own words do not, quiet, and questions. */
import type { App } from '../drivers/app.ts';
import { giveVoice, utterances } from '../drivers/voice.ts';
import { expect, test } from '../fixtures/hark.ts';
import { alexaAfterAWhile, alexaForEver, quietRoom } from '../fixtures/recordings.ts';

/** From the key to the first word. */
const SPOKEN_LIMIT_MS = 10_000;
/** Two turns of the recording. */
const TURNS_LIMIT_MS = 10_000;
/** Longer than any test waits: only what ends it ends it. */
const WITHOUT_END_MS = 60_000;
/** Over both words of the recording, from a command that is typed at once; a long text, or Hark gives up on the voice. */
const OVER_THE_WORDS_MS = 10_000;
/** A word that was being said when the voice began may still wake. */
const BEGINNING_MS = 600;

async function say(hark: App, text: string): Promise<void> {
  expect(await hark.call('assistant.type', text)).toMatchObject({ ok: true });
}

/** Waits until the voice said `count` things, the last of them maybe still. */
async function heard(hark: App, count: number) {
  await expect
    .poll(async () => (await utterances(hark.page)).length, { timeout: SPOKEN_LIMIT_MS })
    .toBe(count);
  const all = await utterances(hark.page);
  return all[count - 1] ?? { text: '', beganAt: 0, endedAt: null, stopped: false };
}

test('a wake word ends the reply that is being said', async ({ launch }) => {
  const hark = await launch({ microphone: alexaForEver() });
  await giveVoice(hark.page, WITHOUT_END_MS);
  await hark.waitForState('listening');
  await say(hark, 'what can I say');
  const { text, beganAt } = await heard(hark, 1);
  expect(text).toContain('You can say');
  await hark.waitForWake('alexa', beganAt);
  await expect
    .poll(async () => (await utterances(hark.page))[0], { timeout: TURNS_LIMIT_MS })
    .toMatchObject({ stopped: true });
});

test('its own words do not wake it', async ({ launch }) => {
  const hark = await launch({ microphone: alexaAfterAWhile() });
  await giveVoice(hark.page, OVER_THE_WORDS_MS);
  await hark.waitForState('listening');
  await say(hark, 'note alexa is what they call it in the other room, where the music is always on');
  const { text, beganAt } = await heard(hark, 1);
  expect(text).toContain('Alexa');
  await expect
    .poll(async () => (await utterances(hark.page))[0]?.endedAt ?? null, { timeout: 2 * OVER_THE_WORDS_MS })
    .not.toBeNull();
  const [said] = await utterances(hark.page);
  expect(said?.stopped).toBe(false);
  expect(await hark.wakesSince(beganAt + BEGINNING_MS)).toEqual([]);
  // Silent again, it is woken by the same words.
  await hark.waitForWake('alexa', said?.endedAt ?? 0);
});

test('quiet, it shows its replies and says nothing', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  await giveVoice(hark.page, 500);
  await hark.waitForState('listening');
  await say(hark, 'what is two plus two');
  expect((await heard(hark, 1)).text).toContain('4');
  await hark.waitForState('listening');
  const settings = await hark.call('settings.get');
  if (!settings.ok) throw new Error('there are no settings');
  await hark.call('settings.update', { replies: { ...settings.value.replies, quiet: true } });
  await say(hark, 'what is two plus three');
  await expect(hark.page.getByTestId('reply-card')).toContainText('5', { timeout: SPOKEN_LIMIT_MS });
  await hark.waitForState('listening');
  expect(await utterances(hark.page)).toHaveLength(1);
});

test('a question is answered by the wake word and an answer', async ({ launch }) => {
  const hark = await launch({ microphone: alexaForEver() });
  await giveVoice(hark.page, WITHOUT_END_MS);
  await hark.waitForState('listening');
  await say(hark, 'open wikipedia');
  expect((await heard(hark, 1)).text).toContain('wikipedia.org');
  // The recording says: Alexa, stop.
  await expect
    .poll(async () => (await hark.snapshot()).interaction?.action?.error?.code ?? null, {
      timeout: 2 * TURNS_LIMIT_MS,
    })
    .toBe('action.refused');
  await expect(hark.page.getByTestId('question')).toBeHidden();
  expect((await hark.snapshot()).interaction).toMatchObject({ text: 'open wikipedia', outcome: 'failed' });
});
