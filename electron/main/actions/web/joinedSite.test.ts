import { expect, it } from 'vitest';
import { withJoinedSite } from './joinedSite.ts';

const unheard = (text: string) => ({ text, intent: null, slots: {}, confidence: 0 });

it.each([
  ['Openexample.org', 'example.org'],
  ['Openexample.org.', 'example.org'],
  ['openexample dot org', 'example.org'],
  ['Please openmy-shop.co.uk', 'my-shop.co.uk'],
  ['Openexample.org, please.', 'example.org'],
])('"%s" asks for %s', (text, site) => {
  expect(withJoinedSite(unheard(text))).toMatchObject({ text, intent: 'HarkOpenSite', slots: { site } });
});

it.each([
  'Open',
  'Openly.',
  'open example',
  'Example.org',
  'Openexample.org is nice',
  'reopenexample.org',
  'open.org',
])('"%s" asks for none', (text) => {
  expect(withJoinedSite(unheard(text)).intent).toBeNull();
});

it('leaves what is a command alone', () => {
  const parsed = { text: 'Openexample.org', intent: 'Own', slots: {}, confidence: 1 };
  expect(withJoinedSite(parsed)).toBe(parsed);
});
