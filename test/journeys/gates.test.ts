// Gates: what a release to an environment must meet, read from the environment and not from the branch.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { refs } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';

/** A project whose prod has gates, and a trained branch `a`, which is checked out. */
async function gated(gates: string): Promise<Project> {
  const project = await makeProject();
  await setGates(project, gates);
  await project.json('experiment', 'a', '--set', 'model.trees=3');
  await project.json('train');
  return project;
}

/** Commits the section on prod, which must be checked out. */
async function setGates(project: Project, gates: string): Promise<void> {
  const text = (await project.read('mv.yaml')).replace(/^gates:\n(?: .*\n)+/m, '');
  await project.write('mv.yaml', `${text}gates:\n  prod:\n${gates.replace(/^(?=.)/gm, '    ')}`);
  await project.commit('Gates');
}

async function refused(project: Project, ...args: string[]): Promise<any> {
  const before = await refs(project);
  const ran = await project.mv(['promote', 'a', 'prod', ...args, '--json']);
  assert.is(ran.exitCode, 3, ran.stdout + ran.stderr);
  assert.is(await refs(project), before, 'nothing moved');
  return ran.document();
}

test('gates that pass are listed, written into the release, and read back from it', async () => {
  const project = await gated(`good: {kind: metric, metric: r2_score, at_least: 0.1}
learned: {kind: better-than-baseline, metric: rmse, baseline: mean}
small: {kind: size, megabytes: 50}
recent: {kind: age, days: 30}
tested: {kind: command, command: [node, -e, "require('fs').readFileSync('models/model.json')"]}
`);
  const dry = await project.json('promote', 'a', 'prod', '--dry-run');
  const names = ['good', 'learned', 'small', 'recent', 'tested'];
  assert.equal(
    dry.gates.map(({ name, passed }: any) => [name, passed]),
    names.map(name => [name, true]),
  );
  assert.equal(Object.keys(dry.gates[0]), ['name', 'passed', 'value', 'limit', 'reason', 'forced']);
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  assert.equal([dry.gates[0].value, dry.gates[0].limit], [metrics.r2_score, 0.1]);
  assert.equal([dry.gates[1].value, dry.gates[1].limit], [metrics.rmse, metrics.baseline.mean.rmse]);
  assert.equal([dry.gates[4].value, dry.gates[4].limit], [0, 0]);
  const released = await project.json('promote', 'a', 'prod');
  assert.equal(released.gates, dry.gates);
  const [release] = (await project.json('history')).releases;
  assert.equal([release.kind, release.gates], ['promotion', released.gates]);
  const message = await project.git('log', '-1', '--format=%B', 'prod');
  assert.match(message, '\nGates:\n  passed  good: r2_score is ');
  await project.remove();
});

test('failing gates are all listed with value, limit and reason; nothing moves; forced ones are recorded', async () => {
  const project = await gated(`perfect: {kind: metric, metric: rmse, at_most: 0.001}
small: {kind: size, megabytes: 50}
tested:
  kind: command
  command: [sh, -c, 'echo only $HOME-less words; exit 7']
`);
  const { error, gates, plan, stale } = await refused(project);
  assert.is(error.code, 'gate-failed');
  assert.equal([plan.action, plan.kind], ['refuse', 'gates']);
  assert.is(stale.src, false);
  assert.equal(
    gates.map(({ name, passed, value, limit }: any) => [name, passed, value === null, limit]),
    [
      ['perfect', false, false, 0.001],
      ['small', true, false, 50],
      ['tested', false, false, 0],
    ],
  );
  assert.match(gates[2].reason, /exit code 7 \(only .*-less words\)/);
  assert.match(
    error.message,
    /^prod does not take a: 2 of 3 gates failed\n {2}perfect {2}rmse is .*\n {2}tested /,
  );
  assert.is((await refused(project, '--dry-run')).error.code, 'gate-failed');
  const half = await refused(project, '--force-gate', 'tested', '--reason', 'their server is down');
  assert.equal(
    half.gates.map(({ forced }: any) => forced),
    [false, false, true],
  );

  const usage = async (...args: string[]) => {
    const ran = await project.mv(['promote', 'a', 'prod', ...args, '--json']);
    return [ran.exitCode, ran.document().error.code, ran.document().error.hint];
  };
  assert.equal((await usage('--force-gate', 'tested')).slice(0, 2), [2, 'usage']);
  assert.equal((await usage('--reason', 'because')).slice(0, 2), [2, 'usage']);
  assert.equal(await usage('--force-gate', 'prefect', '--reason', 'x'), [
    2,
    'no-such-gate',
    'did you mean "perfect"?',
  ]);

  const words = ['--force-gate', 'perfect', '--force-gate', 'tested', '--reason', 'their server\nis down'];
  const released = await project.json('promote', 'a', 'prod', ...words);
  assert.is(released.plan.action, 'release');
  const [release] = (await project.json('history')).releases;
  assert.equal([release.kind, release.release], ['promotion', 2]);
  assert.equal(
    release.gates.map(({ name, passed, forced }: any) => [name, passed, forced]),
    [
      ['perfect', false, true],
      ['small', true, false],
      ['tested', false, true],
    ],
  );
  assert.is(release.note, 'forced perfect, tested: their server is down');
  const trailers = await project.git(
    'log',
    '-1',
    '--format=%(trailers:key=Mv-Forced,valueonly)%(trailers:key=Mv-Reason,valueonly)',
    'prod',
  );
  assert.is(trailers, 'perfect, tested\ntheir server is down');
  await project.remove();
});

test('the environment says what its gates are: a branch that takes them out, or eases them, is judged all the same', async () => {
  const project = await gated('perfect: {kind: metric, metric: rmse, at_most: 0.001}\n');
  const text = await project.read('mv.yaml');
  await project.write('mv.yaml', text.replace('0.001', '1000'));
  await project.commit('An easier gate');
  assert.is((await project.json('status')).experiments[0].fresh, true, 'a gate makes no model stale');
  assert.is((await refused(project)).gates[0].limit, 0.001);
  await project.write('mv.yaml', text.replace(/^gates:\n(?: .*\n)+/m, ''));
  await project.commit('No gate');
  assert.is((await refused(project)).error.code, 'gate-failed');
  await project.remove();
});

test('scores that were edited after the training are not read', async () => {
  const project = await gated('good: {kind: metric, metric: rmse, at_most: 0.001}\n');
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  await project.write('metrics/model.json', `${JSON.stringify({ ...metrics, rmse: 0 }, null, 2)}\n`);
  await project.commit('Better');
  const { error, gates } = await refused(project, '--allow-stale');
  assert.equal([error.code, gates], ['record-altered', []]);
  assert.match(error.message, 'metrics/model.json of a is not the file that its provenance names');
  await project.json('train', '--force');
  assert.is((await refused(project)).error.code, 'gate-failed', 'trained again, they are those of the model');
  await project.remove();
});

test('a release that says nothing of the gates, or other than its record, is unverified', async () => {
  const project = await gated('good: {kind: metric, metric: r2_score, at_least: 0.1}\n');
  await project.json('promote', 'a', 'prod');
  await project.git('switch', '--quiet', 'prod');
  const message = await project.git('log', '-1', '--format=%B');
  const noteOf = async (text: string) => {
    await project.git('commit', '--quiet', '--amend', '--message', text);
    const [release] = (await project.json('history')).releases;
    return `${release.kind}: ${release.note}`;
  };
  assert.is(await noteOf(message), 'promotion: null');
  assert.is(
    await noteOf(message.replace(/\nMv-Gates: .*/, '')),
    'unverified: it says nothing of the gates good of prod',
  );
  assert.match(
    await noteOf(message.replace('"passed":true', '"passed":false')),
    'unverified: its gates failed: good',
  );
  assert.match(
    await noteOf(message.replace(/Mv-Gates: .*/, 'Mv-Gates: [1]')),
    'unverified: what it says of its gates cannot be read',
  );
  await project.remove();
});

test('a pull request carries what the gates said; what is trained on the merge is asked once it is trained', async () => {
  const project = await gated('good: {kind: metric, metric: r2_score, at_least: 0.1}\n');
  await project.json('promote', 'a', 'prod', '--as', 'request');
  await project.git('switch', '--quiet', 'prod');
  await project.git('merge', '--quiet', '--no-ff', '--message', 'Merge a pull request', 'request');
  const [merged] = (await project.json('history')).releases;
  assert.equal([merged.kind, merged.gates.length], ['promotion', 1]);

  await project.json('experiment', 'b');
  await project.addFeature('b: row.temp > 10');
  await project.json('train');
  await project.git('switch', '--quiet', '--create', 'c', 'prod');
  await project.write('src/note.js', 'export const note = 1;\n');
  await project.json('train');
  await project.json('promote', 'c', 'prod');
  const unknown = await project.mv([
    ...['promote', 'b', 'prod', '--retrain', '--force-gate', 'x', '--reason', 'y', '--json'],
  ]);
  assert.equal([unknown.exitCode, unknown.document().error.code], [2, 'no-such-gate']);
  assert.not.match(await project.git('branch', '--list'), 'b-on-prod', 'asked before it trained');
  const retrained = await project.json('promote', 'b', 'prod', '--retrain');
  const [release] = (await project.json('history')).releases;
  assert.equal([release.kind, release.gates], ['retrain', retrained.gates]);
  assert.is(retrained.gates[0].passed, true);
  await project.remove();
});

test('a command runs in the merge with nobody’s credentials, within its time, and only where the remote is trusted', async () => {
  const project = await gated(`look:
  kind: command
  command: [sh, -c, 'test -f src/features.js && test -f models/model.json && test -z "$GITHUB_TOKEN$GIT_AUTHOR_NAME"']
`);
  const ran = await project.mv(['promote', 'a', 'prod', '--dry-run', '--json'], {
    env: { GITHUB_TOKEN: 'secret' },
  });
  assert.is(ran.exitCode, 0, ran.stdout);
  await project.comesFrom('origin', 'https://example.org/team/shop.git');
  const untrusted = await project.mv(['promote', 'a', 'prod', '--dry-run', '--json']);
  assert.equal([untrusted.exitCode, untrusted.document().error.code], [2, 'untrusted']);
  await project.git('remote', 'remove', 'origin');

  await project.git('switch', '--quiet', 'prod');
  await setGates(
    project,
    `slow: {kind: command, command: [sh, -c, 'sleep 30 & sleep 30'], timeout: 1}
missing: {kind: command, command: [./no-such-program]}
`,
  );
  const { gates } = await refused(project);
  assert.match(gates[0].reason, 'it took longer than 1 s');
  assert.match(gates[1].reason, 'it did not start');
  await project.remove();
});

test.run();
