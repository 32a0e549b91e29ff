import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../src/errors.ts';
import { scoreRegression } from '../../src/metrics/regression.ts';
import type { FeatureColumns } from '../../src/models/learner.ts';
import { mlRandomForest } from '../../src/models/ml-random-forest.ts';
import { randomForest } from '../../src/models/random-forest.ts';
import { classification, mixedRows, numeric, probabilitiesOf, regression, valuesOf } from './rows.ts';

const parameters = { ...mlRandomForest.defaults, trees: 12 };

/** Rows without holes or categories. */
function plainRows(rows: number, seed: number) {
  const { numericFeatures, y } = mixedRows(rows, seed);
  const features = numericFeatures.map(column => ({
    ...column,
    values: (column as { values: Float64Array }).values.map(value => (Number.isNaN(value) ? -1 : value)),
  })) as FeatureColumns;
  return { features, y };
}

async function codeOf(promise: Promise<unknown>): Promise<[string, string]> {
  const error = (await promise.then(
    () => null,
    (reason: unknown) => reason,
  )) as UserError;
  assert.instance(error, UserError);
  return [error.code, error.message];
}

const train = plainRows(250, 1);
const held = plainRows(200, 2);

test('it scores what our own forest scores on the same rows', async () => {
  const target = regression(train.y);
  const scores = [];
  for (const [learner, settings] of [
    [mlRandomForest, { ...parameters, trees: 25 }],
    [randomForest, { ...randomForest.defaults, trees: 25 }],
  ] as const) {
    const model = await learner.fit({
      features: train.features,
      target,
      parameters: settings as never,
      seed: 3,
    });
    scores.push(scoreRegression(Float64Array.from(held.y), valuesOf(model.predict(held.features))).r2_score);
  }
  assert.ok(Math.abs(scores[0] - scores[1]) < 0.03, scores.join(' and '));
  assert.ok(scores[0] > 0.85, String(scores[0]));
});

test('classes keep their names, and probabilities are the votes of all trees', async () => {
  const target = classification(
    train.y.map(value => (value < 1 ? 0 : value < 3 ? 1 : 2)),
    ['low', 'middle', 'high'],
  );
  const model = await mlRandomForest.fit({ features: train.features, target, parameters, seed: 1 });
  const prediction = model.predict(held.features);
  assert.is(prediction.task, 'classification');
  if (prediction.task !== 'classification') return;
  assert.equal(prediction.classes, ['low', 'middle', 'high']);
  const hits = held.y.filter(
    (value, row) => (value < 1 ? 0 : value < 3 ? 1 : 2) === prediction.codes[row],
  ).length;
  assert.ok(hits / held.y.length > 0.8, `${hits} of ${held.y.length}`);
  const votes = probabilitiesOf(prediction);
  for (let row = 0; row < held.y.length; row++) {
    const sum = votes[row * 3] + votes[row * 3 + 1] + votes[row * 3 + 2];
    assert.ok(Math.abs(sum - 1) < 1e-12);
    assert.ok(Math.abs(votes[row * 3] * 12 - Math.round(votes[row * 3] * 12)) < 1e-9);
  }
});

test('the same rows and seed give the same bytes, and the file gives the same predictions', async () => {
  const input = { features: train.features, target: regression(train.y), parameters, seed: 8 };
  const one = await mlRandomForest.fit(input);
  const bytes = one.save();
  assert.is(Buffer.compare(bytes, (await mlRandomForest.fit(input)).save()), 0);
  assert.is(Buffer.compare(bytes, (await mlRandomForest.fit({ ...input, seed: 9 })).save()) === 0, false);
  const loaded = mlRandomForest.load(bytes);
  assert.equal(loaded.predict(held.features), one.predict(held.features));
  assert.equal(loaded.featureImportance(), one.featureImportance());
});

test('importance finds the feature that matters', async () => {
  const noise = plainRows(250, 5).features[0] as { values: Float64Array };
  const features = [numeric('noise', noise.values), train.features[3]];
  const model = await mlRandomForest.fit({ features, target: regression(train.y), parameters, seed: 1 });
  const importance = model.featureImportance();
  assert.ok(importance['kind'] > 0.6, JSON.stringify(importance));
  assert.ok(Math.abs(importance['kind'] + importance['noise'] - 1) < 1e-12);
});

test('what the package would do wrong is refused with a word', async () => {
  const { features, y } = mixedRows(50);
  const fit = (given: FeatureColumns, more = {}) =>
    mlRandomForest.fit({ features: given, target: regression(y), parameters, seed: 1, ...more });
  assert.equal(await codeOf(fit([features[3]])), [
    'categorical-feature',
    'ml-random-forest takes numbers, and "kind" is categorical',
  ]);
  assert.equal(await codeOf(fit([features[1]])), [
    'missing-value',
    'ml-random-forest takes no missing values, and "x1" has one in row 1',
  ]);
  assert.is(
    (await codeOf(fit([features[0]], { weights: new Float64Array(50).fill(1) })))[0],
    'invalid-parameter',
  );
  const many = numeric('x', new Float64Array(20_000));
  const target = regression(new Float64Array(20_000));
  // Measured for 10 features: 5.6 hours.
  const ten = Array.from({ length: 10 }, (_, i) => ({ ...many, name: `x${i}` }));
  assert.equal(
    await codeOf(mlRandomForest.fit({ features: ten, target, parameters: mlRandomForest.defaults, seed: 1 })),
    ['too-slow', 'ml-random-forest would take about 5.6 hours: 100 trees on 20000 rows of 10 features'],
  );
  const model = await fit([features[0]]);
  const holes = [numeric('x0', [0.5, Number.NaN])];
  assert.throws(
    () => model.predict(holes),
    (error: UserError) => error.code === 'missing-value',
  );
});

test('few rows, one value of the target, and small shares of features are fitted', async () => {
  const one = await mlRandomForest.fit({
    features: [numeric('x', [1, 2, 3, 4, 5, 6])],
    target: regression([7, 7, 7, 7, 7, 7]),
    parameters: { ...parameters, min_samples_split: 2 },
    seed: 1,
  });
  assert.equal(valuesOf(one.predict([numeric('x', [0, 9])])), Float64Array.of(7, 7));
  const share = await mlRandomForest.fit({
    features: train.features,
    target: regression(train.y),
    parameters: { ...parameters, max_features: 0.01, bootstrap: false, max_depth: 3 },
    seed: 1,
  });
  assert.is(valuesOf(share.predict(held.features)).length, 200);
});

test('a file that was cut or edited is refused', async () => {
  const model = await mlRandomForest.fit({
    features: train.features,
    target: regression(train.y),
    parameters,
    seed: 1,
  });
  const text = Buffer.from(model.save()).toString();
  const broken = [
    text.slice(0, -40),
    text.replace('"version":1', '"version":2'),
    text.replace(/"nodes":"..../, '"nodes":"/////'.slice(0, 13)),
    text.replace('"x0"', '"x1"'),
    text.replace(/"sizes":"[^"]*"/, '"sizes":""'),
  ];
  for (const each of broken) {
    assert.throws(
      () => mlRandomForest.load(Buffer.from(each)),
      (error: UserError) => error.code === 'invalid-model',
    );
  }
});

test.run();
