// A metric of resampled rows is the metric of those rows.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rowStatistic } from '../../src/comparison/row-statistic.ts';
import { randomDraws } from '../../src/data/random-draws.ts';
import { scorePrediction } from '../../src/metrics/score.ts';
import type { Prediction, Target } from '../../src/models/learner.ts';

const draw = randomDraws(11);
const numbers = (rows: number) => Float64Array.from({ length: rows }, () => draw(1000) / 7);

function classified(rows: number, classes: readonly string[]): { target: Target; prediction: Prediction } {
  const probabilities = new Float64Array(rows * classes.length);
  const codes = Int32Array.from({ length: rows }, (_, row) => {
    // Few distinct values, so that there are ties.
    const shares = classes.map(() => 1 + draw(5));
    const sum = shares.reduce((one, other) => one + other);
    shares.forEach((share, code) => {
      probabilities[row * classes.length + code] = share / sum;
    });
    return shares.indexOf(Math.max(...shares));
  });
  const actual = Int32Array.from({ length: rows }, () => draw(classes.length));
  return {
    target: { task: 'classification', codes: actual, classes: [...classes] },
    prediction: { task: 'classification', codes, classes, probabilities },
  };
}

function metricOf(metric: string, target: Target, prediction: Prediction): number {
  const { parts, of } = rowStatistic(metric, target, prediction)!;
  return of(Float64Array.from(parts, part => part.reduce((sum, value) => sum + value, 0) / part.length));
}

test('of all rows it is what scorePrediction says, of every task and metric', () => {
  const regression: { target: Target; prediction: Prediction } = {
    target: { task: 'regression', values: numbers(50) },
    prediction: { task: 'regression', values: numbers(50) },
  };
  for (const { target, prediction } of [
    regression,
    classified(60, ['no', 'yes']),
    classified(90, ['a', 'b', 'c']),
  ]) {
    const scores = Object.entries(scorePrediction(target, prediction));
    assert.ok(scores.length >= 4);
    for (const [metric, score] of scores) {
      const found = metricOf(metric, target, prediction);
      assert.ok(Math.abs(found - score!) < 1e-9, `${metric}: ${found} ${score}`);
    }
  }
});

test('classes that one side does not know are matched by name', () => {
  const target: Target = { task: 'classification', codes: Int32Array.of(0, 1, 1), classes: ['b', 'c'] };
  const prediction: Prediction = {
    task: 'classification',
    codes: Int32Array.of(1, 0, 1),
    classes: ['a', 'b'],
    probabilities: Float64Array.of(0.2, 0.8, 0.9, 0.1, 0.4, 0.6),
  };
  assert.ok(Math.abs(metricOf('accuracy', target, prediction) - 1 / 3) < 1e-12);
});

test('a metric of another task there is none, nor an area of three classes', () => {
  const { target, prediction } = classified(9, ['a', 'b', 'c']);
  assert.is(rowStatistic('rmse', target, prediction), null);
  assert.is(rowStatistic('roc_auc', target, prediction), null);
});

test.run();
