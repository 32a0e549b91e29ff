// Linked working trees, moved projects and plain clones: where the data are, and that they stay.

import { appendFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project, salesCsv } from '../support/project.ts';
import { requireSettled, requireWhole } from './whole.ts';

const FEATURES = `export function features(row) {\n  return { ...row, twice: row.temp * 2 };\n}\n`;

/** New rows, committed in `data/` of a tree and nowhere else; gives the commit. */
async function commitData(project: Project, tree: string, name: string): Promise<string> {
  const data = path.join(tree, 'data');
  await mkdir(path.join(data, 'updates'), { recursive: true });
  await writeFile(
    path.join(data, 'updates', `${name}.csv`),
    `day,temp,weather,sales\n${name},7,sun,51\n${name},3,fog,29\n`,
  );
  await project.sandbox.git(['add', '--all'], { directory: data });
  await project.sandbox.git(['commit', '--quiet', '--message', name], { directory: data });
  return project.sandbox.git(['rev-parse', 'HEAD'], { directory: data });
}

/** Packs and loose objects under a Git directory, in bytes that no other directory shares. */
async function ownObjects(gitDirectory: string): Promise<{ shared: number; own: number }> {
  const found = { shared: 0, own: 0 };
  const root = path.join(gitDirectory, 'objects');
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || entry.name === 'commit-graph' || entry.parentPath.endsWith('info')) continue;
    const status = await stat(file);
    if (status.nlink > 1) found.shared++;
    else found.own++;
  }
  return found;
}

test('experiment --worktree has its data in place at once: hard links, no second copy, known to plain Git', async () => {
  const project = await makeProject();
  await commitData(project, project.directory, '2024-06-01');
  // The main tree's data/ now stands elsewhere than what prod pins.
  const pinned = await project.git('rev-parse', 'prod:data');
  const { path: tree } = await project.json('experiment', 'feature-x', '--worktree');
  assert.is(tree, project.sandbox.path('shop-feature-x'));
  const git = (...args: string[]) => project.sandbox.git(args, { directory: tree });
  assert.match(await git('submodule', 'status'), new RegExp(`^ ?${pinned} data`));
  assert.is(await git('status', '--porcelain'), '');
  assert.equal(
    await ownObjects(path.join(project.directory, '.git', 'worktrees', 'shop-feature-x', 'modules', 'data')),
    {
      shared: (await ownObjects(path.join(project.directory, '.git', 'modules', 'data'))).shared,
      own: 0,
    },
  );
  assert.is(await git('-C', 'data', 'fsck', '--no-dangling'), '');
  await project.remove();
});

test('a commit of data/ that is trained on outlives the working tree it was made in', async () => {
  const project = await makeProject();
  for (const [name, tree] of [
    ['feature-x', null],
    ['feature-y', project.sandbox.path('shop-feature-y')],
  ] as const) {
    await project.json('experiment', name, ...(tree === null ? [] : ['--worktree']));
    const directory = tree ?? project.directory;
    const made = await commitData(project, directory, `2024-06-0${tree === null ? 1 : 2}`);
    await writeFile(path.join(directory, 'src', 'features.js'), FEATURES);
    const ran = await project.mv(['train', '--json'], { directory });
    assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
    assert.is(ran.document().data.after, made);
    assert.ok(ran.document().data.rows > 120);
    const data = `${project.directory}-data.git`;
    assert.is(
      await project.sandbox.git(['for-each-ref', '--contains', made, '--format=%(refname)'], {
        directory: data,
      }),
      `refs/mv/pins/${made}`,
    );
  }
  await project.git('worktree', 'remove', '--force', project.sandbox.path('shop-feature-y'));
  await project.sandbox.git(['gc', '--quiet', '--prune=now'], { directory: `${project.directory}-data.git` });
  await requireWhole(project, 'after the tree is gone');
  await project.git('switch', '--quiet', '--no-recurse-submodules', 'prod');
  await project.git('-C', 'data', 'checkout', '--quiet', await project.git('rev-parse', 'prod:data'));
  assert.is((await project.json('promote', 'feature-y', 'prod')).release, 2);
  await requireSettled(project, 'promoted from it', { [project.directory]: '' });
  await project.remove();
});

test('an untracked file in data/ that stands in the way of a release stops it before anything moves', async () => {
  const project = await makeProject();
  const { path: tree } = await project.json('experiment', 'feature-x', '--worktree');
  await commitData(project, tree, '2024-06-01');
  assert.is((await project.mv(['train'], { directory: tree })).exitCode, 0);
  const before = await project.git('rev-parse', 'prod');
  await mkdir(path.join(project.directory, 'data', 'updates'));
  const mine = path.join(project.directory, 'data', 'updates', '2024-06-01.csv');
  await writeFile(mine, 'mine\n');
  const ran = await project.mv(['promote', 'feature-x', 'prod', '--json']);
  assert.is(ran.exitCode, 4, ran.stdout);
  assert.is(ran.document().error.code, 'uncommitted-changes');
  assert.is(await project.git('rev-parse', 'prod'), before);
  await rm(path.join(project.directory, 'data', 'updates'), { recursive: true });
  await project.json('promote', 'feature-x', 'prod');
  await requireSettled(project, 'out of the way', { [project.directory]: '', [tree]: '' });
  await project.remove();
});

test('a project that is moved with its data, trees and all, goes on', async () => {
  const project = await makeProject();
  await mkdir(project.sandbox.path('elsewhere'));
  const moved = new Project(project.sandbox, project.sandbox.path('elsewhere', 'bikes'));
  await rename(project.directory, moved.directory);
  await rename(`${project.directory}-data.git`, project.sandbox.path('elsewhere', 'shop-data.git'));
  await moved.json('experiment', 'feature-x');
  await commitData(moved, moved.directory, '2024-06-01');
  await moved.write('src/features.js', FEATURES);
  await moved.json('train');
  const { path: tree } = await moved.json('experiment', 'feature-y', '--from', 'feature-x', '--worktree');
  await moved.git('switch', '--quiet', '--no-recurse-submodules', 'prod');
  await moved.git('-C', 'data', 'checkout', '--quiet', await moved.git('rev-parse', 'prod:data'));
  await moved.json('promote', 'feature-x', 'prod');
  for (const directory of [moved.directory, tree]) {
    assert.is(await moved.sandbox.git(['status', '--porcelain'], { directory }), '');
  }
  await moved.remove();
});

test('data that are not where .gitmodules says are asked for by their place', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write('src/features.js', FEATURES);
  await rename(`${project.directory}-data.git`, project.sandbox.path('lost.git'));
  await rename(path.join(project.directory, '.git', 'modules', 'data'), project.sandbox.path('lost-module'));
  await rm(path.join(project.directory, 'data'), { recursive: true });
  await mkdir(path.join(project.directory, 'data'));
  const before = await project.git('rev-parse', 'HEAD');
  const ran = await project.mv(['train', '--json']);
  assert.is(ran.exitCode, 1, ran.stdout);
  const { error } = ran.document();
  assert.is(error.code, 'data-missing');
  assert.match(error.message, `${project.directory}-data.git`);
  assert.is(await project.git('rev-parse', 'HEAD'), before);
  await rename(project.sandbox.path('lost.git'), `${project.directory}-data.git`);
  assert.is(
    (await project.json('train')).trained,
    true,
    'from the data repository, with no submodule checked out',
  );
  await project.remove();
});

test('a plain clone, with no submodule checked out, trains, compares and promotes on the data beside its origin', async () => {
  const project = await makeProject();
  const clone = new Project(project.sandbox, project.sandbox.path('team', 'shop'));
  await project.sandbox.git(['clone', '--quiet', project.directory, clone.directory]);
  await clone.json('experiment', 'feature-x');
  await clone.write('src/features.js', FEATURES);
  const untrusted = await clone.mv(['train', '--json']);
  assert.is(untrusted.exitCode, 2);
  assert.is(untrusted.document().error.code, 'untrusted');
  const trained = await clone.mv(['train', '--trust', '--json']);
  assert.is(trained.exitCode, 0, trained.stdout + trained.stderr);
  assert.is((await clone.json('compare')).rows.length, 2);
  const { path: tree } = await clone.json('experiment', 'feature-y', '--from', 'feature-x', '--worktree');
  await appendFile(path.join(tree, 'src', 'features.js'), '// more\n');
  const beside = await clone.mv(['train', '--json'], { directory: tree });
  assert.is(beside.exitCode, 0, beside.stdout + beside.stderr);
  await clone.git('switch', '--quiet', '--no-recurse-submodules', 'prod');
  assert.is((await clone.json('promote', 'feature-y', 'prod')).release, 2);
  assert.is(await clone.git('status', '--porcelain'), '');
  assert.is(await clone.git('fsck', '--no-dangling'), '');
  await project.remove();
});

test('a clone whose data are on a server it has not fetched from says the one command that brings them', async () => {
  const project = await makeProject();
  const clone = new Project(project.sandbox, project.sandbox.path('clone'));
  await project.sandbox.git(['clone', '--quiet', project.directory, clone.directory]);
  await clone.git('remote', 'set-url', 'origin', 'https://user:secret@host.invalid/team/shop.git');
  await clone.json('experiment', 'feature-x');
  await clone.write('src/features.js', FEATURES);
  const ran = await clone.mv(['train', '--trust', '--json']);
  assert.is(ran.exitCode, 1, ran.stdout);
  const { error } = ran.document();
  assert.is(error.code, 'data-missing');
  assert.match(error.hint, 'git-model doctor --fix');
  assert.not.match(ran.stdout, 'secret');
  await project.remove();
});

test('a locked working tree that stands on an environment and is away stops a release, by its name', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write('src/features.js', FEATURES);
  await project.json('train');
  const away = project.sandbox.path('stick');
  await project.git('worktree', 'add', '--quiet', '--lock', away, 'prod');
  await rename(away, `${away}-pulled-out`);
  const before = await project.git('rev-parse', 'prod');
  const ran = await project.mv(['promote', 'feature-x', 'prod', '--json']);
  assert.is(ran.exitCode, 4, ran.stdout);
  assert.match(ran.document().error.message, away);
  assert.is(await project.git('rev-parse', 'prod'), before);
  await rename(`${away}-pulled-out`, away);
  await project.json('promote', 'feature-x', 'prod');
  assert.is(await project.sandbox.git(['status', '--porcelain'], { directory: away }), '');
  await project.remove();
});

test('init on the data of another project, its data repository, shares them by a relative URL', async () => {
  const project = await makeProject();
  await writeFile(project.sandbox.path('other.csv'), salesCsv(60));
  const ran = await project.sandbox.mv([
    ...['init', 'second', '--data', `${project.directory}-data.git`, '--target', 'sales', '--time', 'day'],
    ...['--set', 'model.trees=2', '--json'],
  ]);
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  const second = new Project(project.sandbox, project.sandbox.path('second'));
  assert.is(await second.git('config', '--file', '.gitmodules', 'submodule.data.url'), '../shop-data.git');
  assert.is(await second.git('status', '--porcelain'), '');
  await project.remove();
});

test.run();
