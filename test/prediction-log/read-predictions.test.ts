import { appendFileSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LoggedPrediction } from '../../src/prediction-log/parse-line.ts';
import { readNewestPredictions } from '../../src/prediction-log/read-newest.ts';
import { readPredictions } from '../../src/prediction-log/read-predictions.ts';
import { newFolder, openLog, rowsOf, START } from './logs.ts';

const now = START + 60_000;

async function readAll(folder: string) {
  const predictions: LoggedPrediction[] = [];
  const faults = await readPredictions({
    folder,
    now,
    onPrediction: prediction => {
      predictions.push(prediction);
    },
  });
  return { ids: predictions.map(({ id }) => id), predictions, faults };
}

const newest = async (folder: string, rows: number, since?: number) => {
  const { predictions, faults } = await readNewestPredictions({ folder, rows, since, now });
  return { ids: predictions.map(({ id }) => id), faults };
};

/** Three writers, a request a second in turn, in files of a few requests each. */
async function threeWriters(requests: number): Promise<string> {
  const folder = newFolder();
  let time = START;
  const logs = ['a', 'b', 'c'].map(name =>
    openLog(folder, {
      writer: name.repeat(12),
      clock: () => time,
      file: { bytes: 2000, milliseconds: 1e9 },
    }),
  );
  for (let request = 0; request < requests; request++) {
    time = START + request;
    logs[request % 3].append(rowsOf(`r${request}`, request));
    await logs[request % 3].flush();
  }
  for (const log of logs) await log.close();
  // Files are told by when they were last written to, and these were all written at once.
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const times = [...readFileSync(file, 'utf8').matchAll(/"time":"([^"]+)"/g)].map(([, at]) => at);
    const last = new Date(times.at(-1)!);
    utimesSync(file, last, last);
  }
  return folder;
}

const NO_FAULTS = { torn: 0, foreign: 0, missing: 0, killed: [] };
const requests = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `r${from + i}:0`);

test('what several writers wrote comes in the order of time', async () => {
  const folder = await threeWriters(100);
  assert.ok(readdirSync(folder).length > 9);
  const { ids, faults } = await readAll(folder);
  assert.equal(ids, requests(0, 100));
  assert.equal(faults, NO_FAULTS);
});

test('the newest rows are those of all writers, and none that is older than asked for', async () => {
  const folder = await threeWriters(100);
  assert.equal((await newest(folder, 10)).ids, requests(90, 100));
  assert.equal((await newest(folder, 1000)).ids, requests(0, 100));
  assert.equal((await newest(folder, 1000, START + 95)).ids, requests(95, 100));
  assert.equal(await newest(folder, 10), { ids: requests(90, 100), faults: NO_FAULTS });
});

test('lines longer and shorter than a block are read from both ends', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  const long = 'x'.repeat(600_000);
  for (let request = 0; request < 2000; request++) log.append(rowsOf(`s${request}`, request));
  log.append(rowsOf(long, 1));
  log.append(rowsOf('last', 1));
  await log.close();
  const ids = [...Array.from({ length: 2000 }, (_, i) => `s${i}:0`), `${long}:0`, 'last:0'];
  assert.equal((await readAll(folder)).ids, ids);
  assert.equal((await newest(folder, 5000)).ids, ids);
  assert.equal((await newest(folder, 1)).ids, ['last:0']);
});

test('a torn last line, lines of others and missing numbers are counted and passed over', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  for (let request = 0; request < 9; request++) log.append(rowsOf(`r${request}`, request));
  await log.close();
  const file = path.join(folder, readdirSync(folder)[0]);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  // Header, r0 .. r8, end: numbers 3 and 4 go, what is no line of the log comes.
  const kept = [...lines.slice(0, 3), 'what?', '{"id":7}', '', ...lines.slice(5, 10)].join('\n');
  writeFileSync(file, `${kept}\n${lines[9].slice(0, 40)}`);
  writeFileSync(path.join(folder, 'notes.txt'), 'not ours');
  const expected = ['r0:0', 'r1:0', 'r4:0', 'r5:0', 'r6:0', 'r7:0', 'r8:0'];
  for (const { ids, faults } of [await readAll(folder), await newest(folder, 100)]) {
    assert.equal(ids, expected);
    assert.equal(faults, { torn: 1, foreign: 3, missing: 2, killed: [] });
  }
});

test('a clock that goes back leaves the order of a writer as it was', async () => {
  const folder = newFolder();
  const times = [5000, 6000, 1000, 2000, 7000];
  let time = START;
  const log = openLog(folder, { clock: () => time });
  for (const [request, at] of times.entries()) {
    time = START + at;
    log.append(rowsOf(`r${request}`, request));
  }
  await log.close();
  assert.equal((await readAll(folder)).ids, requests(0, 5));
  assert.equal((await newest(folder, 3)).ids, requests(2, 5));
});

test('a log that is not there, or is empty, has no predictions', async () => {
  const folder = newFolder();
  assert.equal(await readAll(folder), { ids: [], predictions: [], faults: NO_FAULTS });
  assert.equal(await newest(folder, 10), { ids: [], faults: NO_FAULTS });
  const log = openLog(folder);
  log.append(rowsOf('r', 1));
  await log.close();
  for (const name of readdirSync(folder)) truncateSync(path.join(folder, name));
  assert.equal(await newest(folder, 10), { ids: [], faults: NO_FAULTS });
  appendFileSync(path.join(folder, readdirSync(folder)[0]), 'x');
  assert.equal((await newest(folder, 10)).faults.torn, 1);
});

test.run();
