// What becomes of the log where its writer is killed, or where it cannot be written.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { killedWriters, newlyKilledWriters } from '../../src/prediction-log/killed-writers.ts';
import { readNewestPredictions } from '../../src/prediction-log/read-newest.ts';
import { readPredictions } from '../../src/prediction-log/read-predictions.ts';
import { runProgram } from '../support/project.ts';
import { newFolder, openLog, rowsOf } from './logs.ts';

const PROGRAM = fileURLToPath(new URL('write-until-killed.ts', import.meta.url));

const newest = (folder: string) => readNewestPredictions({ folder, rows: 1e6, now: Date.now() });

/** Starts a writer, kills it once it has appended `rows`, and gives what it had appended by when. */
async function killed(folder: string, writer: string, rows: number) {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, folder, writer]);
  const appended: { count: number; at: number }[] = [];
  let text = '';
  child.stdout.setEncoding('utf8').on('data', more => {
    text += more;
    const lines = text.split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      const [count, at] = line.split(' ').map(Number);
      appended.push({ count, at });
    }
    if (appended.length >= rows) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return appended;
}

test('killed, two writers have lost no more than their last second, and the log says which were', async () => {
  const folder = newFolder();
  const writers = ['a', 'b'].map(name => name.repeat(12));
  const all = await Promise.all(writers.map(writer => killed(folder, writer, 900)));
  const { predictions, faults } = await newest(folder);
  for (const [which, appended] of all.entries()) {
    const read = predictions.filter(({ id }) => id.startsWith(`${writers[which]}-`));
    assert.equal(
      read.map(({ seq }) => seq),
      read.map((_, i) => i + 1),
    );
    const safe = appended.filter(({ at }) => at < appended.at(-1)!.at - 1000).length;
    assert.ok(read.length >= safe, `${read.length} of ${appended.length}, ${safe} older than a second`);
  }
  assert.equal(faults.killed, writers);
  assert.equal([faults.missing, faults.foreign], [0, 0]);
  let count = 0;
  const others = await readPredictions({ folder, now: Date.now(), onPrediction: () => count++ });
  assert.is(count, predictions.length);
  assert.equal(others, faults);

  const place = { folder, source: 'serve', now: Date.now() } as const;
  const names = (found: { writer: string }[]) => found.map(({ writer }) => writer).sort();
  assert.equal(names(await killedWriters(place)), writers);
  assert.equal(names(await newlyKilledWriters(place, 'c'.repeat(12))), writers);
  // One that began since has told of them, and one that closed its file was not killed.
  const log = openLog(folder, { writer: 'd'.repeat(12), clock: Date.now });
  log.append(rowsOf('r', 1));
  await log.close();
  assert.equal(names(await killedWriters(place)), writers);
  assert.equal(await newlyKilledWriters(place, 'c'.repeat(12)), []);
});

test('where its folder cannot be, rows are dropped and counted; once it can, they are logged', async () => {
  const folder = newFolder();
  writeFileSync(folder, '');
  const log = openLog(folder);
  log.append(rowsOf('r', 1, 2));
  await log.flush();
  assert.equal(
    log.counts().map(({ logged, dropped, waiting }) => [logged, dropped, waiting]),
    [[0, 2, 0]],
  );
  assert.match(log.failure()?.message ?? '', 'ENOTDIR');
  rmSync(folder);
  log.append(rowsOf('r', 3));
  await log.close();
  const { predictions, faults } = await newest(folder);
  assert.equal(
    predictions.map(({ seq }) => seq),
    [3],
  );
  assert.is(faults.torn + faults.foreign, 0);
});

test('a log that somebody deletes begins anew', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  log.append(rowsOf('r', 1));
  await log.flush();
  rmSync(folder, { recursive: true });
  await new Promise(resolve => setTimeout(resolve, 250));
  log.append(rowsOf('r', 2));
  await log.close();
  assert.equal(
    (await newest(folder)).predictions.map(({ seq }) => seq),
    [2],
  );
});

const run = (...words: string[]) =>
  runProgram(words[0], words.slice(1), { directory: '/', environment: { PATH: process.env['PATH'] } });

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
const onDisk = mayMount ? test : test.skip;

onDisk(
  'on a full disk rows are dropped and counted, no line is left half, and room is used again',
  async () => {
    const disk = path.join(newFolder(), '..', 'disk');
    mkdirSync(disk);
    const mounted = await run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk);
    if (mounted.exitCode !== 0) return;
    try {
      const folder = path.join(disk, 'predictions');
      const filler = path.join(disk, 'filler');
      const log = openLog(folder);
      log.append(rowsOf('first', 1));
      await log.flush();
      writeFileSync(filler, Buffer.alloc(900_000));
      for (let request = 0; request < 20; request++) {
        log.append(rowsOf(`r${request}`, ...Array.from({ length: 100 }, (_, i) => i)));
        await log.flush();
      }
      rmSync(filler);
      log.append(rowsOf('last', 1));
      await log.close();
      const [{ logged, dropped, waiting }] = log.counts();
      assert.is(logged + dropped, 2002);
      assert.is(waiting, 0);
      assert.ok(dropped >= 100 && logged >= 2, `${logged} logged, ${dropped} dropped`);
      const { predictions, faults } = await newest(folder);
      assert.is(predictions.length, logged);
      assert.equal([predictions[0].id, predictions.at(-1)?.id], ['first:0', 'last:0']);
      assert.equal(faults, { torn: 0, foreign: 0, missing: dropped, killed: [] });
      assert.ok(statSync(folder).isDirectory());
    } finally {
      await run('umount', disk);
    }
  },
);

test.run();
