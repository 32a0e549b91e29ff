import { writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BLOCKS_WAITING, spreadLog } from '../../src/prediction/spread-log.ts';
import { LOG_LIMITS } from '../../src/prediction-log/log-limits.ts';
import { readPredictions } from '../../src/prediction-log/read-predictions.ts';
import { newFolder, rowsOf } from '../prediction-log/logs.ts';

const ROWS = 500;
const limits = { ...LOG_LIMITS, waitingRows: BLOCKS_WAITING * ROWS };
const block = (first: number) => ({
  ...rowsOf('run', ...Array.from({ length: ROWS }, (_, i) => first + i)),
  firstRow: first,
});

test('a large batch is logged whole and in its order, on a thread after its first blocks', async () => {
  const folder = newFolder();
  const log = spreadLog({ folder, key: Buffer.from('a key'), limits, time: null });
  for (let first = 0; first < 10 * ROWS; first += ROWS) await log.append(block(first));
  assert.equal(await log.close(), { logged: 10 * ROWS, dropped: 0, failure: null });
  const read: number[] = [];
  const faults = await readPredictions({
    folder,
    now: Date.now(),
    onPrediction({ row, features }) {
      read.push(row);
      assert.is(features['temp'], row);
    },
  });
  assert.equal(
    read,
    Array.from({ length: 10 * ROWS }, (_, i) => i),
  );
  assert.equal(faults, { torn: 0, foreign: 0, missing: 0, killed: [] });
});

test('what the thread cannot write is dropped and counted there too', async () => {
  const folder = newFolder();
  writeFileSync(folder, '');
  const log = spreadLog({ folder, key: Buffer.from('a key'), limits, time: null });
  for (let first = 0; first < 6 * ROWS; first += ROWS) await log.append(block(first));
  const { logged, dropped, failure } = await log.close();
  assert.equal([logged, dropped], [0, 6 * ROWS]);
  assert.match(failure ?? '', 'ENOTDIR');
});

test.run();
