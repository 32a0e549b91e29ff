// Rows to learn from, as two files of little-endian doubles that any language reads: features.bin column after column,
// target.bin. Each function says what it wrote: rows, features, and how many of the rows come first and train.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mulberry32 } from './wide-csv.js';

const HOURS = fileURLToPath(new URL('../../../shared/data/bike-sharing/hour.csv', import.meta.url));
/** What would give the count away, or is no feature. */
const LEFT_OUT = ['instant', 'dteday', 'casual', 'registered', 'cnt'];

/** Hourly bike rentals, the first 80 % by time to train; null where the file is not there. */
export function writeHours(folder) {
  if (!existsSync(HOURS)) return null;
  const [header, ...lines] = readFileSync(HOURS, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  const cells = lines.map(line => line.split(','));
  const columnOf = name => Float64Array.from(cells, row => Number(row[names.indexOf(name)]));
  const columns = names.filter(name => !LEFT_OUT.includes(name)).map(columnOf);
  const training = Math.floor(lines.length * 0.8);
  return { ...write(folder, columns, columnOf('cnt')), training, classes: false };
}

/** Friedman's function (1991) of 5 of 20 uniform columns; `classes`: whether it is above 14. A tenth is held out. */
export function writeFriedman(folder, { training, classes }) {
  const rows = Math.round(training * 1.1);
  const random = mulberry32(1);
  const columns = Array.from({ length: 20 }, () => new Float64Array(rows));
  const target = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (const values of columns) values[row] = random();
    const x = columns.map(values => values[row]);
    const signal = 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4];
    const value = signal + 2 * (random() + random() + random() - 1.5);
    target[row] = classes ? Number(value > 14) : value;
  }
  return { ...write(folder, columns, target), training, classes };
}

function write(folder, columns, target) {
  mkdirSync(folder, { recursive: true });
  const all = new Float64Array(columns.length * target.length);
  columns.forEach((values, feature) => {
    all.set(values, feature * target.length);
  });
  writeFileSync(path.join(folder, 'features.bin'), all);
  writeFileSync(path.join(folder, 'target.bin'), target);
  return { folder, rows: target.length, features: columns.length };
}
