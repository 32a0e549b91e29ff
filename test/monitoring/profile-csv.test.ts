import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/data/csv/csv.ts';
import { randomDraws } from '../../src/data/random-draws.ts';
import type { ColumnSchema } from '../../src/data/schema.ts';
import { type ColumnProfile, profileColumns } from '../../src/monitoring/profile.ts';
import { profileCsv } from '../../src/monitoring/profile-csv.ts';
import { csvOf, inPieces } from '../data/csv-of.ts';
import { autoregressive } from './drift/draw-columns.ts';

const columns: ColumnSchema[] = [
  { name: 'x', type: 'numeric' },
  { name: 'c', type: 'categorical' },
];

test('a file of one block has the very profile of its rows', async () => {
  const text = 'c,x\na,1\nb,2\n,3\na,\n';
  const { rows, columns: profiled } = await profileCsv({ file: csvOf(text), columns });
  const table = await readCsv({ files: [csvOf(text)], columns });
  assert.is(rows, 4);
  assert.equal(profiled, profileColumns(table.columns).columns);
});

test('a header alone has a profile of no rows; a cell that does not fit is refused with its place', async () => {
  assert.is((await profileCsv({ file: csvOf('x,c\n'), columns })).rows, 0);
  for (const [text, code] of [
    ['x,c\n1,a\nabc,b\n', 'not-a-number'],
    ['x\n1\n', 'missing-column'],
    ['', 'empty-file'],
  ])
    try {
      await profileCsv({ file: csvOf(text), columns });
      assert.unreachable();
    } catch (error: any) {
      assert.is(error.code, code);
    }
});

test('a file of several blocks has a profile as near to that of its rows as it says, with how they depend on each other', async () => {
  const rows = 300_000;
  const values = autoregressive(randomDraws(1), rows, 0.6);
  const lines = Array.from(values, (value, row) => `${value},${'abc'[row % 3]}`);
  const file = inPieces(Buffer.from(`x,c\n${lines.join('\n')}\n`), 1 << 16);
  const read = await profileCsv({ file, columns });
  const [x, c] = read.columns as [
    Extract<ColumnProfile, { type: 'numeric' }>,
    Extract<ColumnProfile, { type: 'categorical' }>,
  ];
  assert.equal(c.top, [
    ['a', 100_000],
    ['b', 100_000],
    ['c', 100_000],
  ]);
  const { cells } = x;
  assert.ok(cells.kind === 'edges' && cells.counts.length > 190 && cells.rankError! < 1 / 500);
  if (cells.kind !== 'edges') return;
  const sorted = values.slice().sort();
  let counted = 0;
  cells.edges.forEach((edge, cell) => {
    counted += cells.counts[cell];
    const below = sorted.findLastIndex(value => value <= edge) + 1;
    assert.ok(Math.abs(counted - below) <= cells.rankError! * rows);
  });
  const [whole] = profileColumns([{ type: 'numeric', name: 'x', values }]).columns as [typeof x];
  // An autoregressive series of coefficient 0.6 tells a quarter of its rows.
  assert.ok(x.dependence.settled && whole.dependence.settled);
  assert.ok(Math.abs(x.dependence.time - whole.dependence.time) < 0.5, `${x.dependence.time}`);
});

test.run();
