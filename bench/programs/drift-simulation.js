// False alarms and power of the verdict on drift, over many batches: a line of JSON each cell.
// node --import tsx bench/programs/drift-simulation.js [batches] [seed]

import { MIXED } from '../../test/monitoring/drift/draw-columns.ts';
import { CHANGES, simulate } from '../../test/monitoring/drift/simulate.ts';

const batches = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);
const sizes = [24, 100, 500, 5000];

const quiet = [
  ...sizes.flatMap(rows =>
    ['normal', 'heavy', 'counts'].map(kind => ({ kinds: [kind], columns: 1, reference: 1000, rows })),
  ),
  ...sizes.map(rows => ({ kinds: MIXED, columns: 20, reference: 5000, rows })),
  ...sizes.map(rows => ({ kinds: MIXED, columns: 100, reference: 1000, rows })),
  ...sizes.map(rows => ({ kinds: ['correlated'], columns: 20, reference: 1000, rows })),
  ...sizes.map(rows => ({ kinds: ['constant'], columns: 20, reference: 1000, rows })),
  ...[500, 1000, 2000, 5000].flatMap(reference =>
    sizes.map(rows => ({ kinds: ['dependent'], columns: 5, reference, rows })),
  ),
  ...[2000, 10_000].map(reference => ({ kinds: ['very dependent'], columns: 5, reference, rows: 500 })),
];
const changed = [24, 100, 500].flatMap(rows =>
  Object.keys(CHANGES).map(name => ({
    ...{ kinds: [name.includes('category') ? 'categories' : 'normal'], columns: 20, reference: 5000, rows },
    name,
    change: CHANGES[name],
  })),
);

for (const { name, ...cell } of [...quiet, ...changed]) {
  // Wide and long cells cost most: a quarter of a second a batch of 100 columns and 5,000 rows, most cells a tenth of it.
  const count = Math.max(200, Math.round(batches / Math.max(1, (cell.columns * cell.rows) / 100_000)));
  const seen = simulate({ ...cell, batches: count, seed });
  const { kinds, columns, reference, rows } = cell;
  const shown = {
    kinds: kinds === MIXED ? 'mixed' : kinds[0],
    columns,
    reference,
    rows,
    change: name ?? null,
  };
  process.stdout.write(`${JSON.stringify({ ...shown, batches: count, ...seen })}\n`);
}
