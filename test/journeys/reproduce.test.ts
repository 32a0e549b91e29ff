// `reproduce`: a model made again from its provenance alone, and what it says where that fails.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project, Sandbox } from '../support/project.ts';
import { LINE, makePythonProject } from '../support/python-project.ts';

/** All that a command could have changed: refs, files, and how many objects there are. */
async function everything(project: Project): Promise<string[]> {
  return Promise.all([
    project.git('for-each-ref'),
    project.git('status', '--porcelain'),
    project.git('count-objects', '-v'),
    project.git('worktree', 'list'),
  ]);
}

/** Commits what `edit` makes of the provenance of the branch that is checked out. */
async function editProvenance(project: Project, edit: (provenance: any) => void): Promise<void> {
  const provenance = JSON.parse(await project.read('models/provenance.json'));
  edit(provenance);
  await project.write('models/provenance.json', `${JSON.stringify(provenance, null, 2)}\n`);
  await project.commit('by hand');
}

test('a branch, an older commit and a stale model are reproduced to the byte, and nothing has changed', async () => {
  const project = await makeProject();
  const first = await project.git('rev-parse', 'prod');
  await project.json('experiment', 'feature-x');
  await project.addFeature('warm: row.temp > 10');
  const trained = await project.json('train');
  // What stands in the tree has no part in it.
  await project.write('src/features.js', 'this is no code');
  await rm(`${project.directory}/data`, { recursive: true });
  const before = await everything(project);
  const made = await project.json('reproduce');
  assert.equal(
    [made.branch, made.commit, made.reproduced, made.exact],
    ['feature-x', trained.commit, true, true],
  );
  assert.equal(made.model, { expected: trained.model.digest, actual: trained.model.digest });
  assert.equal(made.metrics, { expected: trained.metrics, actual: trained.metrics });
  assert.equal([made.tolerance, made.differences], [null, []]);
  const older = await project.json('reproduce', first);
  assert.equal([older.branch, older.commit, older.reproduced], [null, first, true]);
  assert.equal(await everything(project), before);

  await project.commit('code that came after the training');
  const stale = await project.mv(['reproduce', 'feature-x']);
  assert.is(stale.exitCode, 0, stale.stdout + stale.stderr);
  assert.match(stale.stdout, /^reproduced feature-x \w{7}: the same model and metrics, byte for byte\n/);
  assert.match(stale.stdout, 'the model is stale');
  await project.remove();
});

test('what was edited after the training is found, whether model, scores or provenance', async () => {
  const project = await makeProject();
  await project.json('experiment', 'a');
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  const rmse = metrics.rmse;
  await project.write('metrics/model.json', `${JSON.stringify({ ...metrics, rmse: 0.001 }, null, 2)}\n`);
  await project.commit('a better score');
  const flattered = await project.mv(['reproduce', '--json']);
  assert.is(flattered.exitCode, 1);
  const { reproduced, differences } = flattered.document();
  assert.is(reproduced, false);
  assert.equal(
    differences.map(({ kind, what }: any) => [kind, what]),
    [
      ['metrics', 'metrics/model.json on the branch'],
      ['metrics', 'rmse'],
    ],
  );
  assert.equal([differences[1].expected, differences[1].actual], [0.001, rmse]);
  const told = await project.mv(['reproduce']);
  assert.match(told.stdout, /^not reproduced: a \w{7}\n/);
  assert.match(told.stdout, 'it was edited after the training');

  await project.git('reset', '--quiet', '--hard', 'prod');
  await editProvenance(project, provenance => {
    provenance.versions.node = '18.0.0';
  });
  const older = await project.json('reproduce');
  assert.is(older.reproduced, true, 'another version that made no difference');
  assert.equal(older.differences, [
    { kind: 'versions', what: 'node', expected: '18.0.0', actual: process.versions.node },
  ]);

  await project.git('reset', '--quiet', '--hard', 'prod');
  await editProvenance(project, provenance => {
    provenance.configuration.parameters['model.trees'] = 7;
    provenance.data.files[0].digest = `sha256:${'0'.repeat(64)}`;
  });
  const forged = await project.json('reproduce');
  assert.equal(
    forged.differences.map(({ kind, what }: any) => [kind, what]),
    [
      ['data', 'initial/sales.csv'],
      ['configuration', 'model.trees'],
    ],
  );
  await project.remove();
});

test('code that is not determined by its inputs is told from a machine that computes otherwise', async () => {
  const project = await makeProject();
  await project.json('experiment', 'a');
  // Within one process always the same, so that training has no means to notice.
  await project.addFeature('salt: (process.pid * 7919 * (row.temp + 1)) % 1009');
  await project.json('train');
  const ran = await project.mv(['reproduce', '--json']);
  assert.is(ran.exitCode, 1);
  const [cause, ...results] = ran.document().differences;
  assert.equal([cause.kind, cause.what], ['code', 'src/ trained twice']);
  assert.ok(results.some(({ kind }: any) => kind === 'model'));

  // The model of another machine, as far as can be seen here: all of its own files agree.
  await project.git('reset', '--quiet', '--hard', 'prod');
  const other = (await project.read('models/model.json')).replace(/\s*$/, ' \n');
  await project.write('models/model.json', other);
  const { createHash } = await import('node:crypto');
  await editProvenance(project, provenance => {
    provenance.model.digest = `sha256:${createHash('sha256').update(other).digest('hex')}`;
  });
  const elsewhere = await project.mv(['reproduce', '--json']);
  assert.is(elsewhere.exitCode, 1);
  assert.equal(
    elsewhere.document().differences.map(({ kind, what }: any) => [kind, what]),
    [
      ['machine', 'machine'],
      ['model', 'models/model.json'],
    ],
  );
  await project.remove();
});

test('data, code and provenance that are not here, and a remote nobody trusts, each have their message', async () => {
  const project = await makeProject();
  const code = async (...args: string[]) => {
    const ran = await project.mv(['reproduce', ...args, '--json']);
    return [ran.exitCode, ran.document().error.code];
  };
  assert.equal(await code('nowhere'), [2, 'commit-not-found']);
  await project.comesFrom('origin', 'https://example.org/team/shop.git');
  assert.equal(await code(), [2, 'untrusted']);
  await project.git('remote', 'remove', 'origin');

  await project.json('experiment', 'a');
  await editProvenance(project, provenance => {
    provenance.source.tree = '1'.repeat(40);
  });
  assert.equal(await code(), [2, 'object-missing']);
  await writeFile(`${project.directory}/models/provenance.json`, '{}\n');
  await project.commit('no provenance');
  assert.equal(await code(), [2, 'no-model']);

  await project.git('switch', '--quiet', 'prod');
  await rm(`${project.directory}/.git/modules`, { recursive: true });
  await rename(`${project.directory}-data.git`, `${project.directory}-elsewhere.git`);
  assert.equal(await code(), [1, 'data-missing']);
  await project.remove();
});

test('a Python model is reproduced to the byte, or by its scores where its file holds what changes', async () => {
  const project = await makePythonProject();
  await project.json('train');
  const same = await project.json('reproduce');
  assert.equal([same.reproduced, same.exact], [true, true]);
  assert.equal(same.tolerance, { relative: 1e-6, absolute: 1e-9 });

  const timing = LINE.replace('import json', 'import json\nimport time')
    .replace('self.slope], file', 'self.slope, time.time_ns()], file')
    .replace('json.load(file)', 'json.load(file)[:2]');
  await project.write('src/model.py', timing);
  await project.json('train');
  const timed = await project.json('reproduce');
  assert.equal([timed.reproduced, timed.exact], [true, false]);
  assert.equal(timed.metrics.actual, timed.metrics.expected);
  assert.equal(
    timed.differences.map(({ kind, what }: any) => [kind, what]),
    [['model', 'models/model.json']],
  );
  await project.remove();
});

test('files of data that are many are listed beside the provenance, as long as they are many', async () => {
  const sandbox = await Sandbox.make();
  await mkdir(sandbox.path('days'));
  for (let day = 0; day < 30; day++) {
    const rows = Array.from({ length: 4 }, (_, row) => `${day + row},${3 * day + row}`).join('\n');
    await writeFile(sandbox.path(`days/${String(day).padStart(2, '0')}.csv`), `a,y\n${rows}\n`);
  }
  const words = [
    '--data',
    'days',
    '--target',
    'y',
    '--task',
    'regression',
    '--set',
    'model.trees=3',
    '--json',
  ];
  const made = await sandbox.mv(['init', 'shop', ...words]);
  assert.is(made.exitCode, 0, made.stdout + made.stderr);
  assert.is(made.document().data.files.length, 30);
  const project = new Project(sandbox, sandbox.path('shop'));
  const { data } = JSON.parse(await project.read('models/provenance.json'));
  assert.equal([data.rows, data.list.files, data.files], [120, 30, undefined]);
  assert.is(JSON.parse(await project.read(data.list.path)).length, 30);
  assert.is((await project.json('reproduce')).exact, true);
  await project.json('experiment', 'fewer', '--set', 'data.files=["**/0*.csv"]');
  await project.json('train');
  assert.is(JSON.parse(await project.read('models/provenance.json')).data.files.length, 10);
  assert.is(await project.git('ls-tree', '--name-only', 'fewer', data.list.path), '');
  await project.remove();
});

test.run();
