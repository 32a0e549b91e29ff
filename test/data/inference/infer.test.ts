import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../../src/data/csv/csv.ts';
import { inferColumns, schemaOf } from '../../../src/data/inference/infer.ts';
import { caught } from '../caught.ts';
import { csvOf } from '../csv-of.ts';

async function inferred(text: string, timeFormats?: ReadonlyMap<string, string>) {
  return (await inferColumns({ files: [csvOf(text)], timeFormats })).columns;
}

async function typeOf(...values: string[]) {
  const [column] = await inferred(`a,b\n${values.map(value => `${value},1`).join('\n')}\n`);
  return column.type;
}

test('numbers are numeric, few distinct ones too', async () => {
  assert.is(await typeOf('1', '-2.5', '.5', '1e5', '+3'), 'numeric');
  assert.is(await typeOf('0', '1', '0'), 'numeric');
  assert.is(await typeOf('NA', '', '7', 'null', '?'), 'numeric');
  assert.is(await typeOf('0.5', '0', '-0.25', '00.5'), 'numeric');
});

test('codes with leading zeros and whole numbers that a double would round are categories', async () => {
  assert.is(await typeOf('00123', '10245'), 'categorical');
  assert.is(await typeOf('12345678901234567890', '1'), 'categorical');
  assert.is(await typeOf('9007199254740991', '-9007199254740991'), 'numeric');
  const [column] = await inferred('zip,b\n10245,1\n01067,2\n');
  assert.is(column.reason, 'whole numbers with leading zeros are codes: "01067" in rows.csv, line 3');
});

test('dates are times, with the format that all values fit', async () => {
  const [column] = await inferred('d,b\n2011-01-01,1\n,2\n2011-01-03,3\n');
  assert.equal(column, {
    name: 'd',
    missing: 1,
    type: 'time',
    format: 'yyyy-MM-dd',
    reason: 'all 2 values are times',
  });
});

test('all else is categorical, and one text among numbers is named with its place', async () => {
  assert.is(await typeOf('true', 'false'), 'categorical');
  assert.is(await typeOf('-', '1'), 'categorical');
  assert.is(await typeOf('"1,000"', '2'), 'categorical');
  assert.is(await typeOf('2011-01-01', '5'), 'categorical');
  assert.is(await typeOf('5', '2011-01-01'), 'categorical');
  const [column] = await inferred('a,b\n1,1\n2,2\nabc,3\n');
  assert.is(column.reason, '1 of 3 values are not numbers, first "abc" in rows.csv, line 4');
});

test('a column without any value is numeric and says so', async () => {
  const [column] = await inferred('a,b\n,1\nNA,2\n');
  assert.equal(column, { name: 'a', missing: 2, type: 'numeric', reason: 'no row has a value' });
});

test('an infinity among numbers leaves the column numeric, so that the read refuses it with its place', async () => {
  const file = csvOf('a\n1\n-Infinity\n2\n');
  const { columns } = await inferColumns({ files: [file] });
  assert.is(columns[0].type, 'numeric');
  const error = await caught(() => readCsv({ files: [file], columns: schemaOf(columns) }));
  assert.is(error.message, 'rows.csv, line 3, column "a": "-Infinity" is not a finite number');
});

test('decimal commas are numbers in a file with semicolons only', async () => {
  const types = async (text: string) => (await inferred(text)).map(column => column.type);
  assert.equal(await types('a;b\n1,5;x\n2;y\n'), ['numeric', 'categorical']);
  assert.equal(await types('a,b\n"1,5",x\n2,y\n'), ['categorical', 'categorical']);
  assert.equal(await types('a;b\n1,5;x\n1.500;y\n'), ['categorical', 'categorical']);
});

test('what is inferred can be read, whatever the values', async () => {
  const text = 'n,c,t,z\n1,x,01-Jan-17,007\n,NA,,\n2e3,"a""b",31-Dec-17,010\n';
  const { columns, rows } = await inferColumns({ files: [csvOf(text)] });
  assert.is(rows, 3);
  assert.equal(
    columns.map(column => column.type),
    ['numeric', 'categorical', 'time', 'categorical'],
  );
  const table = await readCsv({ files: [csvOf(text)], columns: schemaOf(columns) });
  assert.equal((table.columns[1] as { categories: string[] }).categories, ['a"b', 'x']);
  assert.equal((table.columns[3] as { categories: string[] }).categories, ['007', '010']);
});

test('an ambiguous date is an error that names the option and every reading', async () => {
  const columns = await inferred('d,b\n07-05-2024 00:00:00,1\n');
  assert.equal(columns[0].type, 'ambiguous-time');
  const error = await caught(() => schemaOf(columns));
  assert.is(error.code, 'ambiguous-time');
  assert.is(
    error.message,
    'column "d": "07-05-2024 00:00:00" may be dd-MM-yyyy HH:mm:ss or MM-dd-yyyy HH:mm:ss, and no other row decides',
  );
  assert.is(
    error.hint,
    "say which: --time-format 'dd-MM-yyyy HH:mm:ss' or --time-format 'MM-dd-yyyy HH:mm:ss'; or leave the column out with --exclude",
  );
});

test('a format that a person gives decides, and is held against every row', async () => {
  const text = 'd,b\n07-05-2024,1\n1,2\n';
  const [given] = await inferred(text.replace('\n1,2', ''), new Map([['d', 'MM-dd-yyyy']]));
  assert.is(given.type === 'time' && given.format, 'MM-dd-yyyy');
  const error = await caught(() => inferred(text, new Map([['d', 'MM-dd-yyyy']])));
  assert.is(error.message, 'rows.csv, line 3, column "d": "1" is not a time in the format "MM-dd-yyyy"');
  assert.is((await caught(() => inferred(text, new Map([['x', 'iso']])))).code, 'missing-column');
  const [seconds] = await inferred('s,b\n1293840000,1\n', new Map([['s', 'unix']]));
  assert.is(seconds.type, 'time');
});

test('all rows of all files count', async () => {
  const files = [csvOf('d,n\n07-05-2024,1\n', 'one.csv'), csvOf('n,d\nx,18-02-2025\n', 'two.csv')];
  const { columns, rows } = await inferColumns({ files });
  assert.is(rows, 2);
  assert.is(columns[0].type === 'time' && columns[0].format, 'dd-MM-yyyy');
  assert.is(columns[1].reason, '1 of 2 values are not numbers, first "x" in two.csv, line 2');
});

test('a header alone has no types', async () => {
  assert.is((await caught(() => inferred('a,b\n'))).code, 'no-rows');
});

test.run();
