import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configurationText, submoduleConfiguration } from '../../../src/repository/git/configuration-text.ts';
import { makeRepository } from '../repository-folder.ts';

const VALUES = [
  '../bikes-data.git',
  '/srv/a b/ü.git',
  ' spaces ',
  'a#b;c',
  'quo"te\\back\\n',
  'two\nlines',
  "o'clock=[x]",
];

test('Git reads back what is written as its configuration', () => {
  const { directory, git, remove } = makeRepository();
  const file = path.join(directory, 'written');
  for (const value of VALUES) {
    writeFileSync(file, `[section "sub"]\n\tkey = ${configurationText(value)}\n`);
    assert.is(git(['config', '--file', file, '--get', '-z', 'section.sub.key']), `${value}\0`);
  }
  remove();
});

test('what a bare clone configured becomes that of a submodule, with one URL', () => {
  const { directory, git, remove } = makeRepository();
  for (const [index, url] of VALUES.entries()) {
    const made = path.join(directory, `clone ${index}`);
    git(['clone', '--quiet', '--bare', '--local', '--origin', 'origin', '--', directory, made]);
    const file = path.join(made, 'config');
    const workTree = `../${url}`;
    writeFileSync(file, submoduleConfiguration(readFileSync(file, 'utf8'), { workTree, url }));
    const all = (key: string) => git(['config', '--file', file, '-z', '--get-all', key]);
    assert.is(all('remote.origin.url'), `${url}\0`);
    assert.is(all('remote.origin.fetch'), '+refs/heads/*:refs/remotes/origin/*\0');
    assert.is(all('core.bare'), 'false\0');
    assert.is(all('core.worktree'), `${workTree}\0`);
    assert.is(all('core.repositoryformatversion'), '0\0');
  }
  remove();
});

test.run();
