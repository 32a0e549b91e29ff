import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/data/csv/csv.ts';
import { fileOfBytes } from '../../src/data/csv/source.ts';
import type { ColumnSchema } from '../../src/data/schema.ts';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { columnsToRead, describeFiles } from '../../src/training/dataset.ts';
import { digestWhileRead } from '../../src/training/digest-while-read.ts';
import { datasetAtHand, type RowsAtHand } from '../../src/training/rows-at-hand.ts';

const ONE = 'day,temp,kind,cnt\n2024-01-01,1,b,5\n2024-01-02,2,a,6\n';
const TWO = 'day,temp,kind,cnt\n2024-01-03,3,,7\n';
const SCHEMA: ColumnSchema[] = [
  { name: 'day', type: 'time', format: 'yyyy-MM-dd' },
  { name: 'temp', type: 'numeric' },
  { name: 'kind', type: 'categorical' },
  { name: 'cnt', type: 'numeric' },
];

const configuration = (temp: string, exclude = '', separator = '') =>
  parseConfiguration(`name: bikes
problem: {task: regression, target: cnt, time: day}
data: {files: ['initial/*.csv']${separator}}
features:
  columns:
    cnt: numeric
    day: {type: time, format: yyyy-MM-dd, calendar: [month]}
    temp: ${temp}
    kind: categorical
  exclude: [${exclude}]
model: {kind: random-forest}
`);

const files = (folder: string) =>
  Object.entries({ one: ONE, two: TWO }).map(([name, text]) =>
    digestWhileRead(fileOfBytes({ path: `${folder}/${name}.csv`, bytes: Buffer.from(text) })),
  );

async function rowsAtHand(): Promise<RowsAtHand> {
  const read = files('exports');
  const table = await readCsv({ files: read, columns: SCHEMA });
  const named = describeFiles(table, read).map(file => ({
    ...file,
    path: file.path.replace('exports', 'initial'),
  }));
  return { table, schema: SCHEMA, files: named, patterns: ['initial/*.csv'], separator: undefined };
}

test('rows that were read for another reason are those that training would read', async () => {
  const wanted = configuration('numeric', 'kind');
  const stored = files('initial');
  const table = await readCsv({ files: stored, columns: columnsToRead(wanted) });
  assert.equal(datasetAtHand(wanted, await rowsAtHand()), { table, files: describeFiles(table, stored) });
  assert.equal(
    table.columns.map(column => column.name),
    ['cnt', 'day', 'temp'],
  );
  // printf 'day,temp,kind,cnt\n2024-01-03,3,,7\n' | sha256sum
  const { digest, bytes, rows } = describeFiles(table, stored)[1];
  assert.is(digest, 'sha256:b01662bb20efa6906979659ce733e45ae1728968a41881c0eaf261597694cfc6');
  assert.equal([bytes, rows], [34, 1]);
});

test('they are not where mv.yaml reads a column otherwise, or other files', async () => {
  const rows = await rowsAtHand();
  assert.is(datasetAtHand(configuration('categorical'), rows), null);
  assert.is(datasetAtHand(configuration('numeric', '', ", separator: ';'"), rows), null);
  assert.is(datasetAtHand(configuration('numeric'), { ...rows, patterns: ['updates/*.csv'] }), null);
  assert.is.not(datasetAtHand(configuration('categorical', 'temp'), rows), null);
});

test.run();
