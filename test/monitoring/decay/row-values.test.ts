import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scorePrediction } from '../../../src/metrics/score.ts';
import type { Prediction, Target } from '../../../src/models/learner.ts';
import { classShares, meanMetricOf, rowValues, shown } from '../../../src/monitoring/decay/row-values.ts';
import { summarise } from '../../../src/monitoring/decay/summary.ts';
import { uniform } from './simulated.ts';

function classified(
  rows: number,
  classes: string[],
  seed: number,
): { target: Target; prediction: Prediction } {
  const draw = uniform(seed);
  const codes = Int32Array.from({ length: rows }, () => Math.floor(draw() * classes.length));
  const probabilities = new Float64Array(rows * classes.length);
  const said = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const raw = classes.map((_, code) => draw() + (code === codes[row] ? 0.6 : 0));
    const total = raw.reduce((sum, value) => sum + value, 0);
    raw.forEach((value, code) => {
      // Rounded, so that some scores are tied.
      probabilities[row * classes.length + code] = Math.round((20 * value) / total) / 20;
      if (value > raw[said[row]]) said[row] = code;
    });
  }
  return {
    target: { task: 'classification', codes, classes },
    prediction: { task: 'classification', codes: said, classes, probabilities },
  };
}

const near = (one: number, other: number | null) =>
  assert.ok(other !== null && Math.abs(one - other) < 1e-12, `${one} ${other}`);

test('the mean of the rows is the metric', () => {
  for (const classes of [
    ['no', 'yes'],
    ['a', 'b', 'c'],
  ]) {
    const scored = classified(300, classes, classes.length);
    const scores = scorePrediction(scored.target, scored.prediction);
    for (const metric of ['accuracy', 'log_loss', 'f1', 'precision', 'recall'] as const)
      near(summarise(rowValues(metric, scored)).mean, scores[metric]);
    if (classes.length === 2) near(summarise(rowValues('roc_auc', scored)).mean, scores['roc_auc']);
    else assert.is(rowValues('roc_auc', scored).length, 0);
  }
});

test('of numbers too, rmse and r2_score by way of the mean squared error', () => {
  const draw = uniform(3);
  const actual = Float64Array.from({ length: 100 }, () => 10 * draw());
  const target: Target = { task: 'regression', values: actual };
  const prediction: Prediction = { task: 'regression', values: actual.map(value => value + draw() - 0.4) };
  const scores = scorePrediction(target, prediction);
  const spread = summarise(actual).variance;
  for (const metric of ['mse', 'rmse', 'mae', 'r2_score']) {
    const { mean } = summarise(rowValues(meanMetricOf(metric), { target, prediction }));
    near(shown(metric, mean, spread), scores[metric]);
  }
});

test("a ratio is that of the release exactly where the rows' mean says so, in parts of any size", () => {
  const whole = classified(1000, ['no', 'yes'], 8);
  const shares = classShares(whole.target, whole.prediction);
  const values = rowValues('precision', whole, shares);
  // Ten rows at a time: the mean of the parts is that of the whole, which no mean of ten precisions would be.
  const parts = Array.from(
    { length: 100 },
    (_, at) => summarise(values.subarray(10 * at, 10 * at + 10)).mean,
  );
  near(
    parts.reduce((sum, mean) => sum + mean / 100, 0),
    scorePrediction(whole.target, whole.prediction)['precision'],
  );
});

test('the variance of the placements is that of DeLong, DeLong and Clarke-Pearson', () => {
  // Positives .8 .6 .55, negatives .7 .4 .3 .2: placements 1, .75, .75 and 1/3, 1, 1, 1; area 10/12.
  const said = [0.8, 0.6, 0.55, 0.7, 0.4, 0.3, 0.2];
  const scored: { target: Target; prediction: Prediction } = {
    target: { task: 'classification', classes: ['0', '1'], codes: Int32Array.of(1, 1, 1, 0, 0, 0, 0) },
    prediction: {
      task: 'classification',
      classes: ['0', '1'],
      codes: Int32Array.from(said, share => (share > 0.5 ? 1 : 0)),
      probabilities: Float64Array.from(said.flatMap(share => [1 - share, share])),
    },
  };
  const { mean, variance } = summarise(rowValues('roc_auc', scored));
  near(mean, 10 / 12);
  // Divided by rows: (1/6)² + 2 (1/12)² of positives by 3 and by 3; (1/2)² + 3 (1/6)² of negatives by 4 and by 4.
  const positives = ((1 / 6) ** 2 + 2 * (1 / 12) ** 2) / 3;
  const negatives = ((1 / 2) ** 2 + 3 * (1 / 6) ** 2) / 4;
  near(variance / 7, positives / 3 + negatives / 4);
});

test.run();
