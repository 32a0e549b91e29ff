import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measurePairs } from '../measure.js';
import { writeWideCsv } from '../projects/wide-csv.js';
import { ratioRow } from './version.js';

const PROGRAM = fileURLToPath(new URL('../programs/read-csv.js', import.meta.url));
const CSV_PARSE = 0.5;

/** A CSV of `rows` rows and 20 columns into typed columns, beside csv-parse as a stream; both must see equal values. */
export function measureCsv({ sandbox, rows = 1_000_000, pairs = 3 }) {
  const file = path.join(sandbox.root, 'wide.csv');
  writeWideCsv(file, { rows, seed: 1, target: false });
  const program = reader => ({ args: ['--import', import.meta.resolve('tsx'), PROGRAM, reader, file] });
  const [ours, theirs] = ['ours', 'csv-parse'].map(reader => {
    const ran = spawnSync(process.execPath, program(reader).args, { encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return ran.stdout;
  });
  if (ours !== theirs) throw new Error(`csv-parse read other values than we did: ${theirs} and ${ours}`);
  return [
    {
      name: `CSV of ${rows.toLocaleString('en')} x 20 into columns, equal values`,
      floor: 'csv-parse, streaming',
      ...ratioRow(measurePairs({ ours: program('ours'), floor: program('csv-parse'), pairs }), CSV_PARSE),
    },
  ];
}
