import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FeatureColumns, Prediction } from '../../src/models/learner.ts';
import { randomForest } from '../../src/models/random-forest.ts';
import { spreadModel } from '../../src/prediction/spread-model.ts';
import { categorical, numeric } from '../data/columns.ts';

const block = (first: number): FeatureColumns => {
  const rows = Array.from({ length: 50 }, (_, i) => first + i);
  return [
    numeric(
      'x',
      rows.map(row => (row * 37) % 101),
    ),
    categorical(
      'c',
      rows.map(row => ['a', 'b', null][row % 3]),
    ),
  ];
};

async function fitted(classes: boolean) {
  const y = Array.from({ length: 50 }, (_, i) => ((i * 37) % 101) + (i % 3));
  return randomForest.fit({
    features: block(0),
    target: classes
      ? { task: 'classification', classes: ['high', 'low'], codes: Int32Array.from(y, v => (v > 50 ? 0 : 1)) }
      : { task: 'regression', values: Float64Array.from(y) },
    parameters: { ...randomForest.defaults, trees: 5 },
    seed: 1,
  });
}

const numbersOf = (prediction: Prediction) =>
  prediction.task === 'regression' ? [...prediction.values] : [...prediction.probabilities];

for (const classes of [false, true]) {
  test(`any number of threads predicts the same ${classes ? 'classes' : 'numbers'}, in order`, async () => {
    const model = await fitted(classes);
    const expected = Array.from({ length: 12 }, (_, i) => numbersOf(model.predict(block(i))));
    for (const threads of [0, 1, 2, 3]) {
      const spread = spreadModel(model, model.save(), { threads });
      const found = await Promise.all(expected.map((_, i) => spread.predict(block(i))));
      await spread.close();
      assert.equal(found.map(numbersOf), expected, `${threads} threads`);
    }
  });
}

test('a block that comes after the end is refused, and starts no thread that would outlive it', async () => {
  const model = await fitted(false);
  const spread = spreadModel(model, model.save(), { threads: 2 });
  for (let i = 0; i < 3; i++) await spread.predict(block(i));
  await spread.close();
  const late = await Promise.allSettled([spread.predict(block(3))]);
  assert.is(late[0].status, 'rejected');
  assert.not.ok(process.getActiveResourcesInfo().includes('MessagePort'));
});

test('columns that are lent are still there once a thread has answered', async () => {
  const model = await fitted(false);
  const spread = spreadModel(model, model.save(), { threads: 2, lent: true });
  for (let i = 0; i < 3; i++) await spread.predict(block(i));
  const lent = block(3);
  assert.equal(numbersOf(await spread.predict(lent)), numbersOf(model.predict(block(3))));
  assert.equal(lent, block(3));
  await spread.close();
});

test('a thread that ends fails the blocks that wait for it', async () => {
  const model = await fitted(false);
  const spread = spreadModel(model, Buffer.from('no model'), { threads: 2 });
  const answers = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => spread.predict(block(i))));
  await spread.close();
  assert.equal(
    answers.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'],
  );
  const [last] = answers.slice(-1);
  assert.ok(last.status === 'rejected');
  assert.is(last.reason.code, 'prediction-failed');
});

test.run();
