// Rows that no model should be made of, and rows that look so: each is a clear error or a defined result.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../src/errors.ts';
import { gradientBoosting } from '../../src/models/gradient-boosting.ts';
import type { FeatureColumns, InProcessModel, Learner, Target } from '../../src/models/learner.ts';
import { randomForest } from '../../src/models/random-forest.ts';
import { categorical, classification, numeric, probabilitiesOf, regression, valuesOf } from './rows.ts';

const learners = [
  [randomForest, { ...randomForest.defaults, trees: 10 }],
  [gradientBoosting, { ...gradientBoosting.defaults, trees: 10, min_samples_leaf: 1 }],
] as unknown as [Learner<unknown>, unknown][];

const counting = (rows: number) => Array.from({ length: rows }, (_, row) => row);

/** A model of each learner; its file says the same as it does. */
async function eachModel(
  features: FeatureColumns,
  target: Target,
  check: (model: InProcessModel, kind: string) => void,
): Promise<void> {
  for (const [learner, parameters] of learners) {
    const model = await learner.fit({ features, target, parameters, seed: 1 });
    check(model, learner.kind);
    assert.equal(learner.load(model.save()).predict(features), model.predict(features), learner.kind);
  }
}

async function refusal(features: FeatureColumns, target: Target, weights?: Float64Array): Promise<string[]> {
  const codes = [];
  for (const [learner, parameters] of learners) {
    const error = await learner.fit({ features, target, parameters, seed: 1, weights }).then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.instance(error, UserError);
    codes.push((error as UserError).code);
  }
  return codes;
}

const ten = [numeric('x', counting(10))];

test('a constant target is predicted, and no feature gets the credit', async () => {
  for (const constant of [0, -0.1, 1e300, 5e-324])
    await eachModel(ten, regression(counting(10).map(() => constant)), model => {
      for (const value of valuesOf(model.predict(ten)))
        assert.ok(Math.abs(value - constant) <= 1e-15 * Math.abs(constant));
      assert.equal(model.featureImportance(), { x: 0 });
    });
});

test('one class alone is refused; a class without rows has no chance, a class of one row has one', async () => {
  assert.equal(await refusal(ten, classification(new Array(10).fill(0), ['only'])), [
    'single-class',
    'single-class',
  ]);
  for (const classes of [
    ['a', 'b'],
    ['a', 'b', 'c'],
  ])
    await eachModel(ten, classification(new Array(10).fill(0), classes), model => {
      const probabilities = probabilitiesOf(model.predict(ten));
      for (let row = 0; row < 10; row++) assert.ok(probabilities[row * classes.length] > 0.999);
    });
  await eachModel(ten, classification([...new Array(9).fill(0), 1], ['many', 'one']), (model, kind) => {
    const probabilities = probabilitiesOf(model.predict(ten));
    assert.ok(probabilities[19] > probabilities[1], kind);
  });
});

test('a column that is missing in every row, and rows that are missing in every column, do no harm', async () => {
  const features = [
    numeric(
      'none',
      counting(40).map(() => Number.NaN),
    ),
    categorical('nothing', new Array(40).fill(null)),
    numeric(
      'x',
      counting(40).map(row => (row % 8 === 0 ? Number.NaN : row)),
    ),
  ];
  await eachModel(features, regression(counting(40)), (model, kind) => {
    assert.is(model.featureImportance()['none'], 0);
    assert.is(model.featureImportance()['nothing'], 0);
    const values = valuesOf(model.predict(features));
    assert.ok(values[39] > values[1] + 5, kind);
  });
});

test('ten thousand categories are more than there are bins, and still say something', async () => {
  const rows = 20_000;
  const names = counting(rows).map(row => `user-${row % 10_000}`);
  const features = [categorical('user', names)];
  await eachModel(
    features,
    regression(counting(rows).map(row => (row % 10_000 < 100 ? 5 : 0))),
    (model, kind) => {
      const values = valuesOf(model.predict(features));
      assert.ok(values.every(Number.isFinite), kind);
      const unseen = valuesOf(model.predict([categorical('user', ['never', 'user-5'])]));
      assert.ok(Number.isFinite(unseen[0]), kind);
    },
  );
});

test('the greatest and the smallest numbers and infinities are numbers like others', async () => {
  const values = [-Infinity, -1e308, -1, -5e-324, 0, 5e-324, 1, 1e308, Infinity];
  const features = [numeric('x', [...values, ...values, ...values])];
  const truth = [...counting(9), ...counting(9), ...counting(9)];
  for (const scale of [1, 1e299, 5e-324])
    await eachModel(features, regression(truth.map(value => (value - 4) * scale)), (model, kind) => {
      const predicted = valuesOf(model.predict(features));
      assert.ok(predicted.every(Number.isFinite), `${kind} ${scale}`);
      assert.ok(predicted[8] >= predicted[0], `${kind} ${scale}`);
      if (scale !== 5e-324) assert.ok(predicted[8] > predicted[0], `${kind} ${scale}`);
    });
});

test('more features than rows, and two rows, are fitted', async () => {
  const wide = counting(50).map(feature => numeric(`x${feature}`, [feature, 1, 2, 3, feature * 2]));
  await eachModel(wide, regression([1, 2, 3, 4, 5]), model =>
    assert.ok(valuesOf(model.predict(wide)).every(Number.isFinite)),
  );
  const two = [numeric('x', [1, 2])];
  await eachModel(two, regression([1, 2]), model => assert.is(valuesOf(model.predict(two)).length, 2));
  await eachModel(two, classification([0, 1], ['a', 'b']), model => {
    const probabilities = probabilitiesOf(model.predict(two));
    assert.ok(probabilities[3] >= probabilities[1]);
  });
});

test('no rows, no features, a target that is not known and weights that cannot be are refused', async () => {
  assert.equal(await refusal([numeric('x', [])], regression([])), ['no-rows', 'no-rows']);
  assert.equal(await refusal([], regression([1, 2])), ['no-features', 'no-features']);
  assert.equal(await refusal(ten, regression([...counting(9), Infinity])), [
    'missing-target',
    'missing-target',
  ]);
  assert.equal(await refusal(ten, classification([...new Array(9).fill(0), -1], ['a', 'b'])), [
    'missing-target',
    'missing-target',
  ]);
  assert.equal(await refusal(ten, regression([...counting(9), 1e308])), [
    'target-too-large',
    'target-too-large',
  ]);
  const weighed = (last: number) =>
    refusal(ten, regression(counting(10)), Float64Array.of(...counting(9), last));
  for (const weight of [-1, Number.NaN, Infinity])
    assert.equal(await weighed(weight), ['invalid-weight', 'invalid-weight'], String(weight));
  assert.equal(await refusal(ten, regression(counting(10)), new Float64Array(10)), ['no-rows', 'no-rows']);
});

test('a weight of 0 is a row that is not there', async () => {
  const features = [
    numeric('x', counting(60)),
    categorical(
      'k',
      counting(60).map(row => `k${row % 3}`),
    ),
  ];
  const truth = counting(60).map(row => (row < 40 ? row : 1e6));
  const weights = Float64Array.from(truth, value => (value < 1e6 ? 1 : 0));
  for (const [learner, parameters] of learners) {
    const weighed = await learner.fit({ features, target: regression(truth), parameters, weights, seed: 4 });
    assert.ok(
      valuesOf(weighed.predict(features)).every(value => value < 40),
      learner.kind,
    );
  }
});

test('a boosted model file that was cut, edited or is newer is refused', async () => {
  const model = await gradientBoosting.fit({
    features: ten,
    target: classification([0, 1, 2, 0, 1, 2, 0, 1, 2, 0], ['a', 'b', 'c']),
    parameters: { ...gradientBoosting.defaults, trees: 4, min_samples_leaf: 1 },
    seed: 1,
  });
  const text = Buffer.from(model.save()).toString();
  const document = JSON.parse(text);
  const edited = (change: object) => JSON.stringify({ ...document, ...change });
  const broken = [
    text.slice(0, text.length / 2),
    edited({ version: 2 }),
    edited({ baseline: 'AAAAAAAAAAA=' }),
    edited({ classes: ['a', 'b'] }),
    edited({ trees: { ...document.trees, sizes: document.trees.sizes.slice(8) } }),
    edited({ trees: { ...document.trees, leaf_table: '' } }),
    edited({ features: [] }),
    edited({ importance: null }),
  ];
  for (const [index, each] of broken.entries()) {
    assert.throws(
      () => gradientBoosting.load(Buffer.from(each)),
      (error: UserError) => error.code === 'invalid-model',
      `file ${index}`,
    );
  }
});

test.run();
