// A project whose data came day by day for ten years: 3,650 files in as many commits, beside the first one.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { EPOCH } from './sandbox.js';
import { mulberry32 } from './wide-csv.js';

const HEADER = 'time,station,temp,humidity,wind,rides\n';
const STATIONS = ['harbour', 'market', 'museum', 'station'];
const HOUR = 3_600_000;
const START = Date.UTC(2014, 0, 1);

/** Rows of that many hours from an hour on, one each: 45 bytes, of a time, a category, three numbers and the target. */
export function hourlyRows({ from, hours, seed = 1 }) {
  const random = mulberry32(seed + from);
  const lines = [];
  for (let hour = from; hour < from + hours; hour++) {
    const time = new Date(START + hour * HOUR).toISOString().slice(0, 19).replace('T', ' ');
    const temp = (15 + 10 * Math.sin(hour / 1400) + 4 * random()).toFixed(2);
    const wind = (30 * random()).toFixed(1);
    lines.push(
      `${time},${STATIONS[hour % 4]},${temp},${Math.floor(100 * random())},${wind},${Math.floor(20 + 10 * temp * random())}\n`,
    );
  }
  return lines;
}

export function hourlyCsv(range) {
  return HEADER + hourlyRows(range).join('');
}

/** Makes `<sandbox>/<name>`, of 200 hours and a small forest; gives its folder and that of its data. */
export function makeHourlyProject(sandbox, name) {
  writeFileSync(path.join(sandbox.root, 'hours.csv'), hourlyCsv({ from: 0, hours: 200 }));
  const columns = ['--target', 'rides', '--time', 'time', '--set', 'model.trees=2', '--quiet'];
  sandbox.gitModel(['init', name, '--data', 'hours.csv', ...columns]);
  const directory = path.join(sandbox.root, name);
  return { directory, data: `${directory}-data.git` };
}

/** Puts `days` updates of 24 hours into the data repository, a commit each, packed as a repository of years is. */
export function addDailyUpdates(sandbox, data, days) {
  const parts = [];
  const main = sandbox.git(['--git-dir', data, 'rev-parse', 'main']);
  for (let day = 0; day < days; day++) {
    const text = hourlyCsv({ from: 200 + 24 * day, hours: 24 });
    const date = new Date(START + (9 + day) * 24 * HOUR).toISOString().slice(0, 10);
    const subject = `Update ${date}`;
    parts.push(
      `commit refs/heads/main\ncommitter Bench <bench@example.org> ${Number(EPOCH) + day} +0000\n`,
      `data ${subject.length}\n${subject}\n`,
      day === 0 ? `from ${main}\n` : '',
      `M 100644 inline updates/${date}.csv\ndata ${text.length}\n${text}\n`,
    );
  }
  sandbox.git(['--git-dir', data, 'fast-import', '--quiet'], { input: parts.join('') });
}
