import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecords } from '../../../src/data/csv/read-records.ts';
import { fieldText, LONGEST_RECORD_BYTES } from '../../../src/data/csv/scan-records.ts';
import type { Separator } from '../../../src/data/csv/separator.ts';
import type { CsvFile } from '../../../src/data/csv/source.ts';
import { caught } from '../caught.ts';
import { csvOf, inPieces } from '../csv-of.ts';

async function recordsOf(file: CsvFile, separator: Separator = ',') {
  const records: string[][] = [];
  const lines: number[] = [];
  await readRecords({
    file,
    separator,
    onRecord: record => {
      records.push(Array.from({ length: record.count }, (_, field) => fieldText(record, field)));
      lines.push(record.line);
    },
  });
  return { records, lines };
}

const trimmed = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, '');

test('records read as csv-parse reads them, wherever the bytes are cut', async () => {
  const plain = fc.string({
    unit: fc.constantFrom('a', 'é', '€', '1', '.', '-', ' ', '\t', '💡'),
    maxLength: 6,
  });
  const quoted = fc
    .string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', '\r', ' ', 'é'), maxLength: 6 })
    .map(text => `"${text.replaceAll('"', '""')}"`);
  const separators = fc.constantFrom<Separator>(',', ';', '|');
  const breaks = fc.constantFrom('\n', '\r\n', '\r');
  const table = fc.array(fc.array(fc.oneof(plain, quoted), { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      table,
      separators,
      breaks,
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      async (rows, separator, lineBreak, ended, size) => {
        // A line of nothing but spaces is blank here, and a value to csv-parse.
        const told = rows.filter(row => row.length > 1 || trimmed(row[0]) !== '');
        const text = told.map(row => row.join(separator)).join(lineBreak) + (ended ? lineBreak : '');
        const expected: string[][] = parse(text, {
          delimiter: separator,
          record_delimiter: ['\r\n', '\n', '\r'],
          relax_column_count: true,
          skip_empty_lines: true,
        });
        const { records } = await recordsOf(inPieces(Buffer.from(text), size), separator);
        assert.equal(
          records,
          expected.map(row => row.map(trimmed)),
        );
      },
    ),
    { numRuns: 400 },
  );
});

test('each record knows the line it begins on', async () => {
  const { records, lines } = await recordsOf(csvOf('a,b\n1,"x\r\ny\nz"\n\n\n2,"\r"\r3,4\r\n5,6'));
  assert.equal(records, [
    ['a', 'b'],
    ['1', 'x\r\ny\nz'],
    ['2', '\r'],
    ['3', '4'],
    ['5', '6'],
  ]);
  assert.equal(lines, [1, 2, 7, 9, 10]);
});

test('spaces around values and around quotes are not part of them', async () => {
  const { records } = await recordsOf(csvOf('a , b,\t"c, d" ,"  e "\n'));
  assert.equal(records, [['a', 'b', 'c, d', 'e']]);
});

test('a tab that separates is not a space', async () => {
  const { records } = await recordsOf(csvOf('a\t\t b\n"x"\t"y"\t\n'), '\t');
  assert.equal(records, [
    ['a', '', 'b'],
    ['x', 'y', ''],
  ]);
});

test('a quoted nothing on a line of its own is a value, a blank line is none', async () => {
  const { records } = await recordsOf(csvOf('a\n\n""\n \n"  "\n1\n'));
  assert.equal(records, [['a'], [''], [''], ['1']]);
});

test('a quote in the middle of a value is named by its line and place', async () => {
  const error = await caught(() => recordsOf(csvOf('name,n\nplate,1\n5" pipe,2\n')));
  assert.is(error.code, 'stray-quote');
  assert.is(error.message, 'rows.csv, line 3, value 1: a quote stands inside an unquoted value');
  const after = await caught(() => recordsOf(csvOf('a,b\n1,"x"y\n')));
  assert.is(after.message, 'rows.csv, line 2, value 2: text follows the closing quote');
});

test('a quote that is never closed is named by the line on which its row begins', async () => {
  const error = await caught(() => recordsOf(csvOf('a,b\n1,2\n3,"x\ny\nz')));
  assert.is(error.code, 'quote-not-closed');
  assert.is(error.details.line, 3);
});

test('five megabytes on one line are refused in linear time, in pieces or in one', async () => {
  const long = Buffer.from(`a,b\n1,${'x'.repeat(5_000_000)}\n2,3\n`);
  for (const size of [long.length, 65_536, 1000]) {
    const started = performance.now();
    const error = await caught(() => recordsOf(inPieces(long, size)));
    assert.is(error.code, 'record-too-long');
    assert.is(error.message, 'rows.csv, line 2: the row that begins here is longer than 4 MiB');
    assert.ok(performance.now() - started < 3000);
  }
  const open = Buffer.from(`a,b\n1,"${'x\n'.repeat(LONGEST_RECORD_BYTES / 2)}`);
  assert.is((await caught(() => recordsOf(csvOf(open)))).code, 'record-too-long');
});

test('ten thousand columns are read', async () => {
  const row = Array.from({ length: 10_000 }, (_, i) => String(i));
  const { records } = await recordsOf(inPieces(Buffer.from(`${row.join(',')}\n${row.join(',')}\n`), 5000));
  assert.equal(records, [row, row]);
});

test.run();
