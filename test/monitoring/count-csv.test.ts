import { existsSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/data/csv/csv.ts';
import { fileOnDisk } from '../../src/data/csv/source.ts';
import { randomDraws } from '../../src/data/random-draws.ts';
import type { ColumnSchema } from '../../src/data/schema.ts';
import { type Column, takeRows } from '../../src/data/table.ts';
import { countCsv } from '../../src/monitoring/count-csv.ts';
import { addBatchCounts, batchCounter } from '../../src/monitoring/drift/batch-counts.ts';
import { judgeDrift } from '../../src/monitoring/drift/judge-drift.ts';
import { profileColumns } from '../../src/monitoring/profile.ts';
import { csvOf, inPieces } from '../data/csv-of.ts';
import { normals } from './drift/draw-columns.ts';
import { judge } from './drift/simulate.ts';

const draw = randomDraws(1);
const columns: ColumnSchema[] = [
  { name: 'x', type: 'numeric' },
  { name: 'c', type: 'categorical' },
  { name: 't', type: 'time', format: 'iso' },
];
const profile = profileColumns([
  { type: 'numeric', name: 'x', values: normals(draw, 1000) },
  {
    ...{ type: 'categorical', name: 'c', categories: ['a', 'b'] },
    codes: Int32Array.from({ length: 1000 }, (_, row) => row % 2),
  },
  { type: 'time', name: 't', values: new Float64Array(1000).map((_, row) => row * 1000) },
]);
const count = (text: string, rows = 5, known: string[] = []) =>
  countCsv({ file: csvOf(text), reference: profile, columns, known, sample: { rows, seed: 1 } });

test('a file becomes counts and a sample of rows in their order; cells that do not fit are told and missing', async () => {
  const text = [
    'y,x,c,t,extra',
    '1,0.5,a,2024-01-01,1',
    '1,abc,b,2024-01-02,2',
    '1,,z,someday,3',
    '1,inf,,2024-01-03,4',
  ];
  const { counter, sample } = await count(`${text.join('\n')}\n`, 2, ['y']);
  const { counts } = counter;
  assert.is(counts.rows, 4);
  assert.equal(counts.newColumns, ['extra']);
  const [x, c, t] = ['x', 'c', 't'].map(name => counts.columns.get(name)!);
  assert.equal([x.rows, x.missing, c.missing, t.missing], [4, 3, 1, 1]);
  assert.is(x.type === 'numeric' && x.mean, 0.5);
  assert.equal(c.type === 'categorical' && [...c.others], [['z', 1]]);
  assert.equal(t.type === 'time' && [t.min, t.max], [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 3)]);
  assert.equal(counts.unreadable.get('x'), {
    cells: 2,
    first: 'rows.csv, line 3, column "x": "abc" is not a number',
  });
  assert.is(counts.unreadable.get('t')?.cells, 1);
  assert.is(sample?.rows, 2);
  assert.ok(sample!.origin.lines[0] < sample!.origin.lines[1]);
});

test('a column that the file lacks is gone, and then there are no rows to predict', async () => {
  const { counter, sample } = await count('x,t\n1,2024-01-01\n2,2024-01-02\n');
  assert.is(sample, null);
  const judged = judgeDrift(profile, counter.counts, { seed: 1 });
  assert.equal(judged.columns[1].reasons, ['the column is gone']);
});

test('a header alone counts nothing, and there are too few rows', async () => {
  const { counter, sample } = await count('x,c,t\n');
  assert.equal([counter.counts.rows, sample?.rows], [0, 0]);
  assert.is(judgeDrift(profile, counter.counts, { seed: 1 }).verdict, 'too-few-rows');
});

test('many rows in pieces of any size give what their columns would, and parts add up to it', async () => {
  const rows = 20_000;
  const values = normals(draw, rows);
  const lines = Array.from(values, (value, row) => `${value},${'ab'[row % 2]},2024-01-01`);
  const bytes = Buffer.from(`x,c,t\n${lines.join('\n')}\n`);
  const counted = await Promise.all(
    [7919, 1 << 16].map(size =>
      countCsv({
        ...{ file: inPieces(bytes, size), reference: profile, columns, known: [] },
        sample: { rows: 100, seed: 3 },
      }),
    ),
  );
  assert.equal(counted[1], { ...counted[0], counter: counted[1].counter });
  const whole = batchCounter(profile);
  const codes = Int32Array.from({ length: rows }, (_, row) => row % 2);
  const column: Column = { type: 'numeric', name: 'x', values };
  const table = (from: number, to: number): Column[] => [
    { ...column, values: values.subarray(from, to) },
    { type: 'categorical', name: 'c', categories: ['a', 'b'], codes: codes.subarray(from, to) },
    { type: 'time', name: 't', values: new Float64Array(to - from).fill(Date.UTC(2024, 0, 1)) },
  ];
  whole.add(table(0, rows), rows);
  const part = batchCounter(profile);
  part.add(table(0, 7000), 7000);
  const rest = batchCounter(profile);
  rest.add(table(7000, rows), rows - 7000);
  addBatchCounts(part.counts, rest.counts);
  const verdict = (counts: typeof part.counts) =>
    judgeDrift(profile, counts, { seed: 1 }).columns.map(c => c.value);
  assert.equal(verdict(counted[0].counter.counts), verdict(whole.counts));
  assert.equal(verdict(part.counts), verdict(whole.counts));
});

test('one, two and three threads count the same to the last digit, with the same sample and the same messages', async () => {
  const line = (row: number) =>
    row === 700 || row === 701
      ? 'abc,"b\nb",2024-01-01'
      : `${Math.sin(row)},"${'abc'[row % 3]}${row % 50 === 0 ? '\n' : ''}",${row % 9 === 0 ? '' : '2024-01-01'}`;
  const text = `x,c,t\r\n${Array.from({ length: 3000 }, (_, row) => line(row)).join('\r\n')}\r\n`;
  const counted = await Promise.all(
    [1, 2, 3].map(threads =>
      countCsv({
        ...{ file: csvOf(text), reference: profile, columns, known: [], threads, blockBytes: 1000 },
        sample: { rows: 50, seed: 1 },
      }),
    ),
  );
  const [one] = counted;
  assert.is(one.counter.counts.rows, 3000);
  assert.equal(one.counter.counts.unreadable.get('x'), {
    cells: 2,
    // 15 rows before it have a line end in a value.
    first: 'rows.csv, line 716, column "x": "abc" is not a number',
  });
  assert.is(one.sample?.rows, 50);
  for (const other of counted.slice(1)) {
    assert.equal(other.counter.counts, one.counter.counts);
    // Not-a-number is itself in no typed array.
    assert.is(inspect(other.sample, { depth: null }), inspect(one.sample, { depth: null }));
  }
  for (const wrong of ['1,2', '1,a,"b"c', '"1,a,2024-01-01']) {
    const broken = text.replace(line(2000), wrong);
    const said = await Promise.all(
      [1, 2].map(threads =>
        countCsv({
          ...{ file: csvOf(broken), reference: profile, columns, known: [], threads, blockBytes: 1000 },
          sample: { rows: 50, seed: 1 },
        }).then(
          () => 'nothing',
          (error: Error) => error.message,
        ),
      ),
    );
    assert.match(said[0], /line 20\d\d/);
    assert.is(said[1], said[0]);
  }
});

const hours = path.join(import.meta.dirname, '../../../shared/data/bike-sharing/hour.csv');
const real = existsSync(hours) ? test : test.skip;
if (!existsSync(hours)) console.log('skipped: the folder of real data is not beside the project');

real('of 20 weeks of 2011, each held beside the rest of that year, at most one is flagged', async () => {
  const names = 'season mnth hr holiday weekday workingday weathersit temp atemp hum windspeed'.split(' ');
  const { columns } = await readCsv({
    files: [fileOnDisk({ path: hours })],
    columns: [
      { name: 'dteday', type: 'time', format: 'yyyy-MM-dd' },
      ...names.map(name => ({ name, type: 'numeric' as const })),
    ],
  });
  const [time, ...inputs] = columns;
  if (time.type !== 'time') return assert.unreachable();
  const weekOf = (row: number) => Math.floor((time.values[row] - Date.UTC(2011, 0, 1)) / (7 * 86_400_000));
  const all = Uint32Array.from(time.values.keys()).filter(row => weekOf(row) < 52);
  let flagged = 0;
  for (let week = 0; week < 40; week += 2) {
    const own = all.filter(row => weekOf(row) === week);
    const others = all.filter(row => weekOf(row) !== week);
    const judged = judge(takeRows(inputs, others), takeRows(inputs, own), own.length);
    if (judged.verdict === 'drift') flagged++;
    // What comes in cycles of a day is told all the same, and a changed unit in any column.
    assert.is(judged.columns[2].verdict, 'none');
    if (week > 0) continue;
    const changed = takeRows(inputs, own).map(column =>
      column.name === 'temp' && column.type === 'numeric'
        ? { ...column, values: column.values.map(value => 41 * value) }
        : column,
    );
    assert.is(judge(takeRows(inputs, others), changed, own.length).columns[7].verdict, 'drift');
  }
  assert.ok(flagged <= 1, `${flagged} weeks`);
});

test.run();
