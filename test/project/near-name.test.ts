import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nearName } from '../../src/project/near-name.ts';

test('a slip of the keys is recognised: a letter more, less, other, or two swapped', () => {
  for (const slip of ['trees', 'tres', 'treees', 'trses', 'rtees', 'TREES']) {
    assert.is(nearName(slip, ['bins', 'trees', 'kind']), 'trees', slip);
  }
  assert.is(nearName('pord', ['staging', 'prod']), 'prod');
  assert.is(nearName('max_dept', ['max_features', 'max_depth']), 'max_depth');
});

test('of several the nearest is named, of equally near ones the first', () => {
  assert.is(nearName('column_12', ['column_1', 'column_13', 'column_122']), 'column_1');
  assert.is(nearName('train', ['brain', 'train-2', 'train']), 'train');
});

test('another word is no slip', () => {
  assert.is(nearName('z', ['a', 'b', 'y']), null);
  assert.is(nearName('predict', ['trees', 'model']), null);
  assert.is(nearName('', ['a']), null);
  assert.is(nearName('x', []), null);
});

test.run();
