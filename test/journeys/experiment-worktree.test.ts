// An experiment in a working tree of its own, beside the others.

import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, salesCsv } from '../support/project.ts';

test('the tree stands beside this one, with the submodule in place; this one stays as it is', async () => {
  const project = await makeProject();
  // Work in this tree is not in the way of another tree, and is not taken there.
  await project.write('src/mine.js', '// mine\n');
  const begun = await project.json('experiment', 'client-a/deeper', '--worktree', '--set', 'model.trees=7');
  assert.is(begun.path, project.sandbox.path('shop-client-a-deeper'));
  const there = (...args: string[]) => project.sandbox.git(args, { directory: begun.path });
  assert.is(await there('symbolic-ref', '--short', 'HEAD'), 'client-a/deeper');
  assert.is(await there('status', '--porcelain', '--ignore-submodules=none'), '');
  assert.is(await there('rev-parse', 'HEAD'), begun.commit);
  assert.match(await there('submodule', 'status'), / data/);
  assert.is(await readFile(path.join(begun.path, 'data/initial/sales.csv'), 'utf8'), salesCsv());
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'prod');
  assert.is(await project.git('status', '--porcelain'), '?? src/mine.js');
  await project.remove();
});

test('it can be trained there, and another begun from there', async () => {
  const project = await makeProject();
  const { path: directory } = await project.json('experiment', 'one', '--worktree', '--set', 'model.trees=2');
  const trained = (await project.mv(['train', '--json'], { directory })).document();
  assert.equal([trained.branch, trained.trained], ['one', true]);
  const second = (
    await project.mv(['experiment', 'two', '--from', 'one', '--worktree', '--json'], { directory })
  ).document();
  // Beside the main tree, wherever it is begun.
  assert.is(second.path, project.sandbox.path('shop-two'));
  const here = (await project.mv(['experiment', 'three', '--json'], { directory })).document();
  assert.is(here.path, directory);
  assert.is(await project.sandbox.git(['symbolic-ref', '--short', 'HEAD'], { directory }), 'three');
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'prod');
  assert.is(await project.git('fsck', '--no-dangling'), '');
  await project.remove();
});

test('no byte of the data is copied: the objects are the same files', async () => {
  const project = await makeProject();
  const { path: directory } = await project.json('experiment', 'one', '--worktree');
  const gitDirectory = await project.sandbox.git(['rev-parse', '--absolute-git-dir'], {
    directory: path.join(directory, 'data'),
  });
  const files = (
    await readdir(path.join(gitDirectory, 'objects'), { recursive: true, withFileTypes: true })
  ).filter(entry => entry.isFile() && !entry.parentPath.endsWith('info'));
  assert.ok(files.length > 0);
  for (const file of files)
    assert.ok((await stat(path.join(file.parentPath, file.name))).nlink > 1, file.name);
  await project.remove();
});

test('a folder may be named, relative to where one stands; one that holds something is refused', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  await mkdir(sandbox.path('empty'));
  assert.is((await project.json('experiment', 'a', '--worktree', '../empty')).path, sandbox.path('empty'));
  const spaced = await project.mv(['experiment', 'b', '--worktree', '../my trees/b']);
  assert.is(spaced.exitCode, 0, spaced.stderr);
  assert.match(spaced.stdout, "\n  cd '../my trees/b'\n");
  await mkdir(sandbox.path('full'));
  await writeFile(sandbox.path('full/mine.txt'), 'mine\n');
  await writeFile(sandbox.path('file'), 'mine\n');
  for (const place of ['../full', '../file', '.', '../empty']) {
    const ran = await project.mv(['experiment', 'c', '--worktree', place, '--json']);
    assert.equal([ran.exitCode, ran.document().error.code], [2, 'folder-not-empty'], place);
  }
  assert.is(await project.git('for-each-ref', '--format=%(refname:short)', 'refs/heads'), 'a\nb\nprod');
  assert.equal(await readdir(sandbox.path('full')), ['mine.txt']);
  await project.remove();
});

test.run();
