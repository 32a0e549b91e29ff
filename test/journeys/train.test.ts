// `train`: what is trained is what is committed.

import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/data/csv/csv.ts';
import { fileOfBytes } from '../../src/data/csv/source.ts';
import { columnNamed, takeRows } from '../../src/data/table.ts';
import { makeFeatures } from '../../src/features/make-features.ts';
import { loadModel } from '../../src/models/kinds.ts';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { makeProject, Project, Sandbox, salesCsv } from '../support/project.ts';

const sha256 = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

async function experiment(name = 'feature-x'): Promise<Project> {
  const project = await makeProject();
  await project.json('experiment', name);
  return project;
}

test('the committed model is the one that was scored: its predictions on the held-out rows give the recorded metrics', async () => {
  const project = await experiment();
  await project.addFeature('weekend: row.day.getUTCDay() % 6 === 0');
  const { metrics } = await project.json('train');

  // The last 24 of 120 daily rows are held out: 20 %.
  const table = await readCsv({
    files: [fileOfBytes({ path: 'sales.csv', bytes: Buffer.from(salesCsv()) })],
    columns: [
      { name: 'day', type: 'time', format: 'yyyy-MM-dd' },
      { name: 'temp', type: 'numeric' },
      { name: 'weather', type: 'categorical' },
      { name: 'sales', type: 'numeric' },
    ],
  });
  const { day } = parseConfiguration(await project.read('mv.yaml')).features.columns;
  const calendar = typeof day === 'object' ? day.calendar : [];
  const { features } = await makeFeatures({
    sourceDirectory: path.join(project.directory, 'src'),
    table,
    inputs: ['day', 'temp', 'weather'],
    calendar: { day: calendar },
  });
  const heldOut = Uint32Array.from({ length: 24 }, (_, index) => 96 + index);
  const model = await loadModel(await readFile(path.join(project.directory, 'models/model.json')));
  const prediction = model.predict(takeRows(features, heldOut));
  assert.is(prediction.task, 'regression');
  const sales = columnNamed(table, 'sales');
  let squares = 0;
  let absolutes = 0;
  if (prediction.task === 'regression' && sales?.type === 'numeric') {
    prediction.values.forEach((value, index) => {
      const error = value - sales.values[heldOut[index]];
      squares += error ** 2;
      absolutes += Math.abs(error);
    });
  }
  assert.ok(Math.abs(metrics.mse - squares / 24) < 1e-12 * squares, `${metrics.mse} is ${squares / 24}`);
  assert.ok(Math.abs(metrics.mae - absolutes / 24) < 1e-9);
  assert.is(metrics.rmse, Math.sqrt(metrics.mse));
  await project.remove();
});

test('one commit holds model, metrics, log, reference and provenance, and the provenance says what Git and sha256 say', async () => {
  const project = await experiment();
  await project.addFeature('warm: row.temp > 10');
  const before = await project.git('rev-parse', 'HEAD');
  const trained = await project.json('train', '--message', 'Warm days');
  assert.is(await project.git('rev-parse', 'HEAD~1'), before);
  assert.is(await project.git('log', '-1', '--format=%s'), 'Warm days');
  assert.equal((await project.git('diff', '--name-only', 'HEAD~1')).split('\n'), [
    'logs/train.log',
    'metrics/model.json',
    'models/README.md',
    'models/model.json',
    'models/provenance.json',
    'src/features.js',
  ]);
  const provenance = JSON.parse(await project.read('models/provenance.json'));
  assert.is(provenance.source.tree, await project.git('rev-parse', 'HEAD:src'));
  assert.is(provenance.configuration.blob, await project.git('rev-parse', 'HEAD:mv.yaml'));
  assert.is(provenance.data.commit, await project.git('rev-parse', 'HEAD:data'));
  assert.equal(provenance.data.files, [
    {
      path: 'initial/sales.csv',
      digest: sha256(salesCsv()),
      bytes: Buffer.byteLength(salesCsv()),
      rows: 120,
    },
  ]);
  const model = await readFile(path.join(project.directory, 'models/model.json'));
  assert.is(provenance.model.digest, sha256(model));
  assert.is(provenance.model.bytes, model.length);
  assert.equal(trained.model, provenance.model);
  assert.is(provenance.metrics.digest, sha256(await project.read('metrics/model.json')));
  assert.is(provenance.seed, 42);
  assert.equal(
    provenance.signature.columns.map((column: any) => [column.name, column.type]),
    [
      ['day', 'time'],
      ['temp', 'numeric'],
      ['weather', 'categorical'],
    ],
  );
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  assert.equal(metrics.data_stats, { total_samples: 120, training_samples: 96, test_samples: 24 });
  assert.equal(Object.keys(metrics.baseline), ['mean', 'last_value']);
  assert.is(metrics.validation.by, 'time');
  assert.is(metrics.validation.from, '2024-04-06T00:00:00.000Z', 'day 97 of 2024: 31 + 29 + 31 + 6');
  const importance = Object.values(metrics.feature_importance) as number[];
  assert.ok(Math.abs(importance.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
  await project.remove();
});

test('a fresh branch trains nothing and says so; --force fits, and the same tree makes no commit', async () => {
  const project = await experiment();
  const idle = await project.json('train');
  assert.is(idle.trained, false);
  assert.match(idle.reason, 'fresh');
  assert.is(idle.commit, await project.git('rev-parse', 'prod'));
  const forced = await project.json('train', '--force');
  assert.is(forced.trained, true);
  assert.is(forced.commit, idle.commit);
  assert.match(forced.reason, 'no new commit');
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test('training straight on an environment is refused with the remedy', async () => {
  const project = await makeProject();
  await project.addFeature('warm: row.temp > 10');
  const refused = await project.mv(['train', '--json']);
  assert.is(refused.exitCode, 2);
  assert.is(refused.document().error.code, 'environment-branch');
  assert.match(refused.document().error.hint, 'git-model experiment');
  assert.match(await project.read('src/features.js'), 'warm', 'the edit is still there');
  await project.remove();
});

test('new files of src/ belong to the commit, ignored ones do not, and other dirty files stay as they were', async () => {
  const project = await experiment();
  await writeFile(
    path.join(project.directory, 'src/warmth.js'),
    'export const warm = row => row.temp > 10;\n',
  );
  await writeFile(path.join(project.directory, 'src/notes.swp'), 'ignored');
  const code = await project.read('src/features.js');
  await project.write(
    'src/features.js',
    `import { warm } from './warmth.js';\n${code.replace('return { ...row };', 'return { ...row, warm: warm(row) };')}`,
  );
  await project.write('README.md', 'edited\n');
  await project.write('staged.txt', 'staged\n');
  await project.git('add', 'staged.txt');
  await project.write('lying.txt', 'untracked\n');
  await project.json('train');
  assert.equal((await project.git('ls-tree', '-r', '--name-only', 'HEAD', 'src')).split('\n'), [
    'src/features.js',
    'src/warmth.js',
  ]);
  assert.equal(
    (await project.git('status', '--porcelain')).split('\n').map(line => line.trim()),
    ['M README.md', 'A  staged.txt', '?? lying.txt'],
  );
  await project.remove();
});

test('the rows come from the pinned commit, not from the folder', async () => {
  const project = await experiment();
  const file = path.join(project.directory, 'data/initial/sales.csv');
  await writeFile(file, `${salesCsv()}2024-12-31,1,sun,999999\n`);
  await project.addFeature('warm: row.temp > 10');
  const refused = await project.mv(['train', '--json']);
  assert.is(refused.exitCode, 4, 'uncommitted changes inside data/ are refused');
  assert.is(refused.document().error.code, 'uncommitted-changes');
  assert.match(refused.document().error.message, 'initial/sales.csv');
  // Hidden from status by a flag of the index: still not what is trained on.
  await project.sandbox.git(['update-index', '--assume-unchanged', 'initial/sales.csv'], {
    directory: `${project.directory}/data`,
  });
  assert.is((await project.json('train')).data.rows, 120);
  await project.remove();
});

test('a data/ whose HEAD moved belongs to the commit, and its commit is kept by the data repository', async () => {
  const project = await experiment();
  const data = path.join(project.directory, 'data');
  await writeFile(path.join(data, 'initial/sales.csv'), salesCsv(150));
  await project.sandbox.git(['commit', '--quiet', '--all', '--message', 'Thirty more days'], {
    directory: data,
  });
  const pin = await project.sandbox.git(['rev-parse', 'HEAD'], { directory: data });
  const trained = await project.json('train');
  assert.is(trained.data.after, pin);
  assert.is.not(trained.data.before, pin);
  assert.is(trained.data.rows, 150);
  assert.is(await project.git('rev-parse', 'HEAD:data'), pin);
  assert.is(await project.git('status', '--porcelain'), '');
  const kept = await project.sandbox.git(['for-each-ref', '--contains', pin, '--format=%(refname)'], {
    directory: project.sandbox.path('shop-data.git'),
  });
  assert.is(kept, `refs/mv/pins/${pin}`);
  await project.remove();
});

test('validation.refit is recorded and labels the metrics', async () => {
  const project = await experiment();
  const scored = (await project.json('status')).environments[0].metric.value;
  await project.write('mv.yaml', (await project.read('mv.yaml')).replace('refit: false', 'refit: true'));
  const trained = await project.json('train');
  assert.is(
    trained.metrics.rmse,
    scored,
    'the score is that of the model which had not seen the held-out rows',
  );
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  assert.is(metrics.validation.model, 'refit');
  assert.is(metrics.data_stats.training_samples, 120);
  assert.is.not(
    trained.model.digest,
    JSON.parse(await project.git('show', 'prod:models/provenance.json')).model.digest,
  );
  assert.match(await project.read('models/README.md'), 'fitted once more on all rows');
  await project.remove();
});

test('an edit of a section that training does not read makes no model stale; one of model does', async () => {
  const project = await experiment();
  const text = await project.read('mv.yaml');
  await project.write('mv.yaml', `# A remark.\n${text}\ncomparison:\n  metric: mae\n`);
  const idle = await project.json('train');
  assert.is(idle.trained, false);
  await project.commit('Rank by mae');
  assert.is((await project.json('status')).experiments[0].fresh, true);
  await project.write('mv.yaml', text.replace('trees: 5', 'trees: 6'));
  await project.commit('One more tree');
  const [status] = (await project.json('status')).experiments;
  assert.is(status.fresh, false);
  assert.match(status.stale[0], 'mv.yaml');
  assert.is((await project.json('train')).trained, true);
  await project.remove();
});

test('an error in features.js names file, line and the row at fault, and changes nothing', async () => {
  const project = await experiment();
  const code = await project.read('src/features.js');
  await project.write(
    'src/features.js',
    code.replace(
      'return { ...row };',
      "if (row.temp > 20) throw new Error('too hot');\n  return { ...row };",
    ),
  );
  const before = await project.git('rev-parse', 'HEAD');
  const failed = await project.mv(['train', '--json']);
  assert.is(failed.exitCode, 1);
  const { error } = failed.document();
  assert.match(error.message, /src\/features\.js:\d+/);
  assert.match(error.message, 'too hot');
  assert.match(error.message, /sales\.csv, line \d+/);
  assert.is(await project.git('rev-parse', 'HEAD'), before);
  assert.is(await project.git('status', '--porcelain'), ' M src/features.js');
  await project.remove();
});

test('a file that training writes and somebody edited by hand is not overwritten', async () => {
  const project = await experiment();
  await project.addFeature('warm: row.temp > 10');
  await project.write('metrics/model.json', '{}\n');
  const refused = await project.mv(['train', '--json']);
  assert.is(refused.exitCode, 4);
  assert.is(refused.document().error.code, 'uncommitted-changes');
  assert.is(await project.read('metrics/model.json'), '{}\n');
  await project.remove();
});

test('where all rows bear one time the split is by seed, and that is said', async () => {
  const sandbox = await Sandbox.make();
  const rows = Array.from({ length: 40 }, (_, index) => `2024-01-01,${index},${2 * index}`);
  await writeFile(sandbox.path('one-day.csv'), `day,x,y\n${rows.join('\n')}\n`);
  const ran = await sandbox.mv([
    'init',
    'still',
    '--data',
    'one-day.csv',
    '--target',
    'y',
    '--time',
    'day',
    '--json',
  ]);
  assert.is(ran.exitCode, 0, ran.stderr);
  const document = ran.document();
  assert.match(document.warnings.join(' '), 'seed');
  const metrics = JSON.parse(await readFile(sandbox.path('still/metrics/model.json'), 'utf8'));
  assert.is(metrics.validation.by, 'seed');
  assert.is(metrics.validation.from, null);
  await sandbox.remove();
});

test('two classes and many classes have the metrics of the contract', async () => {
  const sandbox = await Sandbox.make();
  const names = ['low', 'middle', 'high'];
  const make = (classes: number) =>
    `x,z,size\n${Array.from({ length: 90 }, (_, index) => `${(index * 7) % 30},${index % 4},${names[Math.floor((((index * 7) % 30) / 30) * classes)]}`).join('\n')}\n`;
  for (const classes of [2, 3]) {
    await writeFile(sandbox.path(`${classes}.csv`), make(classes));
    const ran = await sandbox.mv([
      'init',
      `sizes${classes}`,
      '--data',
      `${classes}.csv`,
      '--target',
      'size',
      '--set',
      'model.trees=10',
      '--json',
    ]);
    assert.is(ran.exitCode, 0, ran.stderr);
    const { metrics, task } = ran.document();
    assert.is(task, 'classification');
    assert.equal(Object.keys(metrics), [
      'accuracy',
      'f1',
      'precision',
      'recall',
      'log_loss',
      ...(classes === 2 ? ['roc_auc'] : []),
    ]);
    assert.ok(metrics.accuracy > 0.9, 'x decides the class');
  }
  await sandbox.remove();
});

test('in a linked working tree training works on its own branch and leaves the main one alone', async () => {
  const project = await makeProject();
  const made = await project.json('experiment', 'aside', '--worktree');
  const tree = new Project(project.sandbox, made.path);
  await tree.addFeature('warm: row.temp > 10');
  const trained = await tree.json('train');
  assert.is(await project.git('rev-parse', 'aside'), trained.commit);
  assert.is(await tree.git('status', '--porcelain'), '');
  assert.is(await project.git('status', '--porcelain'), '');
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'prod');
  await rm(tree.directory, { recursive: true });
  await project.remove();
});

test.run();
