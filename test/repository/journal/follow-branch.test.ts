// The branch has moved; the tree comes along from whatever state it is in.

import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { followBranch } from '../../../src/repository/journal/follow-branch.ts';
import { makeRepository } from '../repository-folder.ts';

/** Two commits that differ in every way a file can; the tree stands on the first, the branch on the second. */
function moved() {
  const repository = makeRepository();
  const { directory, git } = repository;
  const at = (name: string) => path.join(directory, name);
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  };
  for (const name of ['changed', 'other', 'gone', 'folder/gone', 'stays', 'crlf.txt'])
    write(name, `old ${name}\n`);
  write('becomes-folder', 'old\n');
  symlinkSync('old-target', at('link'));
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'from']);
  const from = git(['rev-parse', 'HEAD']);
  for (const name of ['changed', 'other', 'added', 'deep/er/added', 'crlf.txt']) write(name, `new ${name}\n`);
  for (const name of ['gone', 'folder/gone', 'becomes-folder', 'link']) rmSync(at(name));
  write('becomes-folder/inside', 'new\n');
  symlinkSync('new-target', at('link'));
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'to']);
  const to = git(['rev-parse', 'HEAD']);
  git(['reset', '--quiet', '--hard', from]);
  git(['update-ref', 'refs/heads/prod', to]);
  return {
    ...repository,
    at,
    write,
    from,
    to,
    status: () => git(['status', '--porcelain', '--untracked-files=all']),
    follow: (adopt: string[] = []) =>
      followBranch({
        place: { directory, gitDirectory: at('.git') },
        from,
        to,
        adopt,
        store: null,
      }),
  };
}

test('a clean tree becomes the new commit, and doing it again changes nothing', async () => {
  const { status, follow, at, remove } = moved();
  await follow();
  assert.is(status(), '');
  assert.is(existsSync(at('folder')), false);
  assert.is(readFileSync(at('deep/er/added'), 'utf8'), 'new deep/er/added\n');
  await follow();
  assert.is(status(), '');
  remove();
});

test('what was edited, staged, deleted or added meanwhile stays; the rest comes along', async () => {
  const { status, follow, at, write, git, remove } = moved();
  write('changed', 'mine\n');
  write('added', 'mine too\n');
  write('other', 'staged by me\n');
  git(['add', 'other']);
  write('gone', 'edited, to be deleted\n');
  rmSync(at('stays'));
  await follow();
  assert.equal(status().split('\n').sort(), [' D stays', ' M added', ' M changed', '?? gone', 'M  other']);
  assert.is(readFileSync(at('changed'), 'utf8'), 'mine\n');
  assert.is(readFileSync(at('added'), 'utf8'), 'mine too\n');
  assert.is(readFileSync(at('gone'), 'utf8'), 'edited, to be deleted\n');
  assert.is(readFileSync(at('crlf.txt'), 'utf8'), 'new crlf.txt\n');
  assert.is(existsSync(at('folder/gone')), false);
  assert.is(git(['show', ':other']), 'staged by me');
  await follow();
  assert.equal(status().split('\n').sort(), [' D stays', ' M added', ' M changed', '?? gone', 'M  other']);
  remove();
});

test('cut short at any file, index old and files partly new, it is finished', async () => {
  const names = ['changed', 'other', 'gone', 'folder/gone', 'added', 'deep/er/added', 'crlf.txt', 'link'];
  for (let done = 0; done <= names.length; done++) {
    const { status, follow, at, git, to, directory, remove } = moved();
    for (const name of names.slice(0, done)) {
      rmSync(at(name), { force: true });
      const [mode] = git(['ls-tree', to, name]).split(' ');
      if (mode === '') continue;
      mkdirSync(path.dirname(at(name)), { recursive: true });
      if (mode === '120000') symlinkSync(git(['show', `${to}:${name}`]), at(name));
      else writeFileSync(at(name), `${git(['show', `${to}:${name}`])}\n`);
    }
    await follow();
    assert.is(status(), '', `${done} files done in ${directory}`);
    assert.ok(lstatSync(at('link')).isSymbolicLink());
    remove();
  }
});

test('with core.autocrlf a file is told unchanged by what Git would store', async () => {
  const { status, follow, at, git, remove } = moved();
  git(['config', 'core.autocrlf', 'true']);
  git(['rm', '--quiet', '--cached', '-r', '.']);
  git(['reset', '--quiet', '--hard', 'prod^']);
  git(['update-ref', 'refs/heads/prod', git(['rev-parse', 'ORIG_HEAD'])]);
  assert.is(readFileSync(at('crlf.txt'), 'utf8'), 'old crlf.txt\r\n');
  writeFileSync(at('changed'), 'new changed\r\n');
  await follow();
  assert.is(status(), '');
  assert.is(readFileSync(at('crlf.txt'), 'utf8'), 'new crlf.txt\r\n');
  remove();
});

test('adopted paths are taken into the index as committed, their files as they are', async () => {
  const { status, follow, at, write, remove } = moved();
  write('changed', 'edited further\n');
  write('added', 'new added\n');
  await follow(['changed', 'added']);
  assert.is(status(), ' M changed');
  assert.is(readFileSync(at('changed'), 'utf8'), 'edited further\n');
  remove();
});

test('names that are no UTF-8 follow like others', async () => {
  const repository = makeRepository();
  const { directory, git } = repository;
  const tree = (text: string) => {
    const blob = git(['hash-object', '-w', '--stdin'], text);
    return git(
      ['mktree', '-z'],
      Buffer.concat([Buffer.from(`100644 blob ${blob}\tcaf`), Buffer.of(0xe9), Buffer.of(0)]),
    );
  };
  const from = git(['commit-tree', '-m', 'from', tree('old\n')]);
  const to = git(['commit-tree', '-m', 'to', tree('new\n')]);
  git(['reset', '--quiet', '--hard', from]);
  git(['update-ref', 'refs/heads/prod', to]);
  const file = Buffer.concat([Buffer.from(`${directory}/caf`), Buffer.of(0xe9)]);
  writeFileSync(file, 'new\n');
  const place = { directory, gitDirectory: path.join(directory, '.git') };
  await followBranch({ place, from, to, adopt: [], store: null });
  assert.is(git(['status', '--porcelain']), '');
  repository.remove();
});

test.run();
