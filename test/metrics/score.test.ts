// Expected values: scikit-learn 1.9.1, unless the arithmetic is shown.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scorePrediction } from '../../src/metrics/score.ts';
import type { Prediction, Target } from '../../src/models/learner.ts';

function near(actual: object, expected: Record<string, number | null>): void {
  assert.equal(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const found = (actual as Record<string, number | null>)[name];
    if (value === null || found === null) assert.is(found, value, name);
    else assert.ok(Math.abs(found - value) < 1e-14, `${name} is ${found}, not ${value}`);
  }
}

function regression(actual: number[], predicted: number[]) {
  return scorePrediction(
    { task: 'regression', values: Float64Array.from(actual) },
    { task: 'regression', values: Float64Array.from(predicted) },
  );
}

/** Rows of probabilities; the predicted class is the likeliest, the first of equals. */
function classified(classes: string[], rows: number[][]): Prediction {
  const codes = Int32Array.from(rows, row => row.indexOf(Math.max(...row)));
  return { task: 'classification', classes, codes, probabilities: Float64Array.from(rows.flat()) };
}

function truth(classes: string[], names: string[]): Target {
  return { task: 'classification', classes, codes: Int32Array.from(names, name => classes.indexOf(name)) };
}

test('a regression is scored as scikit-learn scores it', () => {
  near(regression([3, -0.5, 2, 7, 4.25, -1], [2.5, 0, 2, 8, 4, -2.5]), {
    mse: 0.6354166666666666,
    rmse: 0.7971302695712079,
    mae: 0.625,
    r2_score: 0.9153757225433525,
  });
});

test('a constant target has an r2_score of 1 or 0, one row has none, no rows have no score', () => {
  assert.is(regression([1, 1], [1, 1])['r2_score'], 1);
  assert.is(regression([1, 1], [1, 2])['r2_score'], 0);
  near(regression([1], [3]), { mse: 4, rmse: 2, mae: 2, r2_score: null });
  near(regression([], []), { mse: null, rmse: null, mae: null, r2_score: null });
  assert.is(regression([1, 2], [1, Number.NaN])['mse'], null);
});

const yesNo = ['no', 'yes'];
const eight = truth(yesNo, ['no', 'yes', 'yes', 'no', 'yes', 'no', 'no', 'yes']);
const twoColumns = (shares: number[]) => shares.map(share => [1 - share, share]);

test('two classes are scored for the later of the two, ties in roc_auc counting half', () => {
  const prediction = classified(yesNo, twoColumns([0.1, 0.8, 0.35, 0.35, 0.9, 0.6, 0, 1]));
  near(scorePrediction(eight, prediction), {
    accuracy: 0.75,
    f1: 0.75,
    precision: 0.75,
    recall: 0.75,
    log_loss: 0.3538450443868937,
    roc_auc: 0.90625,
  });
});

test('the log loss of what was called impossible is finite', () => {
  const prediction = classified(yesNo, twoColumns([1, 0, 0.35, 0.35, 0.9, 0.6, 0, 1]));
  assert.ok(Math.abs((scorePrediction(eight, prediction)['log_loss'] as number) - 9.323695383294677) < 1e-13);
});

test('many classes are scored by the mean over classes', () => {
  const classes = ['a', 'b', 'c'];
  const rows = [
    [0.7, 0.2, 0.1],
    [0.1, 0.6, 0.3],
    [0.2, 0.2, 0.6],
    [0.3, 0.4, 0.3],
    [0.5, 0.3, 0.2],
    [0.6, 0.3, 0.1],
    [0.1, 0.1, 0.8],
    [0.2, 0.5, 0.3],
    [0.1, 0.2, 0.7],
  ];
  near(scorePrediction(truth(classes, [...'abccbacba']), classified(classes, rows)), {
    accuracy: 2 / 3,
    f1: 2 / 3,
    precision: 2 / 3,
    recall: 2 / 3,
    log_loss: 0.8351081387507531,
  });
});

test('a class that occurs nowhere is left out of the mean, one that is only predicted counts as 0', () => {
  const classes = ['a', 'b', 'c', 'd'];
  const sure = (name: string) => classes.map(each => (each === name ? 1 : 0));
  const scores = scorePrediction(truth(classes, [...'aabb']), classified(classes, [...'acbc'].map(sure)));
  assert.is(scores['f1'], 4 / 9);
  assert.is(scores['precision'], 2 / 3);
  assert.is(scores['recall'], 1 / 3);
});

test('one class alone: no roc_auc, and ratios with nothing below the line are 0', () => {
  const scores = scorePrediction(truth(yesNo, ['no', 'no']), classified(yesNo, twoColumns([0.2, 0.1])));
  assert.is(scores['roc_auc'], null);
  assert.is(scores['f1'], 0);
  assert.is(scores['accuracy'], 1);
});

test('no rows have no score', () => {
  near(scorePrediction(truth(yesNo, []), classified(yesNo, [])), {
    accuracy: null,
    f1: null,
    precision: null,
    recall: null,
    log_loss: null,
    roc_auc: null,
  });
});

test('classes are matched by name; one that the model never saw was given no chance', () => {
  const scores = scorePrediction(
    truth(['b', 'c'], ['b', 'c']),
    classified(
      ['a', 'b'],
      [
        [0.2, 0.8],
        [0.5, 0.5],
      ],
    ),
  );
  assert.is(scores['accuracy'], 0.5);
  // -ln 0.8 and -ln 2^-52, over two rows.
  assert.ok(Math.abs((scores['log_loss'] as number) - (-Math.log(0.8) + 52 * Math.LN2) / 2) < 1e-12);
  assert.not('roc_auc' in scores);
});

test.run();
