// Working trees that stand on an environment follow a release with their data, all of them, or nothing happens.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, refs } from '../support/commit-on.ts';
import { makeProject, type Project, type Ran } from '../support/project.ts';

const gitIn = (project: Project, directory: string, ...args: string[]) =>
  project.sandbox.git(args, { directory });

/** A branch `feature` with another data pin that adds `updates/2024-06-01.csv`, as if trained on it. */
async function featureOnNewData(project: Project): Promise<string> {
  const data = project.sandbox.path('shop-data.git');
  const index = { GIT_INDEX_FILE: project.sandbox.path('data-index') };
  const git = (args: string[], input?: string) =>
    project.sandbox.git(args, { directory: data, input, env: index });
  await git(['read-tree', 'main']);
  const id = await git(['hash-object', '-w', '--stdin'], 'day,temp,weather,sales\n2024-06-01,20,sun,80\n');
  await git(['update-index', '--add', '--cacheinfo', `100644,${id},updates/2024-06-01.csv`]);
  const pin = await git(['commit-tree', await git(['write-tree']), '-p', 'main', '-m', 'Rows of June']);
  await git(['update-ref', 'refs/heads/main', pin]);
  const provenance = JSON.parse(await project.git('show', 'prod:models/provenance.json'));
  provenance.data.commit = pin;
  commitOn(
    project,
    'feature',
    {
      data: { mode: '160000', id: pin },
      'models/provenance.json': JSON.stringify(provenance),
      'docs/new.md': 'new\n',
      'models/extra.txt': 'extra\n',
    },
    { from: 'prod' },
  );
  return pin;
}

async function refusedBecause(
  project: Project,
  code: string,
  command = ['promote', 'feature', 'prod'],
): Promise<any> {
  const before = await refs(project);
  for (const args of [[...command, '--dry-run'], command]) {
    const ran = await project.mv([...args, '--json']);
    assert.is(ran.exitCode, 4, ran.stdout + ran.stderr);
    assert.is(ran.document().error.code, code);
    assert.is(await refs(project), before, 'no branch moved');
    if (args === command) return ran.document();
  }
}

test('the main tree follows, with its submodule, and is clean; a rollback takes both back', async () => {
  const project = await makeProject();
  const pin = await featureOnNewData(project);
  const old = await gitIn(project, `${project.directory}/data`, 'rev-parse', 'HEAD');
  await project.json('promote', 'feature', 'prod');
  assert.is(await project.git('status', '--porcelain'), '');
  assert.is(await gitIn(project, `${project.directory}/data`, 'rev-parse', 'HEAD'), pin);
  assert.match(await project.read('data/updates/2024-06-01.csv'), '2024-06-01,20,sun,80');
  assert.is(await project.read('docs/new.md'), 'new\n');
  await project.json('rollback', 'prod');
  assert.is(await project.git('status', '--porcelain'), '');
  assert.is(await gitIn(project, `${project.directory}/data`, 'rev-parse', 'HEAD'), old);
  assert.is(await readFile(`${project.directory}/docs/new.md`, 'utf8').catch(() => 'gone'), 'gone');
  await project.remove();
});

test('a dry run moves neither branch nor file nor reflog', async () => {
  const project = await makeProject();
  await featureOnNewData(project);
  const state = async () => [
    await refs(project),
    await project.git('reflog', 'show', '--all'),
    await project.git('status', '--porcelain', '--untracked-files=all'),
    await gitIn(project, `${project.directory}/data`, 'rev-parse', 'HEAD'),
    await readFile(`${project.directory}/.git/index`, 'latin1'),
  ];
  const before = await state();
  const { after, release, plan } = await project.json('promote', 'feature', 'prod', '--dry-run');
  assert.equal([after, release, plan.action], [null, 2, 'release']);
  assert.equal(await state(), before);
  await project.json('promote', 'feature', 'prod');
  const released = await state();
  assert.is((await project.json('rollback', 'prod', '--dry-run')).after, null);
  assert.equal(await state(), released);
  assert.is(
    await project.git('reflog', 'show', '--format=%gs', 'feature'),
    '',
    'a branch that stays gets no entry',
  );
  await project.remove();
});

test('every tree on the environment follows: the main one and linked ones, from whichever the command runs', async () => {
  const project = await makeProject();
  const pin = await featureOnNewData(project);
  const beside = await project.json('experiment', 'beside', '--worktree');
  const linked = project.sandbox.path('linked');
  await project.git('worktree', 'add', '--quiet', '--force', linked, 'prod');
  const ran: Ran = await project.mv(['promote', 'feature', 'prod', '--json'], { directory: beside.path });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  for (const tree of [project.directory, linked]) {
    assert.is(await gitIn(project, tree, 'rev-parse', 'HEAD'), ran.document().after);
    assert.is(await gitIn(project, tree, 'status', '--porcelain'), '', tree);
    assert.is(await readFile(path.join(tree, 'models/extra.txt'), 'utf8'), 'extra\n');
  }
  assert.is(await gitIn(project, `${project.directory}/data`, 'rev-parse', 'HEAD'), pin);
  assert.is(await gitIn(project, beside.path, 'status', '--porcelain'), '');
  assert.is.not(await gitIn(project, `${beside.path}/data`, 'rev-parse', 'HEAD'), pin);
  await project.remove();
});

test('work that is in the way stops the release before anything moved', async () => {
  const project = await makeProject();
  await featureOnNewData(project);
  const linked = project.sandbox.path('linked');
  await project.git('worktree', 'add', '--quiet', '--force', linked, 'prod');
  const reset = async () => {
    for (const tree of [project.directory, linked]) {
      await gitIn(project, tree, 'reset', '--quiet', '--hard');
      await gitIn(project, tree, 'clean', '--quiet', '-ffd');
    }
  };
  const readme = `${project.directory}/README.md`;

  await writeFile(readme, 'edited\n');
  const edited = await refusedBecause(project, 'uncommitted-changes');
  assert.equal(edited.error.details.files, ['README.md']);
  assert.is(edited.plan.action, 'release', 'the decision travels along');
  assert.equal(edited.gates, []);
  assert.is(await readFile(readme, 'utf8'), 'edited\n');
  await reset();

  await writeFile(readme, 'staged\n');
  await project.git('add', 'README.md');
  await refusedBecause(project, 'uncommitted-changes');
  await reset();

  await mkdir(`${linked}/docs`);
  await writeFile(`${linked}/docs/new.md`, 'mine\n');
  const inTheWay = await refusedBecause(project, 'uncommitted-changes');
  assert.match(inTheWay.error.message, 'docs/new.md');
  assert.match(inTheWay.error.message, linked);
  assert.is(await readFile(`${linked}/docs/new.md`, 'utf8'), 'mine\n');
  await reset();

  await writeFile(`${project.directory}/unrelated.txt`, 'mine\n');
  assert.is((await project.json('promote', 'feature', 'prod', '--dry-run')).plan.action, 'release');
  await project.json('promote', 'feature', 'prod');
  assert.is(await project.git('status', '--porcelain'), '?? unrelated.txt');
  await project.remove();
});

test('work in data/ that is in the way stops the release before anything moved', async () => {
  const project = await makeProject();
  await featureOnNewData(project);
  const data = `${project.directory}/data`;
  const csv = `${data}/initial/sales.csv`;
  const text = await readFile(csv, 'utf8');

  await writeFile(csv, `${text}2030-01-01,1,sun,1\n`);
  await refusedBecause(project, 'uncommitted-changes');
  await writeFile(csv, text);

  await mkdir(`${data}/updates`);
  await writeFile(`${data}/updates/2024-06-01.csv`, 'mine\n');
  const { error } = await refusedBecause(project, 'uncommitted-changes');
  assert.match(error.message, 'data');
  assert.is(await readFile(`${data}/updates/2024-06-01.csv`, 'utf8'), 'mine\n');
  await gitIn(project, data, 'clean', '--quiet', '-ffd');

  const pinned = await gitIn(project, data, 'rev-parse', 'HEAD');
  const elsewhere = await gitIn(project, data, 'commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'elsewhere');
  await gitIn(project, data, 'checkout', '--quiet', elsewhere);
  await refusedBecause(project, 'uncommitted-changes');
  assert.is(await gitIn(project, data, 'rev-parse', 'HEAD'), elsewhere);
  await gitIn(project, data, 'checkout', '--quiet', pinned);

  await project.json('promote', 'feature', 'prod');
  await writeFile(csv, 'edited\n');
  await refusedBecause(project, 'uncommitted-changes', ['rollback', 'prod']);
  await project.remove();
});

test('a merge, or a rebase, that is not finished on the environment stops the release', async () => {
  const project = await makeProject();
  await featureOnNewData(project);
  commitOn(project, 'other', { 'README.md': 'other\n' }, { from: 'prod' });
  await project.git('merge', '--quiet', '--no-commit', '--strategy=ours', 'other');
  assert.is(await project.git('status', '--porcelain'), '', 'nothing is changed, and yet a merge is on');
  const { error } = await refusedBecause(project, 'operation-in-progress');
  assert.match(error.message, 'a merge on prod is not finished');
  await project.git('merge', '--abort');

  await project.write('README.md', 'prod\n');
  await project.git('commit', '--quiet', '--all', '--message', 'Conflicting');
  await project.git('rebase', '--quiet', 'other').catch(() => {});
  const rebase = await refusedBecause(project, 'operation-in-progress');
  assert.match(rebase.error.message, 'a rebase on prod is not finished');
  await project.git('rebase', '--abort');
  assert.is((await project.json('promote', 'feature', 'prod')).release, 2);
  await project.remove();
});

test('an environment that nobody has checked out moves, and what is checked out stays', async () => {
  const project = await makeProject();
  await featureOnNewData(project);
  await project.git('switch', '--quiet', '--create', 'elsewhere');
  await project.write('README.md', 'work\n');
  await project.json('promote', 'feature', 'prod');
  assert.is(await project.git('status', '--porcelain').then(text => text.trim()), 'M README.md');
  await project.remove();
});

test('a merge of files comes out the same from a linked working tree', async () => {
  const project = await makeProject();
  await featureOnNewData(project);
  commitOn(project, 'feature', { 'README.md': `${await project.read('README.md')}feature\n` });
  const beside = await project.json('experiment', 'beside', '--worktree');
  await project.write('docs-of-prod.md', 'prod\n');
  await project.commit('Prod goes on');
  const here = (await project.json('promote', 'feature', 'prod', '--dry-run')).plan.tree;
  const there = await project.mv(['promote', 'feature', 'prod', '--json'], { directory: beside.path });
  assert.is(there.document().plan.tree, here);
  assert.is(await project.git('show', 'prod:docs-of-prod.md'), 'prod');
  assert.match(await project.git('show', 'prod:README.md'), /feature$/);
  await project.remove();
});

test('--retrain asks for free trees before it trains, not after', async () => {
  const project = await makeProject();
  commitOn(project, 'feature', { 'src/late.js': 'export {};\n' }, { from: 'prod' });
  await project.write('README.md', 'work\n');
  const before = await refs(project);
  const ran = await project.mv(['promote', 'feature', 'prod', '--retrain', '--json']);
  assert.is(ran.exitCode, 4, ran.stdout);
  assert.is(ran.document().plan.action, 'retrain');
  assert.is(await refs(project), before, 'no branch was made');
  await project.remove();
});

test('a tree without data/ checked out follows without it', async () => {
  const project = await makeProject();
  await featureOnNewData(project);
  const clone = project.sandbox.path('clone');
  await project.sandbox.git(['clone', '--quiet', project.directory, clone]);
  await gitIn(project, clone, 'branch', '--quiet', 'feature', 'origin/feature');
  const ran = await project.sandbox.mv(['promote', 'feature', 'prod', '--json'], { directory: clone });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  assert.is(await gitIn(project, clone, 'status', '--porcelain'), '');
  await project.remove();
});

test.run();
