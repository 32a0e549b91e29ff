import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatChange } from '../../src/metrics/format-change.ts';

test('errors change by a share of themselves, scores in their own unit', () => {
  assert.is(formatChange('rmse', 38.6, 41.9), '-7.9 %');
  assert.is(formatChange('log_loss', 0.6, 0.5), '+20.0 %');
  assert.is(formatChange('r2_score', 0.02, 0.01), '+0.0100');
  assert.is(formatChange('accuracy', 0.91, 0.93), '-0.0200');
  assert.is(formatChange('roc_auc', 0.5 + 1e-9, 0.5), '0.0000');
  assert.is(formatChange('r2_score', -0.1, -0.3), '+0.2000');
  assert.equal([formatChange('f1', null, 1), formatChange('rmse', 1, undefined)], ['-', '-']);
});

test.run();
