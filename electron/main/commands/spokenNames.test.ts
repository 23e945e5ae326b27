import { expect, it } from 'vitest';
import { spokenHost, spokenNames } from './spokenNames.ts';

const saidFor = (names: string[], wanted: string) =>
  spokenNames(names)
    .filter(({ out }) => out === wanted)
    .map(({ in: said }) => said);

it('takes names apart as they are said', () => {
  expect(saidFor(['LibreOffice Writer'], 'LibreOffice Writer')).toEqual([
    'LibreOffice Writer',
    'Libre Office Writer',
  ]);
});

it('drops makers and kinds, unless another application is called so', () => {
  expect(saidFor(['Firefox Web Browser'], 'Firefox Web Browser')).toContain('Firefox');
  expect(saidFor(['GNOME Terminal', 'Terminal'], 'Terminal')).toEqual(['Terminal']);
  expect(saidFor(['GNOME Terminal', 'Terminal'], 'GNOME Terminal')).toEqual(['GNOME Terminal']);
});

it('leaves nothing in a name that a template would read', () => {
  expect(spokenNames(['Files (beta) <x> {y} [z]|;\\'])).toEqual([
    { in: 'Files beta x y z', out: 'Files (beta) <x> {y} [z]|;\\' },
  ]);
  expect(spokenNames(['()'])).toEqual([]);
});

it('says a host by its dots', () => {
  expect(spokenHost('my-site.example.org')).toEqual({
    in: 'my site dot example dot org',
    out: 'my-site.example.org',
  });
});
