import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { measurePairs, timeOnce } from '../measure.js';
import { addDailyUpdates, hourlyCsv, hourlyRows, makeHourlyProject } from '../projects/daily-updates.js';
import { BINARY } from '../projects/sandbox.js';
import { ratioRow } from './version.js';

const RATIO = 1.5;

/**
 * `mv ingest` of a million rows, checked, beside `git hash-object -w` of the same file, which only compresses them; and
 * of one day where there are ten years of days.
 */
export function measureIngest({ sandbox, rows = 1_000_000, pairs = 3, days = 3650 }) {
  const { directory, data } = makeHourlyProject(sandbox, 'rides');
  const file = path.join(sandbox.root, 'million.csv');
  writeRows(file, rows);
  const env = sandbox.environment;
  const bare = path.join(sandbox.root, 'floor.git');
  sandbox.git(['init', '--quiet', '--bare', bare]);
  // Each run has a file of its own: one that is there already would not be written.
  let run = 0;
  const before = () => stamp(file, ++run);
  const ours = { args: [BINARY, 'ingest', file, '--quiet'], cwd: directory, env, before };
  const floor = { program: 'git', args: ['hash-object', '-w', '--no-filters', file], cwd: bare, env, before };
  const million = {
    name: `mv ingest, ${rows.toLocaleString('en')} rows`,
    floor: 'git hash-object -w',
    ...ratioRow(measurePairs({ ours, floor, pairs }), RATIO),
  };
  addDailyUpdates(sandbox, data, days);
  const day = path.join(sandbox.root, 'day.csv');
  const times = [1, 2, 3, 4, 5].map(number =>
    timeOnce({
      args: [BINARY, 'ingest', day, '--quiet'],
      cwd: directory,
      env,
      before: () => write(day, hourlyCsv({ from: 1_000_000 + 24 * number, hours: 24 })),
    }),
  );
  const sorted = times.sort((one, other) => one - other);
  const most = 0.5;
  return [
    million,
    {
      name: `mv ingest of a day beside ${days.toLocaleString('en')} days`,
      ours: { median: sorted[2], low: sorted[0], high: sorted[4] },
      limit: { what: 'seconds', most },
      passed: sorted[2] <= most * 1000,
    },
  ];
}

function writeRows(file, rows) {
  write(file, hourlyCsv({ from: 0, hours: 1 }));
  const out = openSync(file, 'a');
  const block = 10_000;
  for (let from = 1; from < rows; from += block) {
    writeSync(out, hourlyRows({ from, hours: Math.min(block, rows - from) }).join(''));
  }
  closeSync(out);
}

function write(file, text) {
  const out = openSync(file, 'w');
  writeSync(out, text);
  closeSync(out);
}

/** Another year in the first row. */
function stamp(file, run) {
  const out = openSync(file, 'r+');
  writeSync(out, String(1900 + run), 'time,station,temp,humidity,wind,rides\n'.length);
  closeSync(out);
}
