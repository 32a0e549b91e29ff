import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../../src/data/csv/csv.ts';
import { type RowBlock, readBlocks } from '../../../src/data/csv/read-blocks.ts';
import type { CsvFile } from '../../../src/data/csv/source.ts';
import type { ColumnSchema } from '../../../src/data/schema.ts';
import { placeOfRow } from '../../../src/data/table.ts';
import { caught } from '../caught.ts';
import { csvOf, inPieces } from '../csv-of.ts';

const n: ColumnSchema = { name: 'n', type: 'numeric' };
const c: ColumnSchema = { name: 'c', type: 'categorical' };

async function blocksOf(file: CsvFile, columns: ColumnSchema[]) {
  let header: readonly string[] = [];
  const blocks: RowBlock[] = [];
  await readBlocks({
    file,
    columns,
    onHeader: names => {
      header = names;
    },
    onBlock: async block => {
      blocks.push(block);
    },
  });
  return { header, blocks };
}

const linesOf = ({ text, ends }: RowBlock) =>
  [...ends].map((end, row) => Buffer.from(text.subarray(row === 0 ? 0 : ends[row - 1], end)).toString());

test('blocks hold the columns that were asked for and the text of all, whatever the order', async () => {
  const { header, blocks } = await blocksOf(csvOf('c,more,n\nx,a b,1.50\n,"q,""r",-2\n'), [n, c]);
  assert.equal(header, ['c', 'more', 'n']);
  assert.is(blocks.length, 1);
  const [{ table }] = blocks;
  assert.equal(table.columns[0], { type: 'numeric', name: 'n', values: Float64Array.of(1.5, -2) });
  assert.equal(table.columns[1], {
    type: 'categorical',
    name: 'c',
    codes: Int32Array.of(0, -1),
    categories: ['x'],
  });
  assert.equal(linesOf(blocks[0]), ['x,a b,1.50', ',"q,""r",-2']);
  assert.equal(placeOfRow(table.origin, 1), { file: 'rows.csv', line: 3 });
});

test('many rows come in blocks whose values, texts and lines are those of the whole file', async () => {
  const rows = 20_000;
  const body = Array.from({ length: rows }, (_, i) => `${i},k${i % 7}\r\n`).join('');
  const file = inPieces(Buffer.from(`n,c\r\n${body}`), 50_000);
  const { blocks } = await blocksOf(file, [n, c]);
  assert.equal(
    blocks.map(({ table }) => table.rows),
    [8192, 8192, 20_000 - 2 * 8192],
  );
  let row = 0;
  for (const block of blocks) {
    const [numbers, categories] = block.table.columns;
    assert.ok(numbers.type === 'numeric' && categories.type === 'categorical');
    const lines = linesOf(block);
    for (let i = 0; i < block.table.rows; i++, row++) {
      assert.is(numbers.values[i], row);
      assert.is(categories.categories[categories.codes[i]], `k${row % 7}`);
      assert.is(lines[i], `${row},k${row % 7}`);
      assert.is(block.table.origin.lines[i], row + 2);
    }
  }
  assert.is(row, rows);
});

test('nothing is read on while a block is worked on', async () => {
  let chunks = 0;
  const file: CsvFile = {
    path: 'rows.csv',
    *open() {
      yield Buffer.from('n\n');
      for (; chunks < 100; chunks++) yield Buffer.from('1\n'.repeat(40_000));
    },
  };
  let handed = 0;
  await readBlocks({
    file,
    columns: [n],
    onHeader: () => {},
    onBlock: async ({ table }) => {
      handed += table.rows;
      await new Promise(resolve => setImmediate(resolve));
      assert.ok(chunks * 40_000 - handed < 150_000, `${chunks} chunks were read for ${handed} rows`);
    },
  });
  assert.is(handed, 4_000_000);
});

test('a copied row means to csv-parse what it meant in the file, whatever separates it', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r', ' ', '\t'),
    maxLength: 5,
  });
  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const bare = (value: string) => value.replace(/[",;\n\r\t ]/g, '');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(',', ';', '\t', '|'),
      fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 3, maxLength: 3 }), { minLength: 1 }),
      async (separator, cells) => {
        const rows = cells.map(row =>
          row.map(([text, quoted]) => (quoted ? quote(text) : bare(text))).join(separator),
        );
        const csv = `${['n1', 'n2', 'n3'].join(separator)}\n${rows.join('\n')}\n`;
        const { blocks } = await blocksOf(csvOf(csv), []);
        const copied = blocks.flatMap(linesOf);
        const options = { relax_column_count: true, skip_empty_lines: false };
        // Rows are compared one by one: csv-parse finds the ends of lines by itself, which random texts would mislead.
        copied.forEach((line, row) => {
          const expected = cells[row].map(([text, quoted]) => (quoted ? text : bare(text)));
          const found = parse(line, { ...options, record_delimiter: '\u0000' })[0];
          assert.equal(found, expected);
        });
        assert.is(copied.length, rows.length);
      },
    ),
  );
});

test('quotes stay only where they are needed', async () => {
  const { blocks } = await blocksOf(csvOf('a;b;c\n"x";1,5;" y "\n"";"p;q";"2"""\n'), []);
  assert.equal(linesOf(blocks[0]), ['x,"1,5"," y "', ',p;q,"2"""']);
});

test('a decimal comma is learned once a file, not once a block', async () => {
  const rows = `${'1,5\n'.repeat(8192)}2.5\n`;
  const error = await caught(() => blocksOf(csvOf(`n;c\n${rows.replaceAll('\n', ';x\n')}`), [n]));
  assert.is(error.code, 'not-a-number');
  assert.is(error.details['line'], 8194);
});

test('all columns that are missing are named at once', async () => {
  const error = await caught(() => blocksOf(csvOf('x,c\n1,2\n'), [n, c, { name: 'm', type: 'numeric' }]));
  assert.is(error.code, 'missing-column');
  assert.is(error.message, 'rows.csv has no columns "n", "m"');
  assert.equal(error.details, { file: 'rows.csv', line: 1, column: 'n', columns: ['n', 'm'] });
});

test('a header without rows is no error, no header is', async () => {
  assert.equal(await blocksOf(csvOf('n,c\n'), [n]), { header: ['n', 'c'], blocks: [] });
  assert.is((await caught(() => blocksOf(csvOf(''), [n]))).code, 'empty-file');
});

test('bytes of a stream that are no UTF-8 are found on their line, though it cannot be read again', async () => {
  const bytes = Buffer.concat([Buffer.from('n\n1\r\n2\r3\n'), Buffer.of(0xff), Buffer.from('\n')]);
  for (const size of [1, 3, 100]) {
    const file = { ...inPieces(bytes, size), once: true };
    const [once, again] = await Promise.all([
      caught(() => readCsv({ files: [file], columns: [n] })),
      caught(() => readCsv({ files: [{ ...file, once: false }], columns: [n] })),
    ]);
    assert.is(once.message, 'rows.csv, line 5: the bytes are not UTF-8 text');
    assert.is(again.message, once.message);
  }
});

test.run();
