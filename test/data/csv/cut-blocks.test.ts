import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cutBlocks } from '../../../src/data/csv/cut-blocks.ts';
import { createScanner, fieldText, scanRecords } from '../../../src/data/csv/scan-records.ts';
import { csvOf, inPieces } from '../csv-of.ts';

function recordsOf(bytes: Uint8Array): string[][] {
  const records: string[][] = [];
  const scanner = createScanner({ path: 'rows.csv', separator: 44 });
  scanRecords(scanner, bytes, true, record => {
    records.push(Array.from({ length: record.count }, (_, field) => fieldText(record, field)));
  });
  return records;
}

async function blocksOf(bytes: Uint8Array, { piece, size }: { piece: number; size: number }) {
  const blocks: Uint8Array[] = [];
  for await (const block of cutBlocks(inPieces(bytes, piece), size)) blocks.push(block);
  return blocks;
}

const field = fc
  .array(fc.constantFrom('a', 'é', '1', ' ', '"', ',', '\n', '\r', '\r\n'), { maxLength: 6 })
  .map(parts => parts.join(''));
const text = fc
  .record({
    rows: fc.array(fc.array(field, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 30 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    closed: fc.boolean(),
  })
  .map(({ rows, end, closed }) => {
    const lines = rows.map(row => row.map(value => `"${value.replaceAll('"', '""')}"`).join(','));
    return lines.join(end) + (closed ? end : '');
  });

test('records of the blocks are those of the file, whatever their quotes and line ends, and hang on no chunk', () => {
  fc.assert(
    fc.asyncProperty(
      text,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 50 }),
      async (text, size, piece) => {
        const bytes = Buffer.from(text);
        const blocks = await blocksOf(bytes, { piece, size });
        assert.is(Buffer.concat(blocks).toString(), text);
        assert.equal(blocks.flatMap(recordsOf), recordsOf(bytes));
        assert.equal(blocks, await blocksOf(bytes, { piece: bytes.length + 1, size }));
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test('blocks are about as large as they are asked to be, and a long record makes its own longer', async () => {
  const long = `"${'x'.repeat(500)}\n"`;
  const lines = Array.from({ length: 1000 }, (_, row) => (row === 500 ? `${row},${long}` : `${row},1`));
  const blocks: number[] = [];
  for await (const block of cutBlocks(csvOf(`${lines.join('\n')}\n`), 100)) blocks.push(block.length);
  assert.ok(
    blocks.slice(0, -1).every(size => size >= 90),
    blocks.join(),
  );
  assert.is(blocks.filter(size => size > 100).length, 1);
});

test.run();
