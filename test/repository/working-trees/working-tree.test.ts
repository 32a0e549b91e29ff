import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changesIn, requireCanFollow } from '../../../src/repository/working-trees/working-tree.ts';
import { makeRepository, type RepositoryFolder } from '../repository-folder.ts';

function withFiles(...names: string[]): RepositoryFolder & { write(name: string, text: string): void } {
  const repository = makeRepository();
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(repository.directory, name)), { recursive: true });
    writeFileSync(path.join(repository.directory, name), text);
  };
  for (const name of names) write(name, `${name}\n`);
  repository.git(['add', '--all']);
  repository.git(['commit', '--quiet', '--message', 'files']);
  return { ...repository, write };
}

test('every kind of change is told, by names that hold spaces, newlines and other letters', async () => {
  const { directory, git, write, remove } = withFiles(
    'src/a b.js',
    'src/gone.js',
    'src/moved.js',
    'out.js',
    '1 x',
  );
  write('src/a b.js', 'edited\n');
  rmSync(path.join(directory, 'src/gone.js'));
  renameSync(path.join(directory, 'src/moved.js'), path.join(directory, 'src/1 ünï\nnew.js'));
  write('src/staged.js', 'x\n');
  git(['add', 'src/staged.js']);
  write('src/staged.js', 'y\n');
  write('.gitignore', 'ignored\n');
  write('src/ignored', 'x');
  write('out.js', 'edited\n');
  for (const [key, value] of [
    ['status.showUntrackedFiles', 'no'],
    ['status.branch', 'true'],
    ['status.showStash', 'true'],
    ['status.relativePaths', 'true'],
    ['status.renames', 'copies'],
    ['core.quotePath', 'true'],
    ['color.ui', 'always'],
  ]) {
    git(['config', key, value]);
  }
  const changes = await changesIn(directory, ['src']);
  const told = changes
    .map(({ path: file, kind, inWorkingTree }) => `${file}|${kind}|${inWorkingTree}`)
    .sort();
  assert.equal(told, [
    'src/1 ünï\nnew.js|untracked|untracked',
    'src/a b.js|tracked|modified',
    'src/gone.js|tracked|deleted',
    'src/moved.js|tracked|deleted',
    'src/staged.js|tracked|modified',
  ]);
  const all = await changesIn(directory, [], { untracked: false });
  assert.ok(all.some(change => change.path === 'out.js'));
  assert.ok(!all.some(change => change.kind === 'untracked'));
  remove();
});

test('a submodule is told moved, dirty, or both, whatever diff.ignoreSubmodules says', async () => {
  const { directory, git, remove } = withFiles('a');
  const inner = path.join(directory, 'data');
  git(['init', '--quiet', 'data']);
  writeFileSync(path.join(inner, 'rows.csv'), 'a\n');
  git(['-C', 'data', 'add', '--all']);
  git(['-C', 'data', 'commit', '--quiet', '--message', 'rows']);
  git(['-c', 'advice.addEmbeddedRepo=false', 'add', 'data']);
  git(['commit', '--quiet', '--message', 'pin']);
  git(['config', 'diff.ignoreSubmodules', 'all']);
  const state = async () => (await changesIn(directory, []))[0]?.submodule ?? null;
  assert.is(await state(), null);
  writeFileSync(path.join(inner, 'more.csv'), 'b\n');
  assert.equal(await state(), { moved: false, dirty: true });
  git(['-C', 'data', 'add', '--all']);
  git(['-C', 'data', 'commit', '--quiet', '--message', 'more']);
  assert.equal(await state(), { moved: true, dirty: false });
  writeFileSync(path.join(inner, 'rows.csv'), 'edited\n');
  assert.equal(await state(), { moved: true, dirty: true });
  remove();
});

test('a conflict is told as such', async () => {
  const { directory, git, write, remove } = withFiles('src/a.js');
  git(['branch', 'other']);
  write('src/a.js', 'ours\n');
  git(['commit', '--quiet', '--all', '--message', 'ours']);
  git(['switch', '--quiet', 'other']);
  write('src/a.js', 'theirs\n');
  git(['commit', '--quiet', '--all', '--message', 'theirs']);
  assert.throws(() => git(['merge', '--quiet', 'prod']));
  assert.equal(
    (await changesIn(directory, [])).map(({ path: file, kind }) => [file, kind]),
    [['src/a.js', 'unmerged']],
  );
  remove();
});

test('a tree can follow where it is clean, and not where an edit or a new file is in the way', async () => {
  const { directory, git, write, remove } = withFiles('a', 'b');
  const from = git(['rev-parse', 'HEAD']);
  write('a', 'new\n');
  write('c', 'new\n');
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'next']);
  const to = git(['rev-parse', 'HEAD']);
  git(['reset', '--quiet', '--hard', from]);
  const place = { directory, gitDirectory: path.join(directory, '.git') };
  const refusal = () =>
    requireCanFollow(place, from, to, null).then(
      () => null,
      error => [error.code, error.details.files],
    );
  assert.is(await refusal(), null);
  write('b', 'mine\n');
  assert.equal(await refusal(), ['uncommitted-changes', ['b']]);
  git(['checkout', '--quiet', 'b']);
  write('c', 'mine\n');
  assert.equal(await refusal(), ['uncommitted-changes', ['c']]);
  remove();
});

test.run();
