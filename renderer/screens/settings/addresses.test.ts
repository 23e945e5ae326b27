import { expect, it } from 'vitest';
import { checkHomeAssistantUrl, checkSearchUrl } from './addresses.ts';

it('takes a search address only with its place for the words', () => {
  expect(checkSearchUrl('https://example.org/?q={query}')).toBeNull();
  expect(checkSearchUrl('https://example.org/')).toMatch('{query}');
  expect(checkSearchUrl('example.org/?q={query}')).toMatch('https://');
  expect(checkSearchUrl('file:///{query}')).toMatch('https://');
  expect(checkSearchUrl('')).not.toBeNull();
});

it('takes no Home Assistant at all, or a whole address', () => {
  expect(checkHomeAssistantUrl('')).toBeNull();
  expect(checkHomeAssistantUrl('http://homeassistant.local:8123')).toBeNull();
  expect(checkHomeAssistantUrl('homeassistant.local')).not.toBeNull();
  expect(checkHomeAssistantUrl('javascript:alert(1)')).not.toBeNull();
});
