import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readPredictions } from '../../src/prediction-log/read-predictions.ts';
import { hash, MODEL, newFolder, openLog, rowsOf } from './logs.ts';

const linesIn = (folder: string): any[] =>
  readdirSync(folder)
    .sort()
    .flatMap(name => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n'))
    .map(line => JSON.parse(line));

test('a prediction is a line that says which model gave it and what it was given, as far as that may be kept', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  log.append(rowsOf('request "1"', 12.5, Number.NaN));
  await log.close();
  const [header, first, second, end] = linesIn(folder);
  assert.is(header.format, 'git-model/predictions');
  assert.equal(first, {
    id: 'request "1":0',
    seq: 1,
    time: '2026-11-21T12:00:00.000Z',
    branch: 'prod',
    commit: 'c'.repeat(40),
    role: 'answer',
    row: 0,
    features: { temp: 12.5, email: hash('email', 'ada@example.org') },
    prediction: 3.125,
  });
  assert.equal([second.id, second.features.temp, second.prediction], ['request "1":1', null, null]);
  assert.equal(end, { format: 'git-model/predictions', end: 'closed', seq: 2 });
});

test('classes come with their probabilities, and an assignment with its unit as a hash', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  log.append({
    ...rowsOf('r', 1),
    role: 'shadow',
    firstRow: 7,
    prediction: {
      task: 'classification',
      classes: ['no', 'yes'],
      codes: Int32Array.of(1),
      probabilities: Float64Array.of(0.25, 0.75),
    },
    assignment: { experiment: 'colours', unit: 'customer 7', arm: 'prod', epoch: 2 },
  });
  await log.close();
  const line = linesIn(folder)[1];
  assert.equal([line.prediction, line.probabilities], ['yes', { no: 0.25, yes: 0.75 }]);
  assert.equal([line.id, line.row, line.role], ['r:7', 7, 'shadow']);
  assert.equal([line.experiment, line.arm, line.epoch], ['colours', 'prod', 2]);
  assert.is(line.unit, hash('unit', 'customer 7'));
});

test('how long a request took stands behind its predictions, and one that failed is a line without a number', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  const assignment = { experiment: 'x', unit: 'ada', arm: 'prod', epoch: 2 };
  const { branch, commit } = MODEL;
  log.append({ ...rowsOf('r', 1), milliseconds: 1.23456 });
  await log.flush();
  log.appendFailure({ model: { branch, commit }, failed: 504, rows: 3, milliseconds: 10_003, assignment });
  await log.flush();
  log.append(rowsOf('s', 1));
  await log.close();
  const [, first, failure, second] = linesIn(folder);
  assert.equal([first.ms, second.ms, first.seq, second.seq], [1.235, undefined, 1, 2]);
  assert.equal(failure, {
    ...{ failed: 504, time: '2026-11-21T12:00:00.000Z', branch, commit },
    ...{ experiment: 'x', unit: hash('unit', 'ada'), arm: 'prod', epoch: 2, rows: 3, ms: 10_003 },
  });
  const seen: unknown[] = [];
  const faults = await readPredictions({
    ...{ folder, now: Date.UTC(2026, 10, 21, 12, 1), withFeatures: false },
    onPrediction: ({ id, milliseconds, features }) => seen.push([id, milliseconds, features]),
    onFailure: ({ failed, rows, milliseconds }) => seen.push([failed, rows, milliseconds]),
  });
  assert.equal(seen, [
    ['r:0', 1.235, {}],
    [504, 3, 10_003],
    ['s:0', null, {}],
  ]);
  assert.equal([faults.foreign, faults.missing], [0, 0]);
});

test('a row of which nothing may be kept, or nothing but its key, is a line all the same', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  const rows = rowsOf('r', 7);
  const columnsOf = (key: boolean) =>
    MODEL.columns.map(column =>
      column.name === 'temp' && key ? { ...column, key } : { ...column, keeping: 'omit' as const },
    );
  for (const key of [true, false]) log.append({ ...rows, model: { ...MODEL, columns: columnsOf(key) } });
  await log.close();
  assert.equal(
    linesIn(folder)
      .slice(1, 3)
      .map(({ key, features, prediction }) => [key, features, prediction]),
    [
      [{ temp: 7 }, {}, 1.75],
      [undefined, {}, 1.75],
    ],
  );
});

test('what there is no room for is dropped and counted, and its numbers are missing', async () => {
  const folder = newFolder();
  const log = openLog(folder, { waitingRows: 3 });
  log.append(rowsOf('r', 1, 2));
  log.append(rowsOf('r', 3, 4));
  log.append({ ...rowsOf('r', 5), role: 'shadow' });
  assert.equal(log.counts(), [
    { branch: 'prod', role: 'answer', logged: 0, dropped: 2, waiting: 2 },
    { branch: 'prod', role: 'shadow', logged: 0, dropped: 0, waiting: 1 },
  ]);
  await log.flush();
  assert.equal(
    log.counts().map(({ logged, dropped, waiting }) => [logged, dropped, waiting]),
    [
      [2, 2, 0],
      [1, 0, 0],
    ],
  );
  await log.close();
  assert.equal(
    linesIn(folder).map(({ seq }) => seq),
    [undefined, 1, 2, 5, 5],
  );
  log.append(rowsOf('r', 6));
  assert.is(log.counts()[0].dropped, 3);
});

test('files are closed by their size and begun anew', async () => {
  const folder = newFolder();
  const log = openLog(folder, { file: { bytes: 1000, milliseconds: 1e9 } });
  for (let request = 0; request < 6; request++) {
    log.append(rowsOf('r', request, request));
    await log.flush();
  }
  await log.close();
  const names = readdirSync(folder).sort();
  assert.ok(names.length > 1);
  const lines = linesIn(folder);
  assert.equal(
    lines.filter(({ id }) => id).map(({ seq }) => seq),
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  assert.is(lines.filter(({ end }) => end === 'rotated').length, names.length - 1);
});

test('a file that nobody writes to is closed when it is old, and the log goes on in another', async () => {
  const folder = newFolder();
  let time = 1e12;
  const log = openLog(folder, { clock: () => time, file: { bytes: 1e6, milliseconds: 50 } });
  log.append(rowsOf('r', 1));
  await log.flush();
  time += 1000;
  while (!linesIn(folder).some(({ end }) => end === 'rotated')) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  log.append(rowsOf('r', 2));
  await log.close();
  assert.equal(
    linesIn(folder).map(({ seq, end }) => end ?? seq),
    [undefined, 1, 'rotated', undefined, 2, 'closed'],
  );
});

test('a row that no line can be made of is dropped whole, and the next is logged', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  const bad = rowsOf('r', 1);
  log.append({ ...bad, prediction: { task: 'regression', values: null as never } });
  log.append(rowsOf('r', 2));
  await log.close();
  assert.equal(
    log.counts().map(({ logged, dropped }) => [logged, dropped]),
    [[1, 1]],
  );
  assert.equal(
    linesIn(folder).map(({ features }) => features?.temp),
    [undefined, 2, undefined],
  );
});

test.run();
