// Real files, read where they lie beside the project; counts are those of their publishers' descriptions.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/data/csv/csv.ts';
import { fileOnDisk } from '../../src/data/csv/source.ts';
import { adviseOnColumns } from '../../src/data/inference/advice.ts';
import { inferColumns, schemaOf } from '../../src/data/inference/infer.ts';
import { splitRows } from '../../src/data/split.ts';
import { columnNamed, type TimeColumn } from '../../src/data/table.ts';
import { inferTask, prepareTarget } from '../../src/data/target.ts';
import { caught } from './caught.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const real = suite('real data');
if (!existsSync(folder)) console.log('skipped: the folder of real data is not beside the project');
const test = existsSync(folder) ? real : real.skip;

async function load(...names: string[]) {
  const files = names.map(name => fileOnDisk({ path: join(folder, name), shownAs: name }));
  const { columns } = await inferColumns({ files });
  return { columns, table: await readCsv({ files, columns: schemaOf(columns) }) };
}

test('hourly bikes: a date, sixteen numbers, and the sum that gives the count away', async () => {
  const { columns, table } = await load('bike-sharing/hour.csv');
  assert.is(table.rows, 17_379);
  assert.is(columns[1].type === 'time' && columns[1].format, 'yyyy-MM-dd');
  assert.is(columns.filter(column => column.type === 'numeric').length, 16);
  const advice = adviseOnColumns({ table, target: 'cnt', time: 'dteday' });
  assert.equal(
    advice.map(({ kind, columns: named, suggestExclude }) => [kind, ...named, suggestExclude]),
    [
      ['sum-gives-target', 'casual', 'registered', true],
      ['identifier', 'instant', true],
    ],
  );
  assert.is(inferTask(columnNamed(table, 'cnt')!).task, 'regression');
  assert.is(inferTask(columnNamed(table, 'holiday')!).task, 'classification');
  const split = splitRows({ rows: table.rows, time: columnNamed(table, 'dteday') as TimeColumn, seed: 1 });
  // 2012-08-08 begins the 146 days nearest to a fifth; days stay whole.
  assert.is(split.by === 'time' && new Date(split.boundary).toISOString(), '2012-08-08T00:00:00.000Z');
  assert.is(split.validation.length, 3464);
});

test('daily bikes sum to the hourly ones', async () => {
  const total = (table: Awaited<ReturnType<typeof load>>['table']) => {
    const column = columnNamed(table, 'cnt')!;
    return column.type === 'numeric' ? column.values.reduce((sum, value) => sum + value, 0) : null;
  };
  const { table: day } = await load('bike-sharing/day.csv');
  const { table: hour } = await load('bike-sharing/hour.csv');
  assert.is(day.rows, 731);
  assert.is(total(day), total(hour));
  assert.equal(
    adviseOnColumns({ table: day, target: 'cnt', time: 'dteday' }).map(each => each.columns.join('+')),
    ['casual+registered', 'instant'],
  );
});

test('wholesale orders: a byte-order mark, CRLF, dates as 01-Jan-17', async () => {
  const { columns, table } = await load('wholesale-retail-orders/orders.csv');
  assert.is(table.rows, 4999);
  assert.is(columns[0].name, 'Customer ID');
  assert.equal(
    columns.filter(column => column.type === 'time').map(column => column.type === 'time' && column.format),
    ['dd-MMM-yy', 'dd-MMM-yy'],
  );
  const status = columnNamed(table, 'Customer Status')!;
  assert.ok(
    status.type === 'categorical' && status.categories.includes('GOLD') && status.categories.includes('Gold'),
  );
  const placed = columnNamed(table, 'Date Order was placed')!;
  assert.is(placed.type === 'time' && placed.values[0], Date.UTC(2017, 0, 1));
});

test('suppliers: quoted names with commas', async () => {
  const { table } = await load('wholesale-retail-orders/product-supplier.csv');
  assert.is(table.rows, 5504);
  const group = columnNamed(table, 'Product Group')!;
  assert.ok(group.type === 'categorical' && group.categories.includes('Outdoor things, Kids'));
});

const snapshots = ['2024-05-07T00', '2025-02-18T21', '2025-09-04T21'].map(at => `india-aqi/aqi_${at}.csv`);

test('air quality: one snapshot leaves day and month open, three decide', async () => {
  assert.is((await caught(() => load(snapshots[0]))).code, 'ambiguous-time');
  const { columns, table } = await load(...snapshots);
  assert.is(table.rows, 3290 + 3287 + 3081);
  const update = columns.find(column => column.name === 'last_update')!;
  assert.is(update.type === 'time' && update.format, 'dd-MM-yyyy HH:mm:ss');
  // The mean of an hour lies between what was least and greatest in it, but where somebody slipped.
  const advice = adviseOnColumns({ table, target: 'pollutant_avg', time: 'last_update' });
  const found = advice.find(({ kind }) => kind === 'brackets-target')!;
  assert.equal(found.columns, ['pollutant_min', 'pollutant_max']);
  assert.match(found.message, /in all but \d of \d+ rows/);
});

test('air quality: NA is missing, and rows without a target are left out and placed', async () => {
  const { table } = await load(...snapshots);
  const column = columnNamed(table, 'pollutant_avg')!;
  const { target, dropped, firstDropped } = prepareTarget({
    column,
    task: 'regression',
    origin: table.origin,
  });
  // grep -c ',NA$' over the three files: 243 + 224 + 240.
  assert.is(dropped, 707);
  assert.is(target.task === 'regression' && target.values.length, table.rows - 707);
  assert.equal(firstDropped, { file: snapshots[0], line: 6 });
});

real.run();
