// A profile of one CSV and the verdict on another, as `mv monitor` comes to it: one pass, in blocks.
// node --import tsx bench/programs/judge-drift.js profile <csv> <profile>
// node --import tsx bench/programs/judge-drift.js judge <profile> <csv> [threads]

import { readFileSync, writeFileSync } from 'node:fs';
import { readCsv } from '../../src/data/csv/csv.ts';
import { fileOnDisk } from '../../src/data/csv/source.ts';
import { countCsv } from '../../src/monitoring/count-csv.ts';
import { judgeDrift } from '../../src/monitoring/drift/judge-drift.ts';
import { profileColumns } from '../../src/monitoring/profile.ts';
import { readProfile, writeProfile } from '../../src/monitoring/profile-file.ts';

const [verb, one, other, threads] = process.argv.slice(2);
const numeric = names => names.map(name => ({ name, type: 'numeric' }));

if (verb === 'profile') profile();
else judge();

async function profile() {
  const names = readFileSync(one, 'utf8').split('\n', 1)[0].split(',');
  const { columns } = await readCsv({ files: [fileOnDisk({ path: one })], columns: numeric(names) });
  writeFileSync(other, writeProfile(profileColumns(columns)));
}

async function judge() {
  const reference = readProfile(readFileSync(one, 'utf8'));
  const columns = numeric(reference.columns.map(({ name }) => name));
  const { counter } = await countCsv({
    ...{ file: fileOnDisk({ path: other }), reference, columns, known: [] },
    sample: { rows: 2000, seed: 1 },
    ...(threads === undefined ? {} : { threads: Number(threads) }),
  });
  const { verdict, rows } = judgeDrift(reference, counter.counts, { seed: 1 });
  process.stdout.write(`${JSON.stringify({ verdict, rows })}\n`);
}
