// `promote --as`: the release on a branch, for a pull request; and what history makes of the ways in which it is merged.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, park, refs } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';

/** `feature` requested as `request`, with prod checked out nowhere. */
async function request(): Promise<{ project: Project; document: any }> {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'feature', { 'models/extra.txt': 'x' }, { from: 'prod' });
  commitOn(project, 'feature', { 'docs/f.md': 'f' });
  const document = await project.json('promote', 'feature', 'prod', '--as', 'request');
  return { project, document };
}

/** Newest first: number, kind, branch, note. */
async function history(project: Project): Promise<any[]> {
  const { releases } = await project.json('history');
  return releases.map((one: any) => [one.release, one.kind, one.from?.branch ?? null, one.note]);
}

const INIT = [1, 'init', null, null];
const RELEASE = [2, 'promotion', 'feature', null];

test('the request is the merge commit that the promotion would be, and prod stays', async () => {
  const { project, document } = await request();
  const prod = await project.git('rev-parse', 'prod');
  assert.is(document.before, prod);
  assert.is(document.as, 'request');
  assert.is(document.release, 2);
  assert.is(await project.git('rev-parse', 'request'), document.after);
  assert.is(
    await project.git('log', '-1', '--format=%P', 'request'),
    `${prod} ${await project.git('rev-parse', 'feature')}`,
  );
  assert.equal(await history(project), [INIT]);
  const real = await project.json('promote', 'feature', 'prod', '--dry-run');
  assert.is(real.plan.tree, await project.git('rev-parse', 'request^{tree}'));
  await project.remove();
});

test('a dry run makes no branch, and a branch that is there is refused', async () => {
  const { project } = await request();
  const before = await refs(project);
  assert.is((await project.json('promote', 'feature', 'prod', '--as', 'other', '--dry-run')).after, null);
  assert.is(await refs(project), before);
  assert.is((await project.mv(['promote', 'feature', 'prod', '--as', 'request'])).exitCode, 2);
  await project.remove();
});

test('uncommitted work on prod is no obstacle to a request', async () => {
  const project = await makeProject();
  commitOn(project, 'feature', { 'models/extra.txt': 'x' }, { from: 'prod' });
  await project.write('README.md', 'work\n');
  assert.is((await project.json('promote', 'feature', 'prod', '--as', 'request')).release, 2);
  assert.is(await project.read('README.md'), 'work\n');
  await project.remove();
});

test('merged with a merge commit, as hosts do, it is that release', async () => {
  const { project } = await request();
  const { tree, parents } = {
    tree: await project.git('rev-parse', 'request^{tree}'),
    parents: ['prod', 'request'],
  };
  const merge = await project.git(
    'commit-tree',
    tree,
    ...parents.flatMap(parent => ['-p', parent]),
    '-m',
    'Merge pull request #7',
  );
  await project.git('update-ref', 'refs/heads/prod', merge);
  assert.equal(await history(project), [RELEASE, INIT]);
  assert.is((await project.json('history')).releases[0].commit, merge);
  assert.is((await project.json('promote', 'feature', 'prod')).plan.action, 'nothing');
  commitOn(project, 'next', { 'models/extra.txt': 'y' }, { from: 'prod' });
  assert.is((await project.json('promote', 'next', 'prod')).release, 3);
  assert.is((await project.json('rollback', 'prod')).restored, merge);
  await project.remove();
});

test('fast-forwarded, it is that release', async () => {
  const { project } = await request();
  await project.git('fetch', '--quiet', '.', 'request:prod');
  assert.equal(await history(project), [RELEASE, INIT]);
  await project.remove();
});

test('squashed with its message kept, it is that release, though the branch is no parent', async () => {
  const { project } = await request();
  const message = await project.git('log', '-1', '--format=%B', 'request');
  const squash = await project.git('commit-tree', 'request^{tree}', '-p', 'prod', '-m', message);
  await project.git('update-ref', 'refs/heads/prod', squash);
  assert.equal(await history(project), [RELEASE, INIT]);
  assert.is(
    (await project.json('history')).releases[0].from.commit,
    await project.git('rev-parse', 'feature'),
  );
  const again = await project.json('promote', 'feature', 'prod');
  assert.is(again.plan.action, 'nothing', 'nothing is left to bring');
  assert.is(again.after, squash);
  await project.remove();
});

test('squashed under another message it is unverified, and there is nothing left to promote', async () => {
  const { project } = await request();
  const squash = await project.git('commit-tree', 'request^{tree}', '-p', 'prod', '-m', 'Feature (#7)');
  await project.git('update-ref', 'refs/heads/prod', squash);
  const [newest] = await history(project);
  assert.equal(newest.slice(0, 3), [null, 'unverified', null]);
  assert.is((await project.json('promote', 'feature', 'prod')).plan.action, 'nothing');
  await project.remove();
});

test('rebased, what comes to prod are training commits by hand', async () => {
  const { project } = await request();
  await project.git('fetch', '--quiet', '.', 'feature:prod');
  const listed = await history(project);
  assert.equal(
    listed.map(([number, kind]) => [number, kind]),
    [
      [null, 'unverified'],
      [null, 'unverified'],
      [1, 'init'],
    ],
  );
  await project.remove();
});

test('merged after prod had moved on it is unverified, since nobody judged that merge', async () => {
  const { project } = await request();
  commitOn(project, 'prod', { 'docs/hotfix.md': 'h' });
  const tree = await project.git('merge-tree', '--write-tree', 'prod', 'request');
  const merge = await project.git(
    'commit-tree',
    tree,
    '-p',
    'prod',
    '-p',
    'request',
    '-m',
    'Merge pull request #7',
  );
  await project.git('update-ref', 'refs/heads/prod', merge);
  const [newest] = await history(project);
  assert.equal(newest.slice(0, 2), [null, 'unverified']);
  assert.is(newest[3], 'a merge by hand of what was to be release 2: prod had moved meanwhile');
  await project.remove();
});

test('two requests of one number: the second to be merged is not taken for a release', async () => {
  const { project } = await request();
  commitOn(project, 'other', { 'docs/o.md': 'o' }, { from: 'prod' });
  await project.json('promote', 'other', 'prod', '--as', 'request-2');
  await project.git('fetch', '--quiet', '.', 'request:prod');
  const message = await project.git('log', '-1', '--format=%B', 'request-2');
  const tree = await project.git('merge-tree', '--write-tree', 'prod', 'request-2');
  const squash = await project.git('commit-tree', tree, '-p', 'prod', '-m', message);
  await project.git('update-ref', 'refs/heads/prod', squash);
  const listed = await history(project);
  assert.is(listed[0][1], 'unverified');
  assert.equal(listed.slice(1), [RELEASE, INIT]);
  await project.remove();
});

test('two requests at once do not race with one another', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'feature', { 'models/extra.txt': 'x' }, { from: 'prod' });
  const requests = await Promise.all(
    ['a', 'b'].map(name => project.mv(['promote', 'feature', 'prod', '--as', name, '--json'])),
  );
  assert.equal(
    requests.map(run => run.exitCode),
    [0, 0],
  );
  await project.remove();
});

test.run();
