import { expect, it } from 'vitest';
import { parseDesktopEntry } from './desktopEntry.ts';

const entry = (more: string) => `[Desktop Entry]\nType=Application\nName=Editor\nExec=editor\n${more}`;

it('reads what starts an application, without the places for files', () => {
  const text = entry('').replace(
    'Exec=editor',
    'Exec=env LANG=C "/opt/my editor/run" --new %U --title=%c 100%% %F',
  );
  expect(parseDesktopEntry(text)).toMatchObject({
    name: 'Editor',
    command: ['env', 'LANG=C', '/opt/my editor/run', '--new', '--title=Editor', '100%'],
    folder: null,
  });
});

it.each([
  ['a quote within quotes', 'Exec="say \\\\"hi\\\\""', ['say "hi"']],
  ['a space by its escape', 'Exec=a\\sb', ['a', 'b']],
])('unquotes %s', (_, exec, command) => {
  expect(parseDesktopEntry(entry('').replace('Exec=editor', exec))?.command).toEqual(command);
});

it('takes its own section and its own language', () => {
  const text = `# a comment\n[Desktop Entry]\nType=Application\nName[de]=Bearbeiter\nName=Editor\nExec=editor\nPath=/srv\n[Desktop Action new]\nName=New\nExec=other\n`;
  expect(parseDesktopEntry(text)).toMatchObject({ name: 'Editor', command: ['editor'], folder: '/srv' });
});

it('tells which desktops it is for', () => {
  expect(parseDesktopEntry(entry('OnlyShowIn=GNOME;KDE;\nTryExec=editor'))).toMatchObject({
    onlyShowIn: ['GNOME', 'KDE'],
    notShowIn: null,
    tryExec: 'editor',
  });
});

it.each(['NoDisplay=true', 'Hidden=true', 'Terminal=true'])('leaves out one with %s', (field) => {
  expect(parseDesktopEntry(entry(field))).toBeNull();
});

it.each([
  ['a link', entry('').replace('Application', 'Link')],
  ['one without a name', entry('').replace('Name=Editor', 'Name=')],
  ['one without a program', entry('').replace('Exec=editor', 'Exec=%U')],
  ['one whose quotes stay open', entry('').replace('Exec=editor', 'Exec="editor')],
  ['no entry at all', 'hello\0world'],
])('leaves out %s', (_, text) => {
  expect(parseDesktopEntry(text)).toBeNull();
});
