// A release holds the model that its code, configuration and data make, or it is refused, or it says that it does not.

import { mkdir, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, park, refs } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';

const CODE = 'return { ...row };';
const feature = (name: string) => `return { ...row, ${name} };`;

async function refused(project: Project, ...args: string[]): Promise<any> {
  const before = await refs(project);
  const ran = await project.mv([...args, '--json']);
  assert.is(ran.exitCode, 3, ran.stdout + ran.stderr);
  assert.is(await refs(project), before, 'nothing moved');
  const document = ran.document();
  assert.equal(Object.keys(document).sort(), ['error', 'gates', 'plan', 'stale']);
  assert.is(document.plan.action, 'refuse');
  return document;
}

/** A branch with one more feature, trained. Leaves the working tree on it. */
async function trainedFeature(project: Project, name: string, expression: string): Promise<any> {
  await project.git('switch', '--quiet', '--create', name, 'prod');
  const code = await project.read('src/features.js');
  await project.write('src/features.js', code.replace(CODE, feature(expression)));
  return project.json('train');
}

/** One more file in the data repository, as plain Git puts it there; gives the new commit. */
async function updateData(project: Project, date = '2024-06-01'): Promise<string> {
  const folder = project.sandbox.path(`update-${date}`);
  const git = (...args: string[]) => project.sandbox.git(args, { directory: folder });
  await project.sandbox.git(['clone', '--quiet', project.sandbox.path('shop-data.git'), folder]);
  await mkdir(`${folder}/updates`, { recursive: true });
  await writeFile(`${folder}/updates/${date}.csv`, `day,temp,weather,sales\n${date},20,sun,80\n`);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', `Rows of ${date}`);
  await git('push', '--quiet', 'origin', 'HEAD:main');
  return git('rev-parse', 'HEAD');
}

async function moveData(project: Project, commit: string): Promise<void> {
  const git = (...args: string[]) => project.sandbox.git(args, { directory: `${project.directory}/data` });
  await git('fetch', '--quiet', project.sandbox.path('shop-data.git'), 'main');
  await git('checkout', '--quiet', commit);
}

test('a branch whose code was edited after training is refused; training mends it', async () => {
  const project = await makeProject();
  await project.git('switch', '--quiet', '--create', 'feature');
  const code = await project.read('src/features.js');
  await project.write('src/features.js', code.replace(CODE, feature('warm: row.temp > 10')));
  await project.commit('Not trained yet');
  const { error, plan, stale } = await refused(project, 'promote', 'feature', 'prod');
  assert.is(error.code, 'stale-model');
  assert.is(stale.src, true);
  assert.is(stale.config, false);
  assert.equal(plan.files, ['src/features.js']);
  assert.equal(error.details.files, ['src/features.js']);
  assert.match(error.hint, 'git switch feature && git-model train');
  await refused(project, 'promote', 'feature', 'prod', '--dry-run');
  await refused(project, 'promote', 'feature', 'prod', '--take-code');
  await project.json('train');
  assert.is((await project.json('promote', 'feature', 'prod')).release, 2);
  await project.remove();
});

test('an edit of what training reads in mv.yaml is refused with its key; of what it does not read is not', async () => {
  const project = await makeProject();
  await project.json('experiment', 'deeper', '--set', 'model.trees=6');
  const { error, plan, stale } = await refused(project, 'promote', 'deeper', 'prod');
  assert.is(error.code, 'stale-model');
  assert.equal(stale, {
    src: false,
    config: true,
    data: false,
    reasons: ['mv.yaml has changed in what training reads'],
  });
  assert.equal(plan.keys, ['model.trees']);
  await project.git('switch', '--quiet', '--create', 'gate', 'prod');
  await project.write('mv.yaml', `${await project.read('mv.yaml')}comparison:\n  metric: mae\n`);
  await project.commit('Rank by mae');
  const released = await project.json('promote', 'gate', 'prod');
  assert.is(released.plan.action, 'release');
  assert.equal(released.stale.reasons, []);
  assert.is((await project.json('status')).environments[0].fresh, true);
  await project.remove();
});

test('two features merged by lines make a model that nobody trained: refused, with file and remedies', async () => {
  const project = await makeProject();
  await trainedFeature(project, 'one', 'warm: row.temp > 10');
  await project.git('switch', '--quiet', '--create', 'two', 'prod');
  await project.write('src/helper.js', 'export const two = 2;\n');
  await project.json('train');
  await project.json('promote', 'two', 'prod');
  const { error, plan, stale } = await refused(project, 'promote', 'one', 'prod');
  assert.is(error.code, 'stale-after-merge');
  assert.equal(plan.files, ['src/helper.js']);
  assert.equal(error.details.files, ['src/helper.js']);
  assert.is(stale.src, true);
  for (const remedy of ['--retrain', '--take-code', '--allow-stale']) assert.match(error.hint, remedy);

  const before = await refs(project);
  const planned = await project.json('promote', 'one', 'prod', '--retrain', '--dry-run');
  assert.is(planned.plan.action, 'retrain');
  assert.is(planned.after, null);
  assert.is(await refs(project), before);

  const released = await project.json('promote', 'one', 'prod', '--retrain');
  assert.is(released.branch, 'one-on-prod');
  assert.is(released.release, 3);
  const made = await project.git('rev-parse', 'one-on-prod');
  assert.is(await project.git('log', '-1', '--format=%P', 'prod'), `${released.before} ${made}`);
  assert.is(
    await project.git('log', '-1', '--format=%P', made),
    `${await project.git('rev-parse', 'one')} ${released.before}`,
  );
  assert.match(await project.git('show', 'prod:src/features.js'), 'warm: row.temp > 10');
  assert.match(await project.git('show', 'prod:src/helper.js'), 'two = 2');
  const { releases } = await project.json('history');
  assert.equal(
    releases.map((release: any) => [release.release, release.kind, release.from?.branch ?? null]),
    [
      [3, 'retrain', 'one-on-prod'],
      [2, 'promotion', 'two'],
      [1, 'init', null],
    ],
  );
  assert.is((await project.json('status')).environments[0].fresh, true);
  assert.is((await project.json('promote', 'one', 'prod')).plan.action, 'nothing');
  await project.remove();
});

test('--allow-stale is recorded: in the commit, in history, in status; and the next promotion is judged on its own', async () => {
  const project = await makeProject();
  await trainedFeature(project, 'one', 'warm: row.temp > 10');
  await project.git('switch', '--quiet', '--create', 'two', 'prod');
  await project.write('src/helper.js', 'export const two = 2;\n');
  await project.json('train');
  await project.json('promote', 'two', 'prod');
  const { plan, stale } = await project.json('promote', 'one', 'prod', '--allow-stale');
  assert.equal(plan.recordedStale, ['src']);
  assert.is(stale.src, true);
  const message = await project.git('log', '-1', '--format=%B', 'prod');
  assert.match(message, 'Mv-Stale: src');
  assert.match(
    message,
    'Released though stale, with --allow-stale: src/ has changed since the model was made',
  );
  const { releases } = await project.json('history');
  assert.is(releases[0].kind, 'promotion');
  assert.is(releases[0].note, 'stale: src');
  const [prod] = (await project.json('status')).environments;
  assert.is(prod.fresh, false);
  assert.equal(prod.stale, ['src/ has changed since the model was made']);

  await project.json('experiment', 'mended');
  assert.is((await project.json('train')).trained, true);
  const next = await project.json('promote', 'mended', 'prod');
  assert.equal(next.plan.recordedStale, []);
  assert.is((await project.json('status')).environments[0].fresh, true);
  await project.remove();
});

test('--take-code releases the code that the model was made from, and drops what prod had beside it', async () => {
  const project = await makeProject();
  const { metrics } = await trainedFeature(project, 'one', 'warm: row.temp > 10');
  commitOn(project, 'prod', { 'src/helper.js': 'export const two = 2;\n', 'docs/a.md': 'prod\n' });
  await refused(project, 'promote', 'one', 'prod');
  const { after } = await project.json('promote', 'one', 'prod', '--take-code');
  assert.is(await project.git('rev-parse', `${after}:src`), await project.git('rev-parse', 'one:src'));
  assert.is(await project.git('show', `${after}:docs/a.md`), 'prod');
  const [prod] = (await project.json('status')).environments;
  assert.is(prod.fresh, true);
  assert.is(prod.metric.value, metrics.rmse);
  await project.remove();
});

test('code that a merge by hand brought to prod makes the next model stale there', async () => {
  const project = await makeProject();
  await trainedFeature(project, 'model', 'warm: row.temp > 10');
  await project.git('switch', '--quiet', '--create', 'code', 'prod');
  await project.write('src/helper.js', 'export const two = 2;\n');
  await project.commit('Code alone');
  await project.git('switch', '--quiet', 'prod');
  await project.git('merge', '--quiet', '--no-ff', 'code', '--message', 'Merge code by hand');
  assert.is((await project.json('status')).environments[0].fresh, false);
  const { plan, error } = await refused(project, 'promote', 'model', 'prod');
  assert.is(error.code, 'stale-after-merge');
  assert.equal(plan.files, ['src/helper.js']);
  const { release } = await project.json('promote', 'model', 'prod', '--retrain');
  assert.is(release, 2);
  assert.is(await project.git('status', '--porcelain'), '');
  assert.is((await project.json('history')).releases[1].kind, 'unverified');
  await project.remove();
});

test('a pin older than what the environment has is refused; --retrain trains on the newer data', async () => {
  const project = await makeProject();
  await trainedFeature(project, 'late', 'warm: row.temp > 10');
  await project.git('switch', '--quiet', '--create', 'newer', 'prod');
  const newest = await updateData(project);
  await moveData(project, newest);
  await project.json('train');
  const moved = await project.json('promote', 'newer', 'prod');
  assert.is(moved.plan.action, 'release');
  assert.match(await project.git('log', '-1', '--format=%b', 'prod'), /Data: [0-9a-f]{7} -> [0-9a-f]{7}\./);

  const { error, stale, plan } = await refused(project, 'promote', 'late', 'prod');
  assert.is(error.code, 'older-data');
  assert.is(stale.data, true);
  assert.equal(plan.files, ['data']);
  assert.match(error.hint, 'git-model promote late prod --retrain');
  for (const choice of ['--take-code', '--allow-stale', '--dry-run'])
    await refused(project, 'promote', 'late', 'prod', choice);
  await project.json('promote', 'late', 'prod', '--retrain');
  assert.is(await project.git('rev-parse', 'prod:data'), newest);
  assert.match(await project.git('show', 'prod:src/features.js'), 'warm');
  assert.is((await project.json('status')).environments[0].fresh, true);
  await project.remove();
});

test('pins are put in order also where each lies in a store of its own', async () => {
  const project = await makeProject();
  await park(project);
  const late = await project.json('experiment', 'late', '--worktree');
  commitOn(project, 'late', { 'models/n': 'n' });
  const newest = await updateData(project);
  commitOn(project, 'newer', { data: { mode: '160000', id: newest }, 'models/n': 'm' }, { from: 'prod' });
  const provenance = JSON.parse(await project.git('show', 'prod:models/provenance.json'));
  provenance.data.commit = newest;
  commitOn(project, 'newer', { 'models/provenance.json': JSON.stringify(provenance) });
  await project.json('promote', 'newer', 'prod');
  // The tree of `late` has a submodule of its own, which has never seen the newer commit.
  const ran = await project.mv(['promote', 'late', 'prod', '--json'], { directory: late.path });
  assert.is(ran.exitCode, 3, ran.stdout);
  assert.is(ran.document().error.code, 'older-data');
  await project.remove();
});

test('pins that went separate ways, or that are nowhere to be had, are refused unless that is recorded', async () => {
  const project = await makeProject();
  await park(project);
  const withPin = async (branch: string, pin: string) => {
    commitOn(project, branch, { data: { mode: '160000', id: pin }, 'models/n': branch }, { from: 'prod' });
    const provenance = JSON.parse(await project.git('show', 'prod:models/provenance.json'));
    provenance.data.commit = pin;
    commitOn(project, branch, { 'models/provenance.json': JSON.stringify(provenance) });
  };
  const data = project.sandbox.path('shop-data.git');
  const tree = await project.sandbox.git(['rev-parse', 'main^{tree}'], { directory: data });
  const fork = (message: string) =>
    project.sandbox.git(['commit-tree', tree, '-p', 'main', '-m', message], { directory: data });
  const [one, other] = [await fork('one'), await fork('other')];
  await withPin('one', one);
  await withPin('other', other);
  await withPin('lost', 'a'.repeat(40));
  await project.json('promote', 'one', 'prod');
  const diverged = await refused(project, 'promote', 'other', 'prod');
  assert.is(diverged.error.code, 'unordered-data');
  assert.match(diverged.error.message, 'lack some of what prod has');
  const unknown = await refused(project, 'promote', 'lost', 'prod');
  assert.match(unknown.error.message, 'cannot be told');
  const { plan } = await project.json('promote', 'other', 'prod', '--allow-stale');
  assert.equal(plan.recordedStale, ['data']);
  await project.remove();
});

test('a branch without a model is refused', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'bare', { 'models/provenance.json': null }, { from: 'prod' });
  assert.is((await refused(project, 'promote', 'bare', 'prod')).error.code, 'no-model');
  commitOn(project, 'empty', { 'models/model.json': null }, { from: 'prod' });
  assert.is((await refused(project, 'promote', 'empty', 'prod')).error.code, 'no-model');
  await project.remove();
});

test('two choices exclude each other, and names are checked before anything happens', async () => {
  const project = await makeProject();
  await park(project);
  const fails = async (exitCode: number, code: string, ...args: string[]) => {
    const ran = await project.mv(['promote', ...args, '--json']);
    assert.is(ran.exitCode, exitCode, ran.stdout);
    assert.is(ran.document().error.code, code);
  };
  await fails(2, 'usage', 'parked', 'prod', '--retrain', '--allow-stale');
  await fails(2, 'usage', 'prod', 'prod');
  await fails(2, 'branch-not-found', 'nowhere', 'prod');
  await fails(2, 'not-an-environment', 'prod', 'parked');
  await fails(2, 'branch-exists', 'parked', 'prod', '--as', 'parked');
  await fails(2, 'branch-exists', 'parked', 'prod', '--as', 'prod');
  await fails(2, 'nested-branch-name', 'parked', 'prod', '--as', 'prod/x');
  await fails(2, 'invalid-branch-name', 'parked', 'prod', '--as', 'a..b');
  commitOn(project, 'feature', { 'models/n': 'n' }, { from: 'prod' });
  await project.git('switch', '--quiet', 'feature');
  await project.write('mv.yaml', (await project.read('mv.yaml')).replace('[prod]', '[prod, feature]'));
  await project.commit('A branch does not make itself an environment');
  await fails(2, 'not-an-environment', 'parked', 'feature');
  await project.remove();
});

test.run();
