import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scoreBaselines } from '../../src/metrics/baseline.ts';
import { constantPrediction } from '../../src/metrics/constant-prediction.ts';
import { lastValues } from '../../src/metrics/last-values.ts';
import type { Prediction, Target } from '../../src/models/learner.ts';

const numbers = (values: number[]): Target => ({ task: 'regression', values: Float64Array.from(values) });
const letters = (names: string, classes = ['a', 'b', 'c']): Target => ({
  task: 'classification',
  codes: Int32Array.from(names, name => classes.indexOf(name)),
  classes,
});
const valuesOf = (prediction: Prediction) => [
  ...(prediction as Extract<Prediction, { task: 'regression' }>).values,
];
const classesOf = (prediction: Prediction) => prediction as Extract<Prediction, { task: 'classification' }>;

test('without features the mean is predicted, or the most frequent class with the share of each', () => {
  assert.equal(valuesOf(constantPrediction(numbers([1, 2, 6]), 2)), [3, 3]);
  const prediction = classesOf(constantPrediction(letters('abbc'), 2));
  assert.equal([...prediction.codes], [1, 1]);
  assert.equal([...prediction.probabilities], [0.25, 0.5, 0.25, 0.25, 0.5, 0.25]);
  assert.is(classesOf(constantPrediction(letters('cbcb'), 1)).codes[0], 1);
});

test('the last value is that of the latest time before, the mean of rows that share it', () => {
  const prediction = lastValues({
    training: numbers([99, 10, 20]),
    heldOut: numbers([7, 5, 1, 2, 3]),
    times: {
      training: Float64Array.of(1, 2, 2),
      heldOut: Float64Array.of(4, 3, 5, Number.NaN, 3),
    },
  });
  // At 3: mean of 10 and 20. At 4: mean of 5 and 3. At 5: 7. With no time: the mean of 99, 10, 20.
  assert.equal(valuesOf(prediction), [4, 15, 7, 43, 15]);
});

test('the last class is the most frequent one of the time before', () => {
  const prediction = classesOf(
    lastValues({
      training: letters('aabbc'),
      heldOut: letters('cc'),
      times: { training: Float64Array.of(1, 1, 2, 2, 2), heldOut: Float64Array.of(3, 4) },
    }),
  );
  assert.equal([...prediction.codes], [1, 2]);
  assert.equal([...prediction.probabilities], [0, 2 / 3, 1 / 3, 0, 0, 1]);
});

test('baselines are scored by name, the last value only where there is time', () => {
  const input = { training: numbers([0, 2]), heldOut: numbers([3, 5]) };
  assert.equal(scoreBaselines({ ...input, times: null }), {
    mean: { mse: 10, rmse: Math.sqrt(10), mae: 3, r2_score: -9 },
  });
  const timed = scoreBaselines({
    ...input,
    times: { training: Float64Array.of(1, 2), heldOut: Float64Array.of(3, 4) },
  });
  // Errors 3 - 2 and 5 - 3.
  assert.equal(timed['last_value'], { mse: 2.5, rmse: Math.sqrt(2.5), mae: 1.5, r2_score: -1.5 });
  assert.equal(Object.keys(scoreBaselines({ training: letters('ab'), heldOut: letters('a'), times: null })), [
    'majority',
  ]);
});

test.run();
