// Gates that score: the environment's model and the one that is to follow it, on the same rows, with an interval.

import { writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project, Sandbox } from '../support/project.ts';

/** 1,500 rows without a time: `sales = 10 * temp`, and noise of a fixed pattern. */
function rows(): string {
  const lines = ['temp,noise_class,sales'];
  for (let row = 0; row < 1500; row++) {
    const temp = (row * 37) % 101;
    lines.push(`${temp},${row % 2 === 0 ? 'even' : 'odd'},${10 * temp + ((row * 7919) % 41)}`);
  }
  return `${lines.join('\n')}\n`;
}

async function gated(gate: string): Promise<Project> {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('rows.csv'), rows());
  const made = await sandbox.mv([
    ...['init', 'shop', '--data', 'rows.csv', '--target', 'sales', '--set', 'model.trees=5', '--json'],
  ]);
  assert.is(made.exitCode, 0, made.stdout + made.stderr);
  const project = new Project(sandbox, sandbox.path('shop'));
  await project.write('mv.yaml', `${await project.read('mv.yaml')}gates:\n  prod:\n    ${gate}\n`);
  await project.commit('A gate');
  return project;
}

test('a model that is worse by more than is allowed is refused, with the end of the interval; a better one passes', async () => {
  const project = await gated('no-worse: {kind: not-worse, metric: rmse, by: 2%}');
  await project.json('experiment', 'worse', '--set', 'model.max_depth=1');
  await project.json('train');
  const ran = await project.mv(['promote', 'worse', 'prod', '--json']);
  assert.is(ran.exitCode, 3, ran.stdout + ran.stderr);
  const [gate] = ran.document().gates;
  const compared = await project.json('compare', 'worse', '--on', 'worse', '--metric', 'rmse');
  const { difference } = compared.rows.find(({ branch }: any) => branch === 'worse');
  const prod = compared.rows.find(({ branch }: any) => branch === 'prod');
  assert.equal(
    [gate.name, gate.passed, gate.value],
    ['no-worse', false, difference.high],
    'as compare --on has it',
  );
  assert.is(gate.limit, 0.02 * prod.metrics.rmse);
  assert.match(
    gate.reason,
    /^rmse differs from prod's by \+[\d.,]+ \(\+[\d.,]+ to \+[\d.,]+\) on 300 rows that neither/,
  );

  await project.json('experiment', 'better', '--set', 'model.trees=60');
  await project.json('train');
  const passed = await project.json('promote', 'better', 'prod');
  assert.is(passed.gates[0].passed, true);
  assert.ok(passed.gates[0].value <= passed.gates[0].limit);
  const [release] = (await project.json('history')).releases;
  assert.equal([release.kind, release.gates], ['promotion', passed.gates]);
  await project.remove();
});

test('in each segment a model may be worse that is better on the whole', async () => {
  const project = await gated('each: {kind: not-worse, metric: mae, by: 5%, each: noise_class}');
  await project.json('experiment', 'uneven', '--set', 'model.trees=30');
  await project.addFeature("temp: row.noise_class === 'odd' ? 50 : row.temp");
  await project.json('train');
  const ran = await project.mv(['promote', 'uneven', 'prod', '--json']);
  assert.is(ran.exitCode, 3, ran.stdout + ran.stderr);
  const [gate] = ran.document().gates;
  assert.match(gate.reason, /^worst of 2 segments, noise_class odd: mae differs/);
  assert.ok(gate.value > gate.limit);
  await project.remove();
});

test('too few rows, and a remote that nobody trusts, pass nothing', async () => {
  const project = await makeProject();
  const gates = 'gates:\n  prod:\n    no-worse: {kind: not-worse, metric: rmse, by: 1000}\n';
  await project.write('mv.yaml', `${await project.read('mv.yaml')}${gates}`);
  await project.commit('A gate');
  await project.json('experiment', 'a', '--set', 'model.trees=3');
  await project.json('train');
  const ran = await project.mv(['promote', 'a', 'prod', '--json']);
  assert.is(ran.exitCode, 3, ran.stdout + ran.stderr);
  const [gate] = ran.document().gates;
  assert.equal([gate.passed, gate.value, gate.limit], [false, null, 1000]);
  assert.match(
    gate.reason,
    /^24 rows that neither model was made from tell as much as \d+ independent ones, in \d+ blocks: too few/,
  );
  assert.match(ran.document().error.hint, 'more rows that neither model was made from');
  await project.comesFrom('origin', 'https://example.org/team/shop.git');
  const untrusted = await project.mv(['promote', 'a', 'prod', '--json']);
  assert.equal([untrusted.exitCode, untrusted.document().error.code], [2, 'untrusted']);
  await project.remove();
});

test.run();
