import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../../src/data/csv/csv.ts';
import type { CsvFile } from '../../../src/data/csv/source.ts';
import { inferColumns, schemaOf } from '../../../src/data/inference/infer.ts';
import type { ColumnSchema } from '../../../src/data/schema.ts';
import { type Column, placeOfRow, type Table } from '../../../src/data/table.ts';
import { CommandError } from '../../../src/errors.ts';
import { caught } from '../caught.ts';
import { csvOf, inPieces } from '../csv-of.ts';

const read = (text: string | CsvFile, columns: ColumnSchema[], options = {}) =>
  readCsv({ files: [typeof text === 'string' ? csvOf(text) : text], columns, ...options });

const numeric = (name: string): ColumnSchema => ({ name, type: 'numeric' });
const categorical = (name: string): ColumnSchema => ({ name, type: 'categorical' });
const time = (name: string, format: string): ColumnSchema => ({ name, type: 'time', format });

function valuesOf(column: Column): (string | number | null)[] {
  if (column.type === 'categorical')
    return [...column.codes].map(code => (code < 0 ? null : column.categories[code]));
  return [...column.values].map(value => (Number.isNaN(value) ? null : value));
}

const plain = (table: Table) => table.columns.map(column => [column.name, ...valuesOf(column)]);

test('columns come typed, in the order of the schema, others are left out', async () => {
  const table = await read('day,city,n,skip\n2011-01-01,Köln,1.5,x\n2011-01-02,Bonn,,y\n,NA,-2e3,z\n', [
    numeric('n'),
    categorical('city'),
    time('day', 'yyyy-MM-dd'),
  ]);
  assert.is(table.rows, 3);
  assert.equal(plain(table), [
    ['n', 1.5, null, -2000],
    ['city', 'Köln', 'Bonn', null],
    ['day', Date.UTC(2011, 0, 1), Date.UTC(2011, 0, 2), null],
  ]);
});

test('categories are sorted by code unit, so that the order of rows leaves no trace', async () => {
  const one = await read('c\nb\nÄ\na\nZ\nb\n', [categorical('c')]);
  const other = await read('c\nZ\na\nb\nb\nÄ\n', [categorical('c')]);
  assert.equal((one.columns[0] as { categories: string[] }).categories, ['Z', 'a', 'b', 'Ä']);
  assert.equal((other.columns[0] as { categories: string[] }).categories, ['Z', 'a', 'b', 'Ä']);
});

test('a typed read gives what csv-parse and Number give, quotes or not, wherever the bytes are cut', async () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom('', 'NA', '1.50', '-0', '+3', '.5'),
  );
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '"', ',', '\n', ' '), maxLength: 4 });
  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const cells = fc.array(fc.record({ number, quoted: fc.boolean(), text }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      cells,
      fc.integer({ min: 1, max: 11 }),
      fc.constantFrom('\n', '\r\n'),
      async (rows, size, lineBreak) => {
        const lines = rows.map(row => [
          row.quoted ? quote(row.number) : row.number,
          row.quoted || /["\n,]/.test(row.text) ? quote(row.text) : row.text,
        ]);
        const csv = `n,t${lineBreak}${lines.map(line => line.join(',')).join(lineBreak)}`;
        const expected: string[][] = parse(csv, { from_line: 2, record_delimiter: ['\r\n', '\n'] });
        const table = await read(inPieces(Buffer.from(csv), size), [numeric('n'), categorical('t')], {
          separator: ',',
        });
        assert.equal(plain(table), [
          ['n', ...expected.map(([n]) => (n === '' || n === 'NA' ? null : Number(n) + 0))],
          ['t', ...expected.map(([, t]) => t.replace(/^[ \t]+|[ \t]+$/g, '') || null)],
        ]);
      },
    ),
    { numRuns: 300 },
  );
});

test('separators, line ends, encodings and a byte-order mark make no difference', async () => {
  const schema = [numeric('a'), categorical('b')];
  const text = 'a,b\n1,x\n2.5,y\n';
  const expected = plain(await read(text, schema));
  const variants: (string | Buffer)[] = [
    text.replaceAll('\n', '\r\n'),
    text.replaceAll('\n', '\r'),
    text.replaceAll(',', ';'),
    text.replaceAll(',', '\t'),
    text.replaceAll(',', '|'),
    text.replaceAll(',', ';').replace('2.5', '2,5'),
    `\ufeff${text}`,
    text.trimEnd(),
    `${text}\n\n`,
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    'a,b\n"1","x"\n 2.5 , y \n',
  ];
  for (const variant of variants) {
    assert.equal(
      plain(await readCsv({ files: [csvOf(variant)], columns: schema })),
      expected,
      String(variant),
    );
  }
});

test('a cell that does not fit its type is named by file, line, column and value', async () => {
  const file = csvOf('t,hum\n2011-01-01,0.5\n2011-01-02,abc\n', 'initial/hour.csv');
  const error = await caught(() => read(file, [numeric('hum')]));
  assert.is(error.message, 'initial/hour.csv, line 3, column "hum": "abc" is not a number');
  assert.is(error.code, 'not-a-number');
  assert.is(error.exitCode, 2);
  assert.equal(error.details, { file: 'initial/hour.csv', line: 3, column: 'hum', value: 'abc' });
});

test('infinities, thousands marks, hexadecimal and long texts are refused where numbers are expected', async () => {
  for (const [value, code, shown] of [
    ['Infinity', 'not-finite', '"Infinity" is not a finite number'],
    ['-inf', 'not-finite', '"-inf" is not a finite number'],
    ['1e400', 'not-finite', '"1e400" is not a finite number'],
    ['1e999', 'not-finite', '"1e999" is not a finite number'],
    ['"1,000"', 'not-a-number', '"1,000" is not a number'],
    ['info', 'not-a-number', '"info" is not a number'],
    ['0x10', 'not-a-number', '"0x10" is not a number'],
    ['"a""b\nc"', 'not-a-number', '"a\\"b\\nc" is not a number'],
    ['x'.repeat(1000), 'not-a-number', `"${'x'.repeat(39)}…" is not a number`],
  ]) {
    const error = await caught(() => read(`a,b\n1,${value}\n`, [numeric('b')]));
    assert.is(error.code, code);
    assert.is(error.message, `rows.csv, line 2, column "b": ${shown}`);
  }
});

test('a time that is not in its format is named with the format', async () => {
  const error = await caught(() => read('d\n31-01-2017\n31-02-2017\n', [time('d', 'dd-MM-yyyy')]));
  assert.is(error.code, 'not-a-time');
  assert.is(
    error.message,
    'rows.csv, line 3, column "d": "31-02-2017" is not a time in the format "dd-MM-yyyy"',
  );
});

test('a decimal comma is read where the separator is a semicolon, but not beside decimal points', async () => {
  assert.equal(plain(await read('a;b\n1,5;x\n-2,25;y\n', [numeric('a')])), [['a', 1.5, -2.25]]);
  const error = await caught(() => read('a;b\n1,5;x\n1.500;y\n', [numeric('a')]));
  assert.match(error.message, 'line 3, column "a": "1.500" is not a number');
});

test('a ragged row is named with what was expected and found', async () => {
  const error = await caught(() => read('a,b,c\n1,2,3\n\n4,5\n', [numeric('a')]));
  assert.is(error.code, 'ragged-row');
  assert.is(error.message, 'rows.csv, line 4: 2 values where the header names 3 columns');
  assert.is((await caught(() => read('a,b\n1,2,3\n', [numeric('a')]))).details.found, 3);
});

test('an empty file, a header alone and an absent column are refused', async () => {
  assert.is((await caught(() => read('', [numeric('a')]))).code, 'empty-file');
  assert.is((await caught(() => read('\ufeff\n\n', [numeric('a')]))).code, 'empty-file');
  assert.is((await caught(() => read('a,b\n', [numeric('a')]))).code, 'no-rows');
  const error = await caught(() => read('a,b\n1,2\n', [numeric('c')]));
  assert.is(error.code, 'missing-column');
  assert.is(error.message, 'rows.csv has no column "c"');
  assert.match(error.hint!, '"a", "b"');
});

test('a header alone is a table of no rows where that is allowed', async () => {
  const table = await read('a,b\n', [numeric('a'), categorical('b')], { allowEmpty: true });
  assert.is(table.rows, 0);
  assert.equal(plain(table), [['a'], ['b']]);
});

test('an optional column that the file lacks is left out', async () => {
  const table = await read('a\n1\n', [numeric('a'), { ...numeric('y'), optional: true }]);
  assert.equal(
    table.columns.map(column => column.name),
    ['a'],
  );
});

test('several files become one table, their columns in any order, and rows know where they came from', async () => {
  const files = [
    csvOf('a,b\n1,x\n2,y\n', 'initial/one.csv'),
    csvOf('b;a\nz;3,5\n', 'updates/2011-01-02.csv'),
    csvOf('b,a\n', 'updates/2011-01-03.csv'),
    csvOf('b,a\n"q\nr",4\nx,5\n', 'updates/2011-01-04.csv'),
  ];
  const table = await readCsv({ files, columns: [numeric('a'), categorical('b')] });
  assert.equal(plain(table), [
    ['a', 1, 2, 3.5, 4, 5],
    ['b', 'x', 'y', 'z', 'q\nr', 'x'],
  ]);
  const places = [0, 1, 2, 3, 4].map(row => placeOfRow(table.origin, row));
  assert.equal(places, [
    { file: 'initial/one.csv', line: 2 },
    { file: 'initial/one.csv', line: 3 },
    { file: 'updates/2011-01-02.csv', line: 2 },
    { file: 'updates/2011-01-04.csv', line: 2 },
    { file: 'updates/2011-01-04.csv', line: 4 },
  ]);
});

test('a file with other columns is named with the column', async () => {
  const first = csvOf('a,b\n1,2\n', 'one.csv');
  const lacking = await caught(() =>
    readCsv({ files: [first, csvOf('a\n1\n', 'two.csv')], columns: [numeric('a')] }),
  );
  assert.is(lacking.code, 'column-mismatch');
  assert.is(lacking.message, 'two.csv has no column "b", which one.csv has');
  const extra = await caught(() =>
    readCsv({ files: [first, csvOf('a,b,c\n1,2,3\n', 'two.csv')], columns: [numeric('a')] }),
  );
  assert.is(extra.message, 'one.csv has no column "c", which two.csv has');
});

test('rows that cannot be read are handed over, each with its place, and leave nothing behind', async () => {
  const rejected: unknown[] = [];
  const table = await read('c,n\na,1\nghost,x\nb,2\nb\nc,inf\nd,4\n', [categorical('c'), numeric('n')], {
    onRejected: (error: { code: string; details: { line: number } }) =>
      rejected.push([error.details.line, error.code]),
  });
  assert.equal(rejected, [
    [3, 'not-a-number'],
    [5, 'ragged-row'],
    [6, 'not-finite'],
  ]);
  assert.equal(plain(table), [
    ['c', 'a', 'b', 'd'],
    ['n', 1, 2, 4],
  ]);
  assert.equal((table.columns[0] as { categories: string[] }).categories, ['a', 'b', 'd']);
  assert.equal([...table.origin.lines], [2, 4, 7]);
});

test('hostile names of columns are names like others', async () => {
  const names = ['__proto__', 'constructor', 'a "quoted" name', 'two\nlines', 'hasOwnProperty'];
  const header = names.map(name => `"${name.replaceAll('"', '""')}"`).join(',');
  const table = await read(`${header}\n1,2,3,4,5\n`, names.map(numeric));
  assert.equal(
    plain(table),
    names.map((name, i) => [name, i + 1]),
  );
});

test('ten thousand columns and a hundred rows are read at once', async () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
  const rows = Array.from({ length: 100 }, (_, row) => names.map((_, i) => (i + row) % 10).join(','));
  const table = await read(`${names.join(',')}\n${rows.join('\n')}\n`, names.map(numeric));
  assert.is(table.columns.length, 10_000);
  assert.is((table.columns[9999] as { values: Float64Array }).values[99], (9999 + 99) % 10);
});

test('whatever the bytes, a file is a table or an error for people, and the same one however it is cut', async () => {
  const piece = fc.oneof(
    fc
      .constantFrom(
        'a,b',
        '1',
        '2.5',
        ',',
        ';',
        '\t',
        '"',
        '""',
        '\n',
        '\r\n',
        '\r',
        ' ',
        'NA',
        'é',
        '\ufeff',
        '2011-01-01',
      )
      .map(text => Buffer.from(text)),
    fc.uint8Array({ minLength: 1, maxLength: 2 }).map(bytes => Buffer.from(bytes)),
  );
  const outcome = async (file: CsvFile) => {
    try {
      const { columns } = await inferColumns({ files: [file] });
      return plain(await readCsv({ files: [file], columns: schemaOf(columns) }));
    } catch (error) {
      if (error instanceof CommandError) return [error.code, error.message];
      throw error;
    }
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 30 }),
      fc.integer({ min: 1, max: 6 }),
      async (pieces, size) => {
        const bytes = Buffer.concat([Buffer.from('a,b\n'), ...pieces]);
        assert.equal(await outcome(inPieces(bytes, size)), await outcome(csvOf(bytes)));
      },
    ),
    { numRuns: 1500 },
  );
});

test.run();
