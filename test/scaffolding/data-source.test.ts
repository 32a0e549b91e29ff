import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findDataSource } from '../../src/scaffolding/data-source.ts';
import { caught } from '../data/caught.ts';

const root = mkdtempSync(path.join(tmpdir(), 'git-model-source-'));
const at = (...parts: string[]) => path.join(root, ...parts);
test.after(() => rmSync(root, { recursive: true, force: true }));

function folder(name: string, files: readonly string[]): string {
  mkdirSync(at(name));
  for (const file of files) writeFileSync(at(name, file), 'a,b\n1,2\n');
  return name;
}

test('a file is stored under initial/ with one ending for all, and shown as it was named', async () => {
  folder('one', ['hour.csv', 'hour.txt', 'Ünïcode data.CSV']);
  const stored = async (file: string) => {
    const found = await findDataSource(file, root);
    assert.is(found.kind, 'files');
    return found.kind === 'files' ? found.files : [];
  };
  assert.equal(await stored('one/hour.csv'), [
    { stored: 'initial/hour.csv', disk: at('one/hour.csv'), shown: 'one/hour.csv' },
  ]);
  assert.is((await stored('one/hour.txt'))[0].stored, 'initial/hour.csv');
  assert.is((await stored(at('one/Ünïcode data.CSV')))[0].stored, 'initial/Ünïcode data.csv');
});

test('of a folder every CSV is taken, in code-unit order, and nothing else', async () => {
  folder('many', ['b.csv', 'a.csv', 'C.tsv', 'notes.md']);
  const found = await findDataSource('many/', root);
  assert.equal(found.kind === 'files' && found.files.map(file => [file.stored, file.shown]), [
    ['initial/C.csv', 'many/C.tsv'],
    ['initial/a.csv', 'many/a.csv'],
    ['initial/b.csv', 'many/b.csv'],
  ]);
});

test('URLs of every form, bare repositories and working ones are Git', async () => {
  for (const url of [
    'https://host/d.git',
    'ssh://git@host/d',
    'git@host:d.git',
    'host:team/d.git',
    'file:///d.git',
  ]) {
    assert.equal(await findDataSource(url, root), { kind: 'git', url });
  }
  execFileSync('git', ['init', '--quiet', '--bare', at('bare.git')]);
  execFileSync('git', ['init', '--quiet', at('work')]);
  assert.equal(await findDataSource('bare.git', root), { kind: 'git', url: at('bare.git') });
  assert.equal(await findDataSource('work/', root), { kind: 'git', url: at('work') });
});

test('a password in a URL is refused, for the URL is committed', async () => {
  const error = await caught(() => findDataSource('https://ada:secret@host/d.git', root));
  assert.is(error.code, 'password-in-url');
  assert.not.match(error.message, 'secret');
  assert.is((await findDataSource('https://ada@host/d.git', root)).kind, 'git');
});

test('what cannot be read is named as it was written, with the remedy', async () => {
  folder('empty', ['readme.md']);
  folder('same', ['a.csv', 'a.tsv']);
  execFileSync('mkfifo', [at('pipe')]);
  mkdirSync(at('odd'));
  mkdirSync(at('odd/sub.csv'));
  folder('links', []);
  symlinkSync('nowhere.csv', at('links/gone.csv'));
  const cases: [string, string, RegExp][] = [
    ['nope.csv', 'data-not-found', /^--data: there is nothing at "nope.csv"$/],
    ['', 'data-not-found', /nothing at ""/],
    ['ext::sh -c id', 'data-not-found', /nothing at "ext::sh -c id"/],
    ['empty', 'no-csv-files', /the folder "empty" holds no CSV file/],
    ['same', 'same-name', /"same\/a.csv" and "same\/a.tsv" would both be stored as initial\/a.csv/],
    ['pipe', 'data-unreadable', /"pipe" is no regular file/],
    ['/dev/null', 'data-unreadable', /"\/dev\/null" is no regular file/],
    ['odd', 'data-unreadable', /"odd\/sub.csv" is no regular file/],
    ['links', 'data-unreadable', /"links\/gone.csv" is a link to nothing/],
  ];
  for (const [source, code, message] of cases) {
    const error = await caught(() => findDataSource(source, root));
    assert.is(error.code, code, source);
    assert.match(error.message, message);
    assert.ok(error.hint, source);
    assert.is(error.exitCode, 2);
  }
});

// Root reads everything.
const asSomebody = process.getuid?.() === 0 ? test.skip : test;
asSomebody('a file without the right to read it is refused', async () => {
  folder('secret', ['a.csv']);
  chmodSync(at('secret/a.csv'), 0);
  assert.match((await caught(() => findDataSource('secret/a.csv', root))).message, 'permission denied');
  chmodSync(at('secret'), 0);
  assert.match((await caught(() => findDataSource('secret', root))).message, 'cannot be listed: EACCES');
  chmodSync(at('secret'), 0o700);
});

test.run();
