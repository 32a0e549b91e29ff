// Several writers at once: one wins, the others learn what moved, and nothing is half done.

import { spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, park } from '../support/commit-on.ts';
import { makeProject, type Project, type Ran } from '../support/project.ts';

const NAMES = ['one', 'two', 'three', 'four', 'five'];

async function promoteAllAtOnce(project: Project): Promise<Ran[]> {
  const tip = await project.git('rev-parse', 'prod');
  for (const name of NAMES)
    commitOn(project, name, { 'models/extra.txt': name, [`docs/${name}.md`]: name }, { from: tip });
  return Promise.all(NAMES.map(name => project.mv(['promote', name, 'prod', '--json'])));
}

/** A release each for those that won, one after the other; for the rest exit 4, and what moved. */
async function verifyRace(project: Project, runs: readonly Ran[]): Promise<void> {
  const won = runs.filter(run => run.exitCode === 0);
  const lost = runs.filter(run => run.exitCode !== 0);
  assert.ok(won.length > 0);
  for (const run of lost) {
    assert.is(run.exitCode, 4, run.stdout + run.stderr);
    const { error, plan } = run.document();
    assert.is(error.code, 'branch-moved');
    assert.is(error.details.branch, 'prod');
    assert.match(error.details.expected, /^[0-9a-f]{40}$/);
    assert.match(error.details.found, /^[0-9a-f]{40}$/);
    assert.is.not(error.details.expected, error.details.found);
    assert.is(plan.action, 'release');
  }
  const { releases } = await project.json('history');
  assert.is(releases.length, won.length + 1);
  assert.equal(
    releases.map((release: any) => release.release),
    releases.map((_: unknown, index: number) => releases.length - index),
  );
  assert.equal(
    new Set(won.map(run => run.document().after)),
    new Set(releases.slice(0, -1).map((release: any) => release.commit)),
  );
  assert.is(await project.git('fsck', '--no-dangling'), '');
}

test('five promotions at once, prod checked out nowhere', async () => {
  const project = await makeProject();
  await park(project);
  await verifyRace(project, await promoteAllAtOnce(project));
  await project.remove();
});

test('five promotions at once, prod checked out in two trees, which are clean afterwards', async () => {
  const project = await makeProject();
  const linked = project.sandbox.path('linked');
  await project.git('worktree', 'add', '--quiet', '--force', linked, 'prod');
  await verifyRace(project, await promoteAllAtOnce(project));
  assert.is(await project.git('status', '--porcelain'), '');
  assert.is(await project.sandbox.git(['status', '--porcelain'], { directory: linked }), '');
  await project.remove();
});

/** Signs with a program that first moves a branch: between what was read and the swap. */
async function movesWhileSigning(project: Project, branch: string): Promise<string> {
  const to = commitOn(project, 'elsewhere', { 'docs/late.md': 'late' }, { from: branch });
  const key = project.sandbox.path('key');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const program = project.sandbox.path('sign.sh');
  await writeFile(
    program,
    `#!/bin/sh\ngit -C '${project.directory}' update-ref refs/heads/${branch} ${to}\nexec ssh-keygen "$@"\n`,
  );
  await chmod(program, 0o755);
  for (const [name, value] of [
    ['commit.gpgSign', 'true'],
    ['gpg.format', 'ssh'],
    ['gpg.ssh.program', program],
    ['user.signingKey', key],
  ])
    await project.git('config', name, value);
  return to;
}

for (const moving of ['prod', 'feature']) {
  test(`a promotion during which ${moving} moves does nothing, and says from where to where`, async () => {
    const project = await makeProject();
    await park(project);
    commitOn(project, 'feature', { 'models/extra.txt': 'x' }, { from: 'prod' });
    const before = {
      prod: await project.git('rev-parse', 'prod'),
      feature: await project.git('rev-parse', 'feature'),
    };
    const to = await movesWhileSigning(project, moving);
    const ran = await project.mv(['promote', 'feature', 'prod', '--json']);
    assert.is(ran.exitCode, 4, ran.stdout + ran.stderr);
    const { error } = ran.document();
    assert.is(error.code, 'branch-moved');
    assert.equal(error.details, { branch: moving, expected: before[moving as 'prod'], found: to });
    assert.is(await project.git('rev-parse', moving), to);
    const other = moving === 'prod' ? 'feature' : 'prod';
    assert.is(await project.git('rev-parse', other), before[other]);
    await project.remove();
  });
}

test('rollbacks and promotions at once leave one line of releases', async () => {
  const project = await makeProject();
  commitOn(project, 'feature', { 'models/extra.txt': 'x' }, { from: 'prod' });
  await project.json('promote', 'feature', 'prod');
  commitOn(project, 'other', { 'docs/o.md': 'o' }, { from: 'prod' });
  const runs = await Promise.all([
    project.mv(['rollback', 'prod', '--to', '1', '--json']),
    project.mv(['promote', 'other', 'prod', '--json']),
    project.mv(['rollback', 'prod', '--to', '1', '--json']),
  ]);
  for (const run of runs) {
    if (run.exitCode === 0) continue;
    assert.is(run.exitCode, 4, run.stdout + run.stderr);
    assert.is(run.document().error.code, 'branch-moved');
  }
  const { releases } = await project.json('history');
  assert.ok(releases.every((release: any) => release.kind !== 'unverified'));
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test.run();
