// A model that the branch's own Python makes, from init to release. It needs python3 and nothing else.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LINE, makePythonProject } from '../support/python-project.ts';

test('train, compare, promote, status and history work with a Python model as with one of ours', async () => {
  const project = await makePythonProject();
  const trained = await project.json('train');
  assert.equal([trained.model.path, trained.model.kind], ['models/model.json', 'python']);
  const bytes = await readFile(path.join(project.directory, 'models/model.json'));
  assert.is(trained.model.digest, `sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  // The line is fitted to sales = 20 + 3 temp, + 10 on weekends: 10 on 2 of 7 days lifts it by about 2.9.
  const [intercept, slope] = JSON.parse(bytes.toString());
  assert.ok(Math.abs(slope - 3) < 0.2 && Math.abs(intercept - 22.9) < 2, `${intercept} + ${slope} temp`);
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  assert.equal(metrics.feature_importance, { temp: 1 });
  assert.ok(metrics.r2_score > 0.9);

  const provenance = JSON.parse(await project.read('models/provenance.json'));
  assert.match(provenance.versions.python, /^3\.\d+\.\d+$/);
  assert.equal(provenance.versions.packages, {});
  assert.is(provenance.source.tree, await project.git('rev-parse', 'HEAD:src'));
  assert.equal(
    provenance.signature.columns.map((column: { name: string }) => column.name),
    ['day', 'temp', 'weather'],
  );
  assert.is(await project.git('status', '--porcelain'), '');
  assert.match(await project.read('models/README.md'), /A model of the code in src\/ \(Python 3\./);
  assert.match(await project.read('logs/train.log'), /^python {5}3\./m);

  const status = await project.json('status');
  assert.ok(status.experiments.find((each: { branch: string }) => each.branch === 'line').fresh);
  const again = await project.json('train');
  assert.is(again.trained, false);
  assert.is((await project.json('train', '--force')).commit, trained.commit, 'the same bytes: no new commit');

  const released = await project.json('promote', 'line', 'prod');
  assert.is(released.release, 2);
  assert.is(await project.git('show', 'prod:models/model.json'), bytes.toString());
  const history = await project.json('history');
  assert.equal(
    history.releases.map((release: { kind: string }) => release.kind),
    ['promotion', 'init'],
  );
  await project.remove();
});

test('parameters of mv.yaml reach the class, and compare names what differs', async () => {
  const project = await makePythonProject();
  await project.json('train');
  await project.json('experiment', 'shifted', '--from', 'line', '--set', 'model.parameters.shift=100');
  const trained = await project.json('train');
  assert.ok(trained.metrics.mae > 90);
  const provenance = JSON.parse(await project.read('models/provenance.json'));
  assert.is(provenance.configuration.parameters['model.parameters.shift'], 100);
  const ran = await project.mv(['compare', 'line', 'shifted']);
  assert.match(ran.stdout, /shifted.*parameters\.shift=100/);
  await project.remove();
});

test('a merge that makes a Python model stale is trained on, where that is asked for', async () => {
  const project = await makePythonProject();
  await project.json('train');
  await project.json('promote', 'line', 'prod');
  await project.json('experiment', 'one');
  await project.write('src/note.py', '# one\n');
  await project.json('train');
  await project.json('experiment', 'two');
  await project.write('src/other.py', '# two\n');
  await project.json('train');
  await project.json('promote', 'one', 'prod');
  assert.is((await project.mv(['promote', 'two', 'prod'])).exitCode, 3);
  const released = await project.json('promote', 'two', 'prod', '--retrain');
  assert.is(released.plan.action, 'release');
  assert.equal((await project.git('ls-tree', '--name-only', 'prod:src')).split('\n'), [
    'model.py',
    'note.py',
    'other.py',
    'protocol.py',
    'serve.py',
    'train.py',
  ]);
  await project.remove();
});

test('a fit sees the training rows alone, a server no target; missing values are missing', async () => {
  const project = await makePythonProject(
    LINE.replace(
      '        temps, sales =',
      '        print("fit", sorted(rows), len(rows["temp"]), max(rows["day"]), type(rows["weather"][0]).__name__)\n        temps, sales =',
    ).replace(
      '        return [self.intercept',
      '        print("predict", sorted(rows), len(rows["temp"]))\n        return [self.intercept',
    ),
  );
  const ran = await project.mv(['train']);
  assert.is(ran.exitCode, 0, ran.stderr);
  // 120 rows, the newest 24 held out: the last training day is 2024-04-05.
  assert.match(ran.stderr, /fit \['day', 'day_[^\]]*'temp', 'weather'\] 96 2024-04-05 00:00:00 str/);
  assert.match(ran.stderr, /predict \['day', 'day_[^\]]*'temp', 'weather'\] 24/);
  assert.not.match(ran.stderr, /sales/);
  await project.remove();
});

test('a class may be loaded by a class method, and refitted on all rows', async () => {
  const project = await makePythonProject(
    LINE.replace(
      '    def load(self, path):\n        with open(path) as file:\n            self.intercept, self.slope = json.load(file)\n',
      '    @classmethod\n    def load(cls, path):\n        model = cls(None)\n        with open(path) as file:\n            model.intercept, model.slope = json.load(file)\n        return model\n',
    ),
  );
  await project.mv(['train']);
  const first = await project.read('models/model.json');
  await project.json('experiment', 'whole', '--from', 'line', '--set', 'validation.refit=true');
  await project.json('train');
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  assert.is(metrics.data_stats.training_samples, 120);
  assert.is.not(await project.read('models/model.json'), first);
  await project.remove();
});

test('a half-life reaches a fit that takes sample_weight, and is refused where it does not', async () => {
  const takes = LINE.replace(
    'def fit(self, rows, target):',
    'def fit(self, rows, target, sample_weight=None):',
  )
    .replace(
      '        temps, sales',
      '        self.counted = None if sample_weight is None else list(sample_weight)\n        temps, sales',
    )
    .concat(
      '\n    def training_metrics(self):\n        return {"rows": len(self.counted), "last": self.counted[-1], "sum": sum(self.counted)}\n',
    );
  const project = await makePythonProject(takes);
  await project.commit('A model in Python');
  const set = ['--set', 'training.half_life=10d', '--set', 'training.calibration=0'];
  await project.json('experiment', 'fading', '--from', 'line', ...set);
  await project.json('train');
  const { reported } = JSON.parse(await project.read('metrics/model.json'));
  // Days in a row, the newest of which counts 1: a half to the power of k / 10, of 96 days.
  const sum = (1 - 0.5 ** 9.6) / (1 - 0.5 ** 0.1);
  assert.equal([reported.rows, reported.last], [96, 1]);
  assert.ok(Math.abs(reported.sum - sum) < 1e-9, `${reported.sum} ${sum}`);

  const before = await project.git('rev-parse', 'HEAD');
  const refused = async () => {
    const ran = await project.mv(['train', '--json']);
    assert.equal([ran.exitCode, ran.document().error.code], [2, 'no-sample-weights']);
    assert.is(await project.git('rev-parse', 'HEAD'), before);
  };
  await project.write('src/model.py', LINE);
  await refused();
  // A train.py from before weights says nothing of them.
  await project.write('src/model.py', takes);
  const train = await project.read('src/train.py');
  await project.write('src/train.py', train.replace(', "weights": protocol.takes_weights(model)', ''));
  await refused();
  await project.remove();
});

test.run();
