// A profile of one CSV and the verdict on another, as `mv monitor` comes to it: one pass, in blocks.
// node --import tsx bench/programs/judge-drift.js profile <csv> <profile>
// node --import tsx bench/programs/judge-drift.js judge <profile> <csv> [times]   `times`: the rows again and again

import { readFileSync, writeFileSync } from 'node:fs';
import { readCsv } from '../../src/data/csv/csv.ts';
import { fileOnDisk } from '../../src/data/csv/source.ts';
import { countCsv } from '../../src/monitoring/count-csv.ts';
import { judgeDrift } from '../../src/monitoring/drift/judge-drift.ts';
import { profileColumns } from '../../src/monitoring/profile.ts';
import { readProfile, writeProfile } from '../../src/monitoring/profile-file.ts';

const [verb, one, other, times = '1'] = process.argv.slice(2);
const numeric = names => names.map(name => ({ name, type: 'numeric' }));

if (verb === 'profile') {
  const names = readFileSync(one, 'utf8').split('\n', 1)[0].split(',');
  const { columns } = await readCsv({ files: [fileOnDisk({ path: one })], columns: numeric(names) });
  writeFileSync(other, writeProfile(profileColumns(columns)));
} else {
  const reference = readProfile(readFileSync(one, 'utf8'));
  const columns = numeric(reference.columns.map(({ name }) => name));
  const file = Number(times) === 1 ? fileOnDisk({ path: other }) : repeated(other, Number(times));
  const { counter } = await countCsv({
    ...{ file, reference, columns, known: [] },
    sample: { rows: 2000, seed: 1 },
  });
  const { verdict, rows } = judgeDrift(reference, counter.counts, { seed: 1 });
  process.stdout.write(`${JSON.stringify({ verdict, rows })}\n`);
}

/** The file's header, and its rows so many times, without a disk that would hold them. */
function repeated(path, count) {
  const bytes = readFileSync(path);
  const header = bytes.indexOf(10) + 1;
  const size = 1 << 16;
  return {
    path,
    open: function* () {
      yield bytes.subarray(0, header);
      for (let time = 0; time < count; time++)
        for (let at = header; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    },
  };
}
