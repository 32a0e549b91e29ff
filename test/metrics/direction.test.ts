import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { directionOf, metricsOf, primaryMetric } from '../../src/metrics/direction.ts';
import { scorePrediction } from '../../src/metrics/score.ts';

test('every metric that is measured has a direction, and the primary one is among them', () => {
  const regression = { task: 'regression' as const, values: Float64Array.of(1, 2) };
  const codes = Int32Array.of(0, 1);
  const classes = ['a', 'b'];
  const classification = { task: 'classification' as const, codes, classes };
  const probabilities = Float64Array.of(1, 0, 0, 1);
  assert.equal(Object.keys(scorePrediction(regression, regression)), metricsOf('regression'));
  assert.equal(
    Object.keys(scorePrediction(classification, { ...classification, probabilities })),
    metricsOf('classification'),
  );
  for (const task of ['regression', 'classification'] as const) {
    for (const metric of metricsOf(task)) assert.match(directionOf(metric), /^(lower|higher)$/);
    assert.ok(metricsOf(task).includes(primaryMetric(task)));
  }
});

test('errors are better lower, shares of what is right higher', () => {
  assert.equal(['rmse', 'log_loss', 'r2_score', 'roc_auc'].map(directionOf), [
    'lower',
    'lower',
    'higher',
    'higher',
  ]);
});

test('a metric that is none is refused with those that are', () => {
  assert.throws(() => directionOf('__proto__'), /there is no metric named "__proto__"/);
});

test.run();
