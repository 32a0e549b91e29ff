// kill -9 while something is made: an experiment is there with its tree or not at all, a project with its data or not.

import { access, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copiesOf, makeProject, Project, Sandbox, salesCsv } from '../support/project.ts';
import { killAtGits, killAtMoments, victimOf } from './killing.ts';
import { requireSettled, requireWhole } from './whole.ts';

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** A branch whose data pin differs from that of `prod`, so that `data/` has to move when a tree goes there. */
const withOtherData = copiesOf(async () => {
  const project = await makeProject();
  const data = path.join(project.directory, 'data');
  await project.json('experiment', 'other-data');
  await writeFile(path.join(data, 'more.txt'), 'more\n');
  await project.sandbox.git(['add', '--all'], { directory: data });
  await project.sandbox.git(['commit', '--quiet', '--message', 'More'], { directory: data });
  await project.json('train');
  await project.git('switch', '--quiet', '--no-recurse-submodules', 'prod');
  await project.sandbox.git(['checkout', '--quiet', '--detach', 'HEAD^'], { directory: data });
  assert.is(await project.git('status', '--porcelain'), '');
  return project;
});

/** Whatever the kill left: the next command either finds the experiment whole, or makes it. */
async function requireBegun(project: Project, name: string, tree: string | null, where: string) {
  await requireWhole(project, where);
  await project.json('experiment', 'never', '--dry-run');
  const there = (await project.git('branch', '--list', name)) !== '';
  const directory = tree ?? project.directory;
  if (there) {
    const head = await project.sandbox.git(['symbolic-ref', '--short', 'HEAD'], { directory });
    assert.is(head, name, `${where}: a branch, and its tree stands on it`);
  } else {
    assert.is(tree !== null && (await exists(tree)), false, `${where}: no branch, and no tree`);
    const again = [
      'experiment',
      name,
      '--from',
      'other-data',
      ...(tree === null ? [] : ['--worktree', tree]),
    ];
    await project.json(...again);
  }
  await requireSettled(project, where, { [directory]: '' });
  return there ? 'new' : 'old';
}

test('killed at each git process that writes, experiment makes branch and place together or neither', async () => {
  const project = await withOtherData();
  const usual = ['experiment', 'here', '--from', 'other-data'];
  await killAtGits(victimOf(project), usual, async (kill, where, index) => {
    await project.git('switch', '--quiet', '--no-recurse-submodules', 'prod');
    await project.git('-C', 'data', 'checkout', '--quiet', await project.git('rev-parse', 'prod:data'));
    const name = `here-${index}`;
    await kill(['experiment', name, '--from', 'other-data']);
    await requireBegun(project, name, null, where);
  });
  await project.remove();
});

test('killed at each git process that writes, experiment --worktree makes branch, tree and data or nothing', async () => {
  const project = await withOtherData();
  const words = (name: string) => {
    const tree = project.sandbox.path(name);
    return ['experiment', name, '--from', 'other-data', '--worktree', tree];
  };
  await killAtGits(victimOf(project), words('tree'), async (kill, where, index) => {
    const name = `tree-${index}`;
    const tree = project.sandbox.path(name);
    await kill(words(name));
    await requireBegun(project, name, tree, where);
  });
  await project.remove();
});

const initWords = (folder: string) => [
  ...['init', folder, '--data', 'sales.csv', '--target', 'sales', '--time', 'day', '--set', 'model.trees=2'],
  '--json',
];

/** Everything or nothing is to be seen; the next init then succeeds and nothing else is left beside it. */
async function requireInit(sandbox: Sandbox, folder: string, where: string): Promise<'old' | 'new'> {
  const project = new Project(sandbox, sandbox.path(folder));
  const there = await exists(project.directory);
  if (there) {
    assert.ok(await exists(`${project.directory}-data.git`), `${where}: a project, and its data`);
    await requireWhole(project, where);
    await requireSettled(project, where, { [project.directory]: '' });
    return 'new';
  }
  const ran = await sandbox.mv(initWords(folder));
  assert.is(ran.exitCode, 0, `${where}: the next init: ${ran.stdout}${ran.stderr}`);
  await requireSettled(project, where, { [project.directory]: '' });
  const left = (await readdir(sandbox.root)).filter(name => name.includes(folder));
  assert.equal(left.sort(), [folder, `${folder}-data.git`], `${where}: left beside the project`);
  return 'old';
}

test('killed at any moment, init leaves a whole project or none, and the next one succeeds', async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('sales.csv'), salesCsv());
  const victim = { root: sandbox.root, directory: sandbox.root, home: sandbox.home };
  const usual = () => sandbox.mv(initWords('first'));
  await killAtMoments(victim, { usual, count: 6, seed: 5 }, async (kill, where, index) => {
    const folder = `p${index}-shop`;
    await kill(initWords(folder));
    await requireInit(sandbox, folder, where);
  });
  await sandbox.remove();
});

test('killed at each git process that writes, which goes on alone, init leaves a whole project or none', async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('sales.csv'), salesCsv());
  const victim = { root: sandbox.root, directory: sandbox.root, home: sandbox.home };
  await killAtGits(victim, initWords('first'), async (kill, where, index) => {
    await kill(initWords(`q${index}-shop`));
    await requireInit(sandbox, `q${index}-shop`, where);
  });
  await sandbox.remove();
});

test.run();
