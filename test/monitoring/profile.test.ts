import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Column } from '../../src/data/table.ts';
import { type ColumnProfile, profileColumns } from '../../src/monitoring/profile.ts';
import { hashCell } from '../../src/monitoring/profile-categories.ts';

const numeric = (values: number[], name = 'x'): Column => ({
  type: 'numeric',
  name,
  values: Float64Array.from(values),
});

function categorical(values: (string | null)[], name = 'c'): Column {
  const categories = [...new Set(values.filter(value => value !== null))].sort();
  return {
    type: 'categorical',
    name,
    categories,
    codes: Int32Array.from(values, value => categories.indexOf(value as string)),
  };
}

function only<Type extends ColumnProfile['type']>(column: Column, type: Type) {
  const [profile] = profileColumns([column]).columns;
  assert.is(profile.type, type);
  return profile as Extract<ColumnProfile, { type: Type }>;
}

test('numbers: moments and quantiles are those of pandas', () => {
  const profile = only(numeric([5, 1, 4, Number.NaN, 2, 8, 13, 21, 3.5]), 'numeric');
  assert.is(profile.count, 9);
  assert.is(profile.missing, 1);
  // pandas 3: mean, std, and quantile() at the same shares.
  assert.is(profile.mean, 7.1875);
  assert.ok(Math.abs((profile.std as number) - 6.750330679730755) < 1e-14);
  assert.equal([profile.min, profile.max], [1, 21]);
  const expected = [1, 1.07, 1.35, 1.7, 3.125, 4.5, 9.25, 15.4, 18.2, 20.44, 21];
  profile.quantiles.forEach(([, value], i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-13);
  });
});

test('few distinct numbers: a count for each', () => {
  assert.equal(only(numeric([3, 1, 3, Number.NaN, 2, 3]), 'numeric').cells, {
    kind: 'values',
    values: [1, 2, 3],
    counts: [1, 1, 3],
  });
});

test('many distinct numbers: 200 cells of equally many rows', () => {
  const values = Array.from({ length: 1000 }, (_, i) => ((i * 7) % 1000) / 10);
  const { cells } = only(numeric(values), 'numeric');
  assert.is(cells.kind, 'edges');
  assert.equal(cells.counts, new Array(200).fill(5));
  assert.is(cells.kind === 'edges' && cells.edges.length, 199);
  assert.is(cells.kind === 'edges' && cells.edges[0], 0.4);
});

test('a value that half the rows have fills one cell, and all rows are counted', () => {
  const values = [...new Array(500).fill(0), ...Array.from({ length: 500 }, (_, i) => i + 1)];
  const { cells } = only(numeric(values), 'numeric');
  assert.is(cells.counts[0], 500);
  assert.is(
    cells.counts.reduce((sum, count) => sum + count, 0),
    1000,
  );
});

test('empty, missing and single columns have nulls, not NaN', () => {
  const empty = only(numeric([Number.NaN]), 'numeric');
  assert.equal([empty.mean, empty.std, empty.min, empty.max], [null, null, null, null]);
  assert.equal(empty.quantiles, []);
  assert.is(only(numeric([4]), 'numeric').std, null);
  assert.equal(profileColumns([]), {
    ...{ version: 2, rows: 0, columns: [], predictions: null, errors: null },
  });
  assert.is(only({ type: 'time', name: 't', values: Float64Array.of(Number.NaN) }, 'time').min, null);
});

test('times: the first and the last', () => {
  const values = Float64Array.of(Date.UTC(2024, 1, 29), Number.NaN, Date.UTC(2023, 0, 1, 12));
  assert.equal(only({ type: 'time', name: 't', values }, 'time'), {
    name: 't',
    type: 'time',
    count: 3,
    missing: 1,
    min: '2023-01-01T12:00:00.000Z',
    max: '2024-02-29T00:00:00.000Z',
  });
});

test('categories: each with its count, the commonest first, equals by name', () => {
  assert.equal(only(categorical(['b', 'a', null, 'c', 'c']), 'categorical'), {
    name: 'c',
    type: 'categorical',
    count: 5,
    missing: 1,
    distinct: 3,
    top: [
      ['c', 2],
      ['a', 1],
      ['b', 1],
    ],
    rest: 0,
    hashCells: null,
    dependence: { time: 1, settled: true, stretches: [] },
    missingDependence: { time: 1, settled: true, stretches: [] },
  });
});

test('very many categories: the commonest, and hash cells that cover every row', () => {
  const values = Array.from({ length: 5000 }, (_, i) => `c${i % 2 === 0 ? i % 10 : i}`);
  const profile = only(categorical(values), 'categorical');
  assert.ok(profile.top.length > 40 && JSON.stringify(profile.top).length < 1000);
  assert.equal(profile.top[0], ['c0', 500]);
  assert.is(profile.top.reduce((sum, [, count]) => sum + count, 0) + profile.rest, 5000);
  assert.is(profile.hashCells?.length, 256);
  assert.is(
    profile.hashCells?.reduce((sum, count) => sum + count, 0),
    5000,
  );
});

test('hash cells are those of FNV-1a, folded', () => {
  // Published test vectors of the 32-bit FNV-1a: '' 811c9dc5, 'a' e40c292c, 'foobar' bf9cf968.
  assert.equal(
    ['', 'a', 'foobar'].map(category => hashCell(category)),
    [0x81 ^ 0x1c ^ 0x9d ^ 0xc5, 0xe4 ^ 0x0c ^ 0x29 ^ 0x2c, 0xbf ^ 0x9c ^ 0xf9 ^ 0x68],
  );
});

test('the order of rows leaves no trace but in how they depend on each other, and JSON brings every number back', () => {
  const values = Array.from({ length: 3000 }, (_, i) => Math.sqrt(i) * 1.1);
  const names = values.map((_, i) => `k${i % 7}`);
  const profile = profileColumns([numeric(values), categorical(names)]);
  const reversed = profileColumns([numeric([...values].reverse()), categorical([...names].reverse())]);
  const counted = ({ columns }: typeof profile) =>
    columns.map(column => ({ ...column, dependence: null, missingDependence: null }));
  assert.equal(counted(reversed), counted(profile));
  assert.equal(JSON.parse(JSON.stringify(profile)), profile);
});

test('held-out predictions are profiled like a column', () => {
  const { predictions } = profileColumns([numeric([1, 2, 3])], {
    heldOut: { prediction: { task: 'regression', values: Float64Array.of(2, 4) } },
  });
  assert.is(predictions?.task === 'regression' && predictions.values.mean, 3);
  const classes = ['no', 'yes'];
  const { predictions: shares } = profileColumns([numeric([1, 2])], {
    heldOut: {
      prediction: {
        task: 'classification',
        classes,
        codes: Int32Array.of(0, 1, 1),
        probabilities: Float64Array.of(0.75, 0.25, 0.25, 0.75, 0, 1),
      },
    },
  });
  if (shares?.task !== 'classification') return assert.unreachable();
  assert.equal(shares.classes.top, [
    ['yes', 2],
    ['no', 1],
  ]);
  assert.ok(Math.abs(shares.meanProbabilities[1][1] - 2 / 3) < 1e-15);
  assert.equal(shares.probability?.cells.counts, [1, 1, 1]);
});

test.run();
