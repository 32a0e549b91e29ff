import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assembly } from '../../src/features/assemble.ts';
import { plain } from './source-folder.ts';

const numbers = (name: string, ...values: number[]) => ({
  name,
  type: 'numeric' as const,
  values: Float64Array.from(values),
});
const texts = (name: string, codes: number[], added: string[]) => ({
  name,
  type: 'categorical' as const,
  codes: Int32Array.from(codes),
  added,
});

test('blocks become columns whose categories are in code-unit order', () => {
  const made = assembly(4);
  made.add({
    firstRow: 0,
    names: ['x', 's'],
    features: [numbers('x', 1, 2), texts('s', [0, 1], ['b', 'a'])],
  });
  made.add({ firstRow: 2, names: ['x', 's'], features: [numbers('x', 3, 4), texts('s', [-1, 2], ['Z'])] });
  const { features } = made.finish();
  assert.equal(plain(features), { x: [1, 2, 3, 4], s: ['b', 'a', null, 'Z'] });
  assert.equal(features[1].type === 'categorical' && features[1].categories, ['Z', 'a', 'b']);
});

test('a feature that has its first value in a late block is missing before', () => {
  const made = assembly(2);
  made.add({ firstRow: 0, names: ['x', 'late'], features: [numbers('x', 1)] });
  made.add({ firstRow: 1, names: ['x', 'late'], features: [numbers('x', 2), texts('late', [0], ['a'])] });
  assert.equal(plain(made.finish().features), { x: [1, 2], late: [null, 'a'] });
});

test('a feature with no value at all is numeric, missing and warned of', () => {
  const made = assembly(1);
  made.add({ firstRow: 0, names: ['x'], features: [] });
  const { features, warnings } = made.finish();
  assert.equal(plain(features), { x: [null] });
  assert.is(features[0].type, 'numeric');
  assert.match(warnings[0], /feature "x" is missing in every row/);
});

test('rows without any feature are refused', () => {
  const made = assembly(1);
  made.add({ firstRow: 0, names: [], features: [] });
  assert.throws(() => made.finish(), /returned no feature for any row/);
});

test('what a model expects comes back in its order and types, absent features as missing', () => {
  const expected = [
    { name: 'season', type: 'categorical' as const },
    { name: 'x', type: 'numeric' as const },
    { name: 'gone', type: 'numeric' as const },
  ];
  const made = assembly(1);
  made.add({ firstRow: 0, names: ['x', 'season', 'new'], features: [numbers('x', 1), numbers('new', 2)] });
  const { features } = made.finish(expected);
  assert.equal(plain(features), { season: [null], x: [1], gone: [null] });
  assert.is(features[0].type, 'categorical');
});

test('a feature that is of another type than the model learnt is refused', () => {
  const made = assembly(1);
  made.add({ firstRow: 0, names: ['x'], features: [numbers('x', 1)] });
  assert.throws(
    () => made.finish([{ name: 'x', type: 'categorical' }]),
    /feature "x" is numeric here, but the model was trained on it as categorical/,
  );
});

test.run();
