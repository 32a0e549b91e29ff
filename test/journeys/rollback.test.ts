// Rolling back, and what becomes of the branches that were rolled back.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, park, refs } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';

const show = (project: Project, what: string) => project.git('show', what);
const has = async (project: Project, file: string, branch = 'prod') =>
  (await project.git('ls-tree', branch, '--', file)) !== '';

/** A branch off prod that adds a note of its name, as a trained one would. */
function experiment(project: Project, name: string, from = 'prod'): string {
  return commitOn(project, name, { [`docs/${name}.md`]: `${name}\n`, 'models/extra.txt': name }, { from });
}

async function refusedToRoll(project: Project, ...args: string[]): Promise<any> {
  const before = await refs(project);
  const ran = await project.mv(['rollback', ...args, '--json']);
  assert.is(ran.exitCode, 2, ran.stdout + ran.stderr);
  assert.is(await refs(project), before);
  return ran.document().error;
}

test('the document of a rollback, and the commit it makes', async () => {
  const project = await makeProject();
  await park(project);
  const first = await project.git('rev-parse', 'prod');
  experiment(project, 'one');
  const { after: second } = await project.json('promote', 'one', 'prod');
  const document = await project.json('rollback', 'prod');
  assert.is(document.environment, 'prod');
  assert.is(document.before, second);
  assert.is(document.after, await project.git('rev-parse', 'prod'));
  assert.is(document.restored, first);
  assert.is(document.release, 3);
  assert.is(await project.git('log', '-1', '--format=%P', 'prod'), second);
  assert.is(await project.git('rev-parse', 'prod^{tree}'), await project.git('rev-parse', `${first}^{tree}`));
  assert.match(
    await project.git('log', '-1', '--format=%s', 'prod'),
    /^Release 3 of prod: roll back to release 1, rmse /,
  );
  await project.remove();
});

test("the environment's running records stay through a rollback", async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'one');
  await project.json('promote', 'one', 'prod');
  commitOn(project, 'prod', { 'monitoring/drift.csv': 'rows\n', 'logs/app.log': 'log\n' });
  await project.json('rollback', 'prod', '--to', '1');
  assert.is(await show(project, 'prod:monitoring/drift.csv'), 'rows');
  assert.is(await show(project, 'prod:logs/app.log'), 'log');
  assert.not.ok(await has(project, 'docs/one.md'));
  const { releases } = await project.json('history');
  assert.is(releases[0].kind, 'rollback', 'records do not make it another release');
  await project.remove();
});

test('rolling back twice goes back two, and --to goes forward again', async () => {
  const project = await makeProject();
  await park(project);
  for (const name of ['two', 'three']) {
    experiment(project, name);
    await project.json('promote', name, 'prod');
  }
  const { releases } = await project.json('history');
  const id = (number: number) => releases.find((one: any) => one.release === number).commit;
  assert.is((await project.json('rollback', 'prod')).restored, id(2));
  assert.is((await project.json('rollback', 'prod')).restored, id(1));
  assert.is((await refusedToRoll(project, 'prod')).code, 'release-not-found');
  assert.is((await project.json('rollback', 'prod', '--to', '3')).restored, id(3));
  assert.ok(await has(project, 'docs/three.md'));
  assert.is((await project.json('rollback', 'prod', '--to', id(2).slice(0, 9))).restored, id(2));
  const nothing = await project.json('rollback', 'prod', '--to', '2');
  assert.is(nothing.after, nothing.before);
  assert.is(nothing.release, null);
  assert.is(nothing.plan.action, 'nothing');
  await project.remove();
});

test('what was itself rolled back never comes back by itself', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'bad');
  await project.json('promote', 'bad', 'prod');
  await project.json('rollback', 'prod');
  experiment(project, 'good');
  await project.json('promote', 'good', 'prod');
  const { restored } = await project.json('rollback', 'prod');
  assert.is(restored, await project.git('rev-list', '--max-parents=0', 'prod'));
  assert.not.ok(await has(project, 'docs/bad.md'));
  await project.remove();
});

test('after a commit by hand the newest release comes back, also where that is a rollback', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'one');
  const { after } = await project.json('promote', 'one', 'prod');
  const hand = commitOn(project, 'prod', { 'src/hotfix.js': 'export {};\n' });
  assert.is((await project.json('rollback', 'prod')).restored, after);
  assert.not.ok(await has(project, 'src/hotfix.js'));
  assert.is(
    (await project.json('rollback', 'prod', '--to', hand)).restored,
    hand,
    'a commit by hand can be restored too',
  );
  await project.json('rollback', 'prod', '--to', '1');
  commitOn(project, 'prod', { 'docs/again.md': 'a' });
  const { restored } = await project.json('rollback', 'prod');
  assert.is(restored, await project.git('rev-list', '--max-parents=0', 'prod'));
  await project.remove();
});

test('what cannot be restored is refused: no release, an unknown number or commit, one of another branch', async () => {
  const project = await makeProject();
  await park(project);
  const alone = await refusedToRoll(project, 'prod');
  assert.match(alone.message, 'prod has no release before the one that is live');
  assert.match(alone.hint, 'git-model history prod');
  const elsewhere = experiment(project, 'one');
  assert.match((await refusedToRoll(project, 'prod', '--to', '7')).message, 'prod has no release 7');
  assert.match(
    (await refusedToRoll(project, 'prod', '--to', elsewhere)).message,
    `prod has no commit "${elsewhere}"`,
  );
  assert.match((await refusedToRoll(project, 'prod', '--to', 'nonsense')).message, '"nonsense"');
  assert.match(
    (await refusedToRoll(project, 'prod', '--to', '--upload-pack=x')).code,
    /usage|release-not-found/,
  );
  assert.is((await refusedToRoll(project, 'one')).code, 'not-an-environment');
  await project.json('promote', 'one', 'prod');
  assert.is(
    (await project.json('rollback', 'prod', '--to', 'prod~1')).release,
    3,
    'what Git calls a commit of it is one',
  );
  await project.remove();
});

test('promote, roll back, mend the branch, promote again: every edit is there', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'feature');
  commitOn(project, 'feature', { 'README.md': 'feature\n' });
  await project.json('promote', 'feature', 'prod');
  await project.json('rollback', 'prod');
  commitOn(project, 'feature', { 'docs/mended.md': 'm', 'models/extra.txt': 'mended' });
  const { after } = await project.json('promote', 'feature', 'prod');
  for (const file of ['docs/feature.md', 'docs/mended.md']) assert.ok(await has(project, file, after), file);
  assert.is(await show(project, `${after}:README.md`), 'feature');
  await project.remove();
});

test('promoting the same branch again after a rollback releases it again', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'feature');
  await project.json('promote', 'feature', 'prod');
  await project.json('rollback', 'prod');
  const { plan } = await project.json('promote', 'feature', 'prod');
  assert.is(plan.action, 'release');
  assert.ok(await has(project, 'docs/feature.md'));
  await project.remove();
});

test('what prod rolled back can be promoted to an environment that was branched from it', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'feature');
  await project.json('promote', 'feature', 'prod');
  await project.json('rollback', 'prod');
  const environments = (await project.git('show', 'prod:mv.yaml')).replace('[prod]', '[prod, staging]');
  commitOn(project, 'prod', { 'mv.yaml': `${environments}\n` });
  await project.git('branch', 'staging', 'prod');
  const { plan } = await project.json('promote', 'feature', 'staging');
  assert.is(plan.action, 'release');
  assert.ok(await has(project, 'docs/feature.md', 'staging'));
  await project.remove();
});

test('the same where another release came between the rollback and the mended branch', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'feature');
  await project.json('promote', 'feature', 'prod');
  await project.json('rollback', 'prod');
  experiment(project, 'between');
  await project.json('promote', 'between', 'prod');
  commitOn(project, 'feature', { 'docs/mended.md': 'm', 'models/extra.txt': 'mended' });
  const { after } = await project.json('promote', 'feature', 'prod');
  for (const file of ['docs/feature.md', 'docs/mended.md', 'docs/between.md'])
    assert.ok(await has(project, file, after), file);
  await project.remove();
});

test('the same after several rollbacks, and forward again', async () => {
  const project = await makeProject();
  await park(project);
  for (const name of ['one', 'two']) {
    experiment(project, name);
    await project.json('promote', name, 'prod');
  }
  await project.json('rollback', 'prod');
  await project.json('rollback', 'prod');
  commitOn(project, 'two', { 'docs/two-mended.md': 'm' });
  await project.json('promote', 'two', 'prod');
  for (const file of ['docs/one.md', 'docs/two.md', 'docs/two-mended.md'])
    assert.ok(await has(project, file), file);
  await project.json('rollback', 'prod', '--to', '2');
  commitOn(project, 'two', { 'docs/two-again.md': 'm' });
  await project.json('promote', 'two', 'prod');
  for (const file of ['docs/one.md', 'docs/two.md', 'docs/two-mended.md', 'docs/two-again.md'])
    assert.ok(await has(project, file), file);
  await project.remove();
});

test('a release taken back by hand, with git revert, counts as rolled back', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'feature');
  await project.json('promote', 'feature', 'prod');
  await project.git('switch', '--quiet', 'prod');
  await project.git('revert', '--mainline=1', '--no-edit', 'HEAD');
  await project.git('switch', '--quiet', 'parked');
  experiment(project, 'between');
  await project.json('promote', 'between', 'prod');
  commitOn(project, 'feature', { 'docs/mended.md': 'm', 'models/extra.txt': 'mended' });
  await project.json('promote', 'feature', 'prod');
  for (const file of ['docs/feature.md', 'docs/mended.md', 'docs/between.md'])
    assert.ok(await has(project, file), file);
  await project.remove();
});

test('a merge by hand that kept the side of prod stays what it says: merged', async () => {
  const project = await makeProject();
  await park(project);
  experiment(project, 'unwanted');
  const merge = await project.git(
    'commit-tree',
    'prod^{tree}',
    '-p',
    'prod',
    '-p',
    'unwanted',
    '-m',
    'Not wanted',
  );
  await project.git('update-ref', 'refs/heads/prod', merge);
  assert.is((await project.json('promote', 'unwanted', 'prod')).plan.action, 'nothing');
  await project.remove();
});

test('where the branch conflicts after a rollback, the hint does not lead into the merge that would lose its edits', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'prod', { 'README.md': 'base\n' });
  commitOn(project, 'feature', { 'README.md': 'feature\n', 'models/extra.txt': 'f' }, { from: 'prod' });
  await project.json('promote', 'feature', 'prod');
  await project.json('rollback', 'prod', '--to', await project.git('rev-parse', 'prod~1'));
  commitOn(project, 'between', { 'README.md': 'between\n', 'models/extra.txt': 'b' }, { from: 'prod' });
  await project.json('promote', 'between', 'prod');
  commitOn(project, 'feature', { 'docs/mended.md': 'm' });
  const ran = await project.mv(['promote', 'feature', 'prod', '--json']);
  assert.is(ran.exitCode, 4);
  const { error } = ran.document();
  assert.equal(error.details.files, ['README.md']);
  assert.not.match(error.hint, 'git merge');
  assert.match(error.hint, 'git-model experiment <name> --from prod');
  await project.remove();
});

test.run();
