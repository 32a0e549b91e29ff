// Reads a CSV of numbers into columns and prints the sum of each, which says whether two readers saw the same values.
// node --import tsx bench/programs/read-csv.js <ours | csv-parse> <csv>

import { closeSync, createReadStream, openSync, readSync } from 'node:fs';

const [reader, file] = process.argv.slice(2);
sumColumns();

async function sumColumns() {
  const columns = await (reader === 'ours' ? readOurs() : readCsvParse());
  const sums = columns.map(values => values.reduce((sum, value) => sum + value, 0));
  process.stdout.write(`${JSON.stringify([columns[0].length, sums])}\n`);
}

async function readOurs() {
  const { readCsv } = await import('../../src/data/csv/csv.ts');
  const { fileOnDisk } = await import('../../src/data/csv/source.ts');
  const schemas = headerOf(file).map(name => ({ name, type: 'numeric' }));
  const table = await readCsv({ files: [fileOnDisk({ path: file })], columns: schemas });
  return table.columns.map(({ values }) => values);
}

async function readCsvParse() {
  const { parse } = await import('csv-parse');
  const columns = [];
  let rows = 0;
  for await (const record of createReadStream(file).pipe(parse({ from: 2 }))) {
    for (let i = 0; i < record.length; i++) {
      columns[i] ??= new Float64Array(1024);
      if (rows === columns[i].length) columns[i] = grown(columns[i]);
      columns[i][rows] = Number(record[i]);
    }
    rows++;
  }
  return columns.map(values => values.subarray(0, rows));
}

function grown(values) {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}

function headerOf(path) {
  const head = Buffer.alloc(4096);
  const opened = openSync(path);
  const size = readSync(opened, head);
  closeSync(opened);
  return head.toString('utf8', 0, size).split('\n')[0].split(',');
}
