import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rowGroups } from '../../src/comparison/row-groups.ts';
import type { Column } from '../../src/data/table.ts';

const numeric = (...values: number[]): Column => ({
  type: 'numeric',
  name: 'x',
  values: Float64Array.from(values),
});
const shown = (column: Column, part?: string) =>
  rowGroups(column, part).map(({ name, rows }) => [name, [...rows]]);

test('categories and few numbers are groups by themselves, numbers by size, what is missing last', () => {
  const codes = Int32Array.of(1, -1, 0, 1);
  const words: Column = { type: 'categorical', name: 'w', codes, categories: ['fog', 'sun'] };
  assert.equal(shown(words), [
    ['fog', [2]],
    ['sun', [0, 3]],
    ['missing', [1]],
  ]);
  assert.equal(shown(numeric(10, 9, Number.NaN, 10)), [
    ['9', [1]],
    ['10', [0, 3]],
    ['missing', [2]],
  ]);
});

test('many numbers fall into four groups of about as many rows', () => {
  const groups = rowGroups(numeric(...Array.from({ length: 100 }, (_, i) => (i * 37) % 100)));
  assert.equal(
    groups.map(({ name, rows }) => [name, rows.length]),
    [
      ['0 to 25', 25],
      ['25 to 50', 25],
      ['50 to 75', 25],
      ['75 to 99', 25],
    ],
  );
});

test('times by a part of them, in UTC; of many groups the rarest are others', () => {
  const values = Float64Array.of(Date.UTC(2024, 0, 1, 23, 59), Date.UTC(2024, 0, 7), Number.NaN);
  const time: Column = { type: 'time', name: 't', values };
  assert.equal(shown(time, 'weekday'), [
    ['1 Monday', [0]],
    ['7 Sunday', [1]],
    ['missing', [2]],
  ]);
  assert.equal(shown(time, 'hour')[1], ['23', [0]]);
  const codes = Int32Array.from({ length: 60 }, (_, row) => row % 30);
  const categories = Array.from({ length: 30 }, (_, code) => `c${code}`);
  const groups = rowGroups({ type: 'categorical', name: 'w', codes, categories });
  assert.equal([groups.length, groups.at(-1)!.name, groups.at(-1)!.rows.length], [24, 'others', 14]);
});

test.run();
