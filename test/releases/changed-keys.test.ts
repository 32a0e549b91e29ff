import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changedKeys } from '../../src/releases/changed-keys.ts';

test('keys that training reads are named with dots, in code-unit order; others are not', () => {
  const before = {
    name: 'a',
    model: { kind: 'random-forest', trees: 5 },
    features: { columns: { temp: 'numeric' }, exclude: [] },
  };
  const now = {
    name: 'b',
    model: { kind: 'random-forest', trees: 6 },
    features: { columns: { temp: 'categorical', wind: 'numeric' }, exclude: ['x'] },
  };
  assert.equal(changedKeys(before, now), [
    'features.columns.temp',
    'features.columns.wind',
    'features.exclude',
    'model.trees',
  ]);
  assert.equal(changedKeys(before, before), []);
});

test('null differs from what is not there', () => {
  assert.equal(changedKeys({ model: { max_depth: null } }, { model: {} }), ['model.max_depth']);
});

test.run();
