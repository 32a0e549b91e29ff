// Clones of every kind, and what doctor says of them and mends.

import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project } from '../support/project.ts';
import { cloneOf, makeSharedProject } from '../support/shared-project.ts';

/** The checks that are not ok, as `name: status`. */
async function complaints(project: Project, ...words: string[]): Promise<string[]> {
  const ran = await project.mv(['doctor', '--json', ...words]);
  const { checks } = ran.document();
  assert.is(ran.exitCode, checks.some(({ status }: any) => status === 'problem') ? 1 : 0);
  for (const { status, remedy } of checks) if (status !== 'ok') assert.ok(remedy);
  return checks
    .filter(({ status }: any) => status !== 'ok')
    .map(({ name, status }: any) => `${name}: ${status}`);
}

test('of a healthy project there is nothing to say', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x', '--worktree');
  assert.equal(await complaints(project), []);
  const linked = new Project(project.sandbox, project.sandbox.path('shop-feature-x'));
  assert.equal(await complaints(linked), []);
  assert.equal(await complaints(new Project(project.sandbox, path.join(linked.directory, 'data'))), []);
  await project.remove();
});

test('a plain clone without submodules is mended, shallow and partial ones are named', async () => {
  const { project, hub } = await makeSharedProject();
  await project.json('push');
  const { sandbox } = project;
  const url = `file://${hub}/shop.git`;
  await sandbox.git(['--git-dir', `${hub}/shop.git`, 'config', 'uploadpack.allowFilter', 'true']);
  for (const [name, options, complaint] of [
    ['plain', [], []],
    ['shallow', ['--depth', '1'], ['history: warning']],
    ['partial', ['--filter=blob:none'], ['history: warning']],
  ] as const) {
    await sandbox.git(['clone', '--quiet', '--branch', 'prod', ...options, url, name]);
    const clone = new Project(sandbox, sandbox.path(name));
    assert.equal(await complaints(clone), ['data-folder: problem', ...complaint], name);
    assert.equal(await complaints(clone, '--fix'), complaint, name);
    assert.is(await clone.git('status', '--porcelain'), '', name);
    assert.is(await clone.git('-C', 'data', 'rev-parse', 'HEAD'), await clone.git('rev-parse', 'HEAD:data'));
    await clone.json('experiment', `of-${name}`);
    await clone.json('train', '--force', '--trust');
  }
  await project.remove();
});

test('a project that moved alone, or whose data moved, says where it looks; put right, it is mended', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  await mkdir(sandbox.path('elsewhere'));
  await rename(project.directory, sandbox.path('elsewhere', 'shop'));
  const moved = new Project(sandbox, sandbox.path('elsewhere', 'shop'));
  const ran = await moved.mv(['doctor', '--json']);
  const place = ran.document().checks.find(({ name }: any) => name === 'data-repository');
  assert.is(place.status, 'problem');
  assert.match(place.remedy, 'git clone --bare');
  // Its own copy has what its branches need: work goes on.
  await moved.json('experiment', 'feature-x');
  await rename(sandbox.path('shop-data.git'), sandbox.path('elsewhere', 'shop-data.git'));
  assert.equal(await complaints(moved), ['data-url: warning']);
  assert.equal(await complaints(moved, '--fix'), []);
  assert.is(await moved.git('config', 'submodule.data.url'), sandbox.path('elsewhere', 'shop-data.git'));
  await project.remove();
});

test('a data commit made in a working tree that is gone survives it', async () => {
  const project = await makeProject();
  const { path: tree } = await project.json('experiment', 'feature-x', '--worktree');
  const data = { directory: path.join(tree, 'data') };
  await project.sandbox.git(['commit', '--quiet', '--allow-empty', '--message', 'Only here'], data);
  const commit = await project.sandbox.git(['rev-parse', 'HEAD'], data);
  await rm(tree, { recursive: true });
  assert.equal(await complaints(project), ['worktrees: warning']);
  assert.equal(await complaints(project, '--fix'), []);
  assert.not.match(await project.git('worktree', 'list'), 'feature-x');
  await project.git('-C', 'data', 'gc', '--quiet', '--prune=now');
  assert.is(await project.git('-C', 'data', 'cat-file', '-t', commit), 'commit');
  await project.remove();
});

test('locks are named and never deleted; data/ out of its place is put back', async () => {
  const project = await makeProject();
  const lock = path.join(project.directory, '.git', 'index.lock');
  await writeFile(lock, '');
  await utimes(lock, new Date(0), new Date(0));
  await rm(path.join(project.directory, 'data'), { recursive: true });
  assert.equal(await complaints(project), ['locks: problem', 'data-folder: problem']);
  assert.equal(await complaints(project, '--fix'), ['locks: problem']);
  await rm(lock);
  await writeFile(path.join(project.directory, 'data', '.git'), 'gitdir: ../nowhere/modules/data\n');
  assert.equal(await complaints(project), ['data-folder: problem']);
  assert.equal(await complaints(project, '--fix'), []);
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test('clone refuses what is no project, and leaves nothing; without its data it is left and mended later', async () => {
  const { project, hub } = await makeSharedProject();
  const { sandbox } = project;
  for (const [words, code] of [
    [['clone', `file://${hub}/shop.git`, 'empty'], 'not-a-project'],
    [['clone', `file://${hub}/nowhere.git`], 'remote-not-found'],
    [['clone', 'https://ada:hunter2@example.org/shop.git'], 'password-in-url'],
    [['clone', '-u', 'x'], 'usage'],
    [['clone', `file://${hub}/shop.git`, 'shop'], 'folder-not-empty'],
  ] as const) {
    const ran = await sandbox.mv([...words, '--json']);
    assert.is(ran.exitCode, 2, ran.stdout + ran.stderr);
    assert.is(ran.document().error.code, code);
  }
  assert.equal((await readdir(sandbox.root)).sort(), ['home', 'hub', 'sales.csv', 'shop', 'shop-data.git']);

  await project.json('push');
  await rename(`${hub}/shop-data.git`, `${hub}/away`);
  const ran = await sandbox.mv(['clone', `file://${hub}/shop.git`, 'late', '--json']);
  assert.is(ran.exitCode, 1, ran.stdout);
  assert.match(ran.document().error.hint, 'doctor --fix');
  const late = new Project(sandbox, sandbox.path('late'));
  await late.json('status');
  await rename(`${hub}/away`, `${hub}/shop-data.git`);
  assert.equal(await complaints(late, '--fix'), []);
  await project.remove();
});

test('a URL of the data that begins with a dash, or reaches into this machine, brings nothing', async () => {
  const { project, hub } = await makeSharedProject();
  await project.write('.gitmodules', '[submodule "data"]\n\tpath = data\n\turl = --upload-pack=touch x\n');
  const pushed = await project.mv(['push', '--json']);
  assert.is(pushed.exitCode, 2, pushed.stdout);
  assert.is(pushed.document().error.code, 'invalid-data-url');
  await project.git('checkout', '--quiet', '--', '.gitmodules');
  await project.json('push');
  const other = await cloneOf(project, `file://${hub}/shop.git`, 'other');
  assert.equal(
    (await other.json('status')).environments.map(({ branch }: any) => branch),
    ['prod'],
  );
  await project.remove();
});

test.run();
