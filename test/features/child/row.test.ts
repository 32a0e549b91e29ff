import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type RowInput, rowMaker } from '../../../src/features/child/row.ts';

type Row = Record<string, unknown> & { day: Date | null };

const INPUTS: RowInput[] = [
  { name: 'temp', type: 'numeric' },
  { name: 'season', type: 'categorical' },
  { name: 'day', type: 'time' },
];

function rows(inputs = INPUTS, hidden: Record<string, string> = {}): (index: number) => Row {
  const maker = rowMaker(inputs, hidden);
  maker.bind(
    [
      Float64Array.of(0.24, Number.NaN),
      Int32Array.of(1, -1),
      Float64Array.of(Date.UTC(2024, 4, 6), Number.NaN),
    ],
    inputs.map(({ type }) => (type === 'categorical' ? ['fall', 'spring'] : null)),
  );
  return index => maker.rowAt(index) as Row;
}

test('a row has numbers, texts and dates, null where they are missing', () => {
  const [first, second] = [rows()(0), rows()(1)];
  assert.equal([first.temp, first.season], [0.24, 'spring']);
  assert.is(first.day?.toISOString(), '2024-05-06T00:00:00.000Z');
  assert.equal([second.temp, second.season, second.day], [null, null, null]);
});

test('a copy of a row and what is left of it hold all but the times', () => {
  const row = rows()(0);
  assert.equal({ ...row }, { temp: 0.24, season: 'spring' });
  const { temp, ...rest } = row;
  assert.equal([temp, rest as object], [0.24, { season: 'spring' }]);
  assert.equal(Object.keys(row), ['temp', 'season']);
});

test('a row may be changed; a time that is given a value becomes a feature', () => {
  const at = rows();
  const row: Row = at(0);
  row.warm = true;
  (row as Record<string, unknown>).day = row.day?.getTime();
  delete row.season;
  assert.equal({ ...row }, { temp: 0.24, warm: true, day: Date.UTC(2024, 4, 6) } as unknown as Row);
  assert.equal({ ...at(0) }, { temp: 0.24, season: 'spring' }, 'the next row is untouched');
});

test('a name that is no column is an error that lists those there are', () => {
  const row = rows()(0);
  assert.throws(() => row.tmep, /row\.tmep is not there$/);
  assert.throws(
    () => row.tmep,
    (error: { hint: string }) => /A row has: temp, season, day\./.test(error.hint),
  );
  assert.is('tmep' in row, false);
  assert.is('day' in row, true);
});

test('the target says that it is the target', () => {
  const row = rows(INPUTS, { cnt: 'it is the target' })(0);
  assert.throws(() => row.cnt, /row\.cnt is not there: it is the target/);
});

test('a row can be printed, written as JSON, compared and awaited like any object', async () => {
  const row = rows()(0);
  assert.match(inspect(row), /temp: 0\.24.*season: 'spring'.*day: 2024-05-06/s);
  assert.is(JSON.stringify(row), '{"temp":0.24,"season":"spring"}');
  assert.is(String(row), '[object Object]');
  assert.is(await row, row);
  // biome-ignore lint/suspicious/noPrototypeBuiltins: what people write must work
  assert.is(row.hasOwnProperty('temp'), true);
});

test('columns named like parts of the language are columns', () => {
  const names = [
    '__proto__',
    'constructor',
    'toString',
    'then',
    'a"b\\',
    'prototype',
    '#own',
    'at',
    'column0',
  ];
  const maker = rowMaker(
    [...names.map(name => ({ name, type: 'numeric' as const })), { name: 'hasOwnProperty', type: 'time' }],
    {},
  );
  maker.bind([...names.map((_, k) => Float64Array.of(k)), Float64Array.of(0)], []);
  const row = maker.rowAt(0) as Record<string, unknown>;
  assert.equal(
    Object.entries({ ...row }),
    names.map((name, k) => [name, k]),
  );
  assert.equal(row.hasOwnProperty, new Date(0));
});

test('one class of rows serves columns of other categories', () => {
  const maker = rowMaker([INPUTS[1]], {});
  maker.bind([Int32Array.of(1)], [['fall', 'spring']]);
  const before = maker.rowAt(0);
  maker.bind([Int32Array.of(0)], [['winter']]);
  assert.equal({ ...maker.rowAt(0) }, { season: 'winter' });
  assert.equal({ ...before }, { season: 'spring' });
});

test('a row of no columns is an empty object', () => {
  const maker = rowMaker([], {});
  maker.bind([], []);
  assert.equal(Object.keys(maker.rowAt(0)), []);
});

test.run();
