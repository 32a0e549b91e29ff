// What stands where: environments and experiments, fresh or stale, how good, how far behind the data.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project } from '../support/project.ts';

const byName = (branches: any[], name: string) => branches.find(({ branch }) => branch === name);

/** Commits rows to the data repository's main, past the submodule, as a colleague's push would. */
async function newerData(project: Project, day: string): Promise<string> {
  const clone = project.sandbox.path(`colleague-${day}`);
  await project.sandbox.git(['clone', '--quiet', project.sandbox.path('shop-data.git'), clone]);
  const rows = (await project.read('data/initial/sales.csv')).split('\n').slice(0, 4);
  await mkdir(`${clone}/updates`, { recursive: true });
  await writeFile(`${clone}/updates/${day}.csv`, `${rows.join('\n')}\n`);
  await project.sandbox.git(['add', '--all'], { directory: clone });
  await project.sandbox.git(['commit', '--quiet', '--message', day], { directory: clone });
  await project.sandbox.git(['push', '--quiet', 'origin', 'HEAD:main'], { directory: clone });
  return project.sandbox.git(['rev-parse', 'HEAD'], { directory: clone });
}

test('the document has the fields of the contract', async () => {
  const project = await makeProject();
  await project.json('experiment', 'deeper', '--set', 'model.trees=9');
  await project.json('train');
  const document = await project.json('status');
  assert.equal([document.project, document.branch], ['shop', 'deeper']);
  assert.equal(
    [document.environments.map((b: any) => b.branch), document.experiments.map((b: any) => b.branch)],
    [['prod'], ['deeper']],
  );
  for (const branch of [...document.environments, ...document.experiments]) {
    for (const name of [
      'branch',
      'commit',
      'fresh',
      'stale',
      'model',
      'metric',
      'data',
      'drift',
      'trainedAt',
    ]) {
      assert.ok(name in branch, name);
    }
    assert.is(branch.commit, await project.git('rev-parse', branch.branch));
    assert.equal([branch.fresh, branch.stale, branch.drift], [true, [], 'unknown']);
    assert.equal(Object.keys(branch.model), ['path', 'kind', 'digest', 'bytes']);
    assert.is(branch.metric.name, 'rmse');
    assert.is(
      branch.metric.value,
      JSON.parse(await project.git('show', `${branch.branch}:metrics/model.json`)).rmse,
    );
    assert.equal(branch.data, { commit: await project.git('rev-parse', `${branch.branch}:data`), behind: 0 });
    const at = Number(
      await project.git('log', '-1', '--format=%ct', branch.branch, '--', 'models/provenance.json'),
    );
    assert.is(branch.trainedAt, new Date(at * 1000).toISOString());
  }
  await project.remove();
});

test('trainedAt is when the model came, through later edits and through the merge that released it', async () => {
  const project = await makeProject();
  await project.json('experiment', 'deeper', '--set', 'model.trees=9');
  const train = await project.mv(['train', '--json'], { env: { SOURCE_DATE_EPOCH: '1800000000' } });
  assert.is(train.exitCode, 0);
  await project.write('README.md', 'More words.\n');
  await project.commit('Words');
  await project.json('promote', 'deeper', 'prod');
  const { environments, experiments } = await project.json('status');
  assert.is(byName(experiments, 'deeper').trainedAt, '2027-01-15T08:00:00.000Z');
  assert.is(byName(environments, 'prod').trainedAt, '2027-01-15T08:00:00.000Z');
  await project.remove();
});

test('data behind is counted in commits of the data repository, pin by pin', async () => {
  const project = await makeProject();
  await newerData(project, '2024-06-01');
  const middle = await newerData(project, '2024-06-02');
  await newerData(project, '2024-06-03');
  await project.json('experiment', 'middle');
  await project.git('update-index', '--cacheinfo', `160000,${middle},data`);
  await project.git('commit', '--quiet', '--message', 'Pin');
  const { environments, experiments } = await project.json('status');
  assert.is(byName(environments, 'prod').data.behind, 3);
  assert.is(byName(experiments, 'middle').data.behind, 1);
  assert.match(byName(experiments, 'middle').stale.join(), 'data/ is at');
  const { stdout } = await project.mv(['status']);
  assert.match(stdout, /prod .*3 behind/);
  // A pin that nobody has any more cannot be placed.
  await project.git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},data`);
  await project.git('commit', '--quiet', '--message', 'Lost');
  const lost = byName((await project.json('status')).experiments, 'middle');
  assert.equal(lost.data, { commit: '1'.repeat(40), behind: null });
  await project.remove();
});

test('environments are those that the main environment lists, whatever an experiment says', async () => {
  const project = await makeProject();
  const configuration = await project.read('mv.yaml');
  await project.write(
    'mv.yaml',
    `${configuration.replace(/\nenvironments:[\s\S]*$/, '\n')}\nenvironments: [prod, staging]\n`,
  );
  await project.commit('Two environments');
  await project.git('branch', 'staging');
  await project.json('experiment', 'sly');
  await project.write('mv.yaml', (await project.read('mv.yaml')).replace('[prod, staging]', '[sly, prod]'));
  await project.commit('Say that I am an environment');
  const { environments, experiments } = await project.json('status');
  assert.equal(environments.map((b: any) => b.branch).sort(), ['prod', 'staging']);
  assert.equal(
    experiments.map((b: any) => b.branch),
    ['sly'],
  );
  await project.remove();
});

test('branches that hold no model are no experiments', async () => {
  const project = await makeProject();
  await project.git('switch', '--quiet', '--orphan', 'pages');
  await project.git('commit', '--quiet', '--allow-empty', '--message', 'Pages');
  const { experiments, environments, branch } = await project.json('status');
  assert.equal([experiments, environments.length, branch], [[], 1, 'pages']);
  assert.match((await project.mv(['status'])).stdout, 'none yet: git-model experiment <name>');
  await project.remove();
});

test('on a detached HEAD there is no branch to star, and the rest is the same', async () => {
  const project = await makeProject();
  await project.git('switch', '--quiet', '--detach');
  const document = await project.json('status');
  assert.is(document.branch, null);
  assert.not.match((await project.mv(['status'])).stdout, '* ');
  await project.remove();
});

test('without the data repository all but "behind" is known', async () => {
  const project = await makeProject();
  await rm(project.sandbox.path('shop-data.git'), { recursive: true });
  await rm(`${project.directory}/.git/modules`, { recursive: true });
  await rm(`${project.directory}/data`, { recursive: true });
  const { environments } = await project.json('status');
  assert.equal([environments[0].fresh, environments[0].data.behind], [true, null]);
  assert.match((await project.mv(['status'])).stdout, /prod .*unknown/);
  await project.remove();
});

test.run();
