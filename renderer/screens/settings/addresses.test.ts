import { expect, it } from 'vitest';
import { checkHomeAssistantUrl, checkSearchUrl, readHost } from './addresses.ts';

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

it('reads the host of a site however it is written', () => {
  expect(readHost(' Example.org ')).toBe('example.org');
  expect(readHost('https://www.example.org/some/page?x=1')).toBe('www.example.org');
  for (const text of [
    '',
    'example',
    'localhost',
    '127.0.0.1',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'a b.org',
  ]) {
    expect(readHost(text), text).toBeNull();
  }
});
