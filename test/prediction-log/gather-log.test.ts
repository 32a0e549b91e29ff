import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gatherLog } from '../../src/prediction-log/gather-log.ts';
import { otherKeys } from '../../src/prediction-log/gathered-keys.ts';
import { readPredictions } from '../../src/prediction-log/read-predictions.ts';
import { newFolder, openLog, rowsOf, START } from './logs.ts';

const now = START + 60_000;
const retention = { bytes: 2 ** 30, days: 90 };

/** The private folder of a server that logged a row a request. */
async function replica(writer: string, key: string, ...requests: string[]): Promise<string> {
  const predictions = newFolder();
  const log = openLog(predictions, { writer: writer.repeat(12) });
  for (const request of requests) log.append(rowsOf(request, 1));
  await log.close();
  const place = path.dirname(predictions);
  writeFileSync(path.join(place, 'privacy.key'), `${key.repeat(64)}\n`);
  for (const name of readdirSync(predictions))
    utimesSync(path.join(predictions, name), START / 1000, START / 1000);
  return place;
}

/** A clone that has logged nothing. */
function clone() {
  const commonDirectory = path.dirname(newFolder());
  const place = path.join(commonDirectory, 'mv');
  const gather = (from: string, more = {}) =>
    gatherLog({ from, shownAs: 'there', repository: { commonDirectory }, retention, now, ...more });
  const ids = async () => {
    const found: string[] = [];
    await readPredictions({
      folder: path.join(place, 'predictions'),
      now,
      onPrediction: ({ id }) => found.push(id),
    });
    return found.sort();
  };
  return { commonDirectory, place, gather, ids };
}

test('logs of two servers come together, each file once, with its age; what grew meanwhile comes with the next time', async () => {
  const [a, b] = [await replica('a', '1', 'r1', 'r2'), await replica('b', '1', 'r3')];
  const { commonDirectory, place, gather, ids } = clone();
  assert.equal(await gather(a), { files: 1, key: 'same' });
  assert.equal(await gather(b), { files: 1, key: 'same' });
  assert.equal(await ids(), ['r1:0', 'r2:0', 'r3:0']);
  assert.equal(await gather(a), { files: 0, key: 'same' });
  assert.is(await otherKeys({ commonDirectory }), 0, 'the first key became that of the clone');
  const [name] = readdirSync(path.join(a, 'predictions'));
  const [theirs, ours] = [path.join(a, 'predictions', name), path.join(place, 'predictions', name)];
  assert.is(Math.round(statSync(ours).mtimeMs), START);
  assert.is(statSync(ours).mode & 0o777, 0o600);

  // Half of a line, as of a server that is at work; then the rest of it.
  const line = readFileSync(theirs, 'utf8').split('\n')[1].replace('r1:0', 'r9:0');
  appendFileSync(theirs, line.slice(0, 40));
  assert.is((await gather(a)).files, 1);
  assert.equal(await ids(), ['r1:0', 'r2:0', 'r3:0']);
  appendFileSync(theirs, `${line.slice(40)}\n`);
  assert.is((await gather(a)).files, 1);
  assert.equal(await ids(), ['r1:0', 'r2:0', 'r3:0', 'r9:0']);
  assert.equal(readdirSync(path.join(place, 'predictions')).length, 2, 'nothing is left over');

  // A copy that is behind takes nothing back.
  writeFileSync(theirs, readFileSync(theirs).subarray(0, 100));
  assert.is((await gather(a)).files, 0);
});

test('another key is remembered, once; weights and labels come too; what is too old, or none of the log, does not', async () => {
  const [a, b] = [await replica('a', '1', 'r1'), await replica('b', '2', 'r2')];
  const { commonDirectory, place, gather, ids } = clone();
  await gather(a);
  const weights = path.join(b, 'experiments/0123456789abcdef');
  mkdirSync(weights, { recursive: true });
  writeFileSync(path.join(weights, '77.json'), '{}\n');
  writeFileSync(path.join(weights, 'notes.txt'), '');
  mkdirSync(path.join(b, 'labels'));
  const label = `labels-${String(START).padStart(15, '0')}-${'b'.repeat(12)}-000001.jsonl`;
  writeFileSync(path.join(b, 'labels', label), '{}\n');
  utimesSync(path.join(b, 'labels', label), START / 1000, START / 1000);
  const old = path.join(
    b,
    'predictions',
    readdirSync(path.join(b, 'predictions'))[0].replace('000001', '000002'),
  );
  copyFileSync(path.join(b, 'predictions', readdirSync(path.join(b, 'predictions'))[0]), old);
  utimesSync(old, START / 1000 - 91 * 86_400, START / 1000 - 91 * 86_400);
  writeFileSync(path.join(b, 'predictions/notes.txt'), '');
  for (const _ of [1, 2]) assert.is((await gather(b)).key, 'other');
  assert.is(await otherKeys({ commonDirectory }), 1);
  assert.equal(await ids(), ['r1:0', 'r2:0']);
  assert.ok(existsSync(path.join(place, 'experiments/0123456789abcdef/77.json')));
  assert.not(existsSync(path.join(place, 'experiments/0123456789abcdef/notes.txt')));
  assert.ok(existsSync(path.join(place, 'labels', label)));
  assert.is(readdirSync(path.join(place, 'predictions')).length, 2);
});

test('a Git directory, and a project, may be named as well; a folder without a log is refused', async () => {
  const { commonDirectory, gather } = clone();
  await gather(await replica('a', '1', 'r1'));
  const { gather: elsewhere } = clone();
  assert.is((await elsewhere(commonDirectory)).files, 1);
  await elsewhere(newFolder()).then(
    () => assert.unreachable(),
    error => assert.is(error.code, 'no-log'),
  );
});

test.run();
