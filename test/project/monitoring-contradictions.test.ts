import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { metricRule, windowSize } from '../../src/project/monitoring-rules.ts';
import { MV_YAML, problemsOf } from './mv-yaml.ts';

const withMonitoring = (keys: string) => `${MV_YAML}monitoring:\n  ${keys}\n`;
const faultOf = (keys: string) => {
  const [[, message, hint]] = problemsOf(withMonitoring(keys));
  return [message, hint];
};

test('what is not written holds: 1,000 rows, 5 %, retrain on drift or decay', () => {
  const { monitoring } = parseConfiguration(MV_YAML);
  assert.equal(monitoring, {
    ...{ window: 'last-1000-rows', false_alarm_rate: 0.05, by: [], rules: [], cool_down: '0d' },
    retrain: { any: ['drift', 'decay'] },
  });
});

test('policies combine, once in each other', () => {
  const { monitoring } = parseConfiguration(
    withMonitoring('retrain: {any: [decay, {schedule: 30d}, {all: [drift, {new_rows: 500}]}]}'),
  );
  assert.equal(monitoring.retrain.any?.length, 3);
});

test('what cannot be meant is said, with the near name', () => {
  assert.equal(faultOf('window: 7 days'), [
    '"monitoring.window" cannot be "7 days"',
    'for example last-1000-rows, or last-7-days',
  ]);
  assert.is(faultOf('retrain: {any: [dirft]}')[1], 'did you mean "drift"?');
  assert.is(faultOf('retrain: {any: [{shedule: 30d}]}')[1], 'did you mean "schedule"?');
  assert.is(faultOf('retrain: {any: [{schedule: weekly}]}')[1], 'for example 30d');
  assert.is(
    faultOf('retrain: {any: [{schedule: 3d, new_rows: 2}]}')[0],
    'a policy says 2 things at once: schedule, new_rows',
  );
  assert.is(faultOf('metric: rsme')[1], 'did you mean "rmse"?');
  assert.is(faultOf('by: [tmep]')[1], 'did you mean "temp"?');
  assert.is(
    faultOf('rules: [rmse over 5]')[1],
    'a metric, below or above, and a number: "accuracy below 0.70"',
  );
  assert.is(faultOf('rules: [rmse below 5]')[1], 'write above');
  assert.is(faultOf('cool_down: a week')[1], 'for example 7d');
});

test('rules and windows are read', () => {
  assert.equal(metricRule('accuracy below 70 %'), {
    ...{ text: 'accuracy below 70 %', metric: 'accuracy', side: 'below', limit: 0.7 },
  });
  assert.is(metricRule('rmse above 1e2')?.limit, 100);
  assert.is(metricRule('rmse above'), null);
  assert.equal(windowSize('last-24-rows'), { rows: 24 });
  assert.equal(windowSize('last-7-days'), { days: 7 });
  assert.is(windowSize('last-0-rows'), null);
});

test.run();
