import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Table } from '../../src/data/table.ts';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { openPythonModel } from '../../src/trainer/open-python-model.ts';
import { caught } from '../data/caught.ts';

const TEMPLATE = fileURLToPath(new URL('../../templates/python/src/', import.meta.url));

/** Twice x, and one more on Mondays; of a row without x it asks in vain. */
const CODE = `class Model:
    def __init__(self, setup):
        pass

    def load(self, path):
        self.factor = float(open(path).read())

    def predict(self, rows):
        if any(x == 13 for x in rows["x"]):
            raise ValueError("thirteen")
        return [
            self.factor * x + (1 if monday == 1 else 0) for x, monday in zip(rows["x"], rows["day_day_of_week"])
        ]
`;

const CONFIGURATION = parseConfiguration(`name: twice
problem: {task: regression, target: y, time: day}
features:
  columns: {x: numeric, c: categorical, day: {type: time, format: iso, calendar: [day_of_week]}, y: numeric}
model: {kind: python, file: factor.txt}
`);

const signature = {
  target: { name: 'y', type: 'numeric' as const },
  columns: [
    { name: 'x', type: 'numeric' as const, nullable: false },
    { name: 'c', type: 'categorical' as const, nullable: true },
    { name: 'day', type: 'time' as const, nullable: false },
  ],
};

/** From 2024-01-01, a Monday, on; line 2 is the first row. */
function table(x: readonly number[]): Table {
  return {
    rows: x.length,
    columns: [
      { type: 'time', name: 'day', values: Float64Array.from(x, (_, row) => Date.UTC(2024, 0, 1 + row)) },
      {
        type: 'categorical',
        name: 'c',
        codes: Int32Array.from(x, (_, row) => (row % 2) - 1),
        categories: ['é, "x"\n'],
      },
      { type: 'numeric', name: 'x', values: Float64Array.from(x) },
    ],
    origin: { files: [{ path: 'rows.csv', firstRow: 0 }], lines: Uint32Array.from(x, (_, row) => row + 2) },
  };
}

async function open(model = '2') {
  const folder = await mkdtemp(path.join(tmpdir(), 'git-model-test-'));
  await mkdir(path.join(folder, 'src'));
  for (const file of ['train.py', 'serve.py', 'protocol.py'])
    await cp(path.join(TEMPLATE, file), path.join(folder, 'src', file));
  await writeFile(path.join(folder, 'src/model.py'), CODE);
  const project = {
    directory: folder,
    commonDirectory: path.join(folder, '.git'),
    environment: { PATH: process.env['PATH'] },
    agree: async () => false,
    say() {},
  };
  const opening = openPythonModel({
    configuration: CONFIGURATION,
    signature,
    bytes: Buffer.from(model),
    folder,
    project,
    onOutput() {},
  });
  return { folder, opening, remove: () => rm(folder, { recursive: true, force: true }) };
}

const values = (prediction: { task: string; values?: Float64Array }) => [...(prediction.values ?? [])];

test('blocks are answered in order by one process, whatever their size and however many are asked for at once', async () => {
  const { opening, remove } = await open();
  const model = await opening;
  const long = Array.from({ length: 30_000 }, (_, row) => row + 0.1);
  const [first, none, second] = await Promise.all([
    model.predict(table(long)),
    model.predict(table([])),
    model.predict(table([1, 2])),
  ]);
  // Every seventh day from the first is a Monday.
  assert.equal(
    values(first),
    long.map((x, row) => 2 * x + (row % 7 === 0 ? 1 : 0)),
  );
  assert.equal([values(none), values(second)], [[], [3, 4]]);
  await model.close();
  await remove();
});

test('a row that fails is named by file and line, and the next block is answered', async () => {
  const { opening, remove } = await open();
  const model = await opening;
  const rows = Array.from({ length: 20_000 }, (_, row) => (row === 17_000 ? 13 : 1));
  const error = await caught(() => model.predict(table(rows)));
  assert.match(
    error.message,
    /^src\/model\.py, line 10, in predict: ValueError: thirteen \(rows\.csv, line 17002\)$/,
  );
  assert.equal(values(await model.predict(table([5]))), [11]);
  await model.close();
  await remove();
});

test('a model that cannot be loaded says why, and leaves nothing behind', async () => {
  const { folder, opening, remove } = await open('two');
  const error = await caught(() => opening);
  assert.match(
    error.message,
    /^src\/model\.py, line 6, in load: ValueError: could not convert string to float: 'two'$/,
  );
  assert.not.ok((await readdir(folder)).some(name => name.startsWith('job-')));
  await remove();
});

test.run();
