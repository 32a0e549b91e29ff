import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type GivenLabel,
  type Label,
  labelOf,
  sameLabel,
} from '../../../src/prediction-log/labels/given-label.ts';
import { openLabelBook } from '../../../src/prediction-log/labels/label-book.ts';
import { labelsOfRows } from '../../../src/prediction-log/labels/labels-of-rows.ts';
import { readLabels } from '../../../src/prediction-log/labels/read-labels.ts';
import { readNewestPredictions } from '../../../src/prediction-log/read-newest.ts';
import { caught } from '../../data/caught.ts';
import { categorical, numeric, tableOf } from '../../data/columns.ts';
import { hash, newFolder, openLog, rowsOf, START } from '../logs.ts';

const byId = (labels: Record<string, Label>): GivenLabel[] =>
  Object.entries(labels).map(([id, label]) => ({ of: { id }, label }));

function openBook(predictions: string, { writer = 'abcdefabcdef', on = null as string[] | null } = {}) {
  const labels = path.join(predictions, '..', 'labels');
  return { labels, book: openLabelBook({ predictions, labels, hash, writer, clock: () => START, on }) };
}

/** The labels of all predictions, by id. */
async function joined(predictions: string): Promise<Record<string, Label | undefined>> {
  const index = await readLabels({ folder: path.join(predictions, '..', 'labels'), hash });
  const all = await readNewestPredictions({ folder: predictions, rows: 1000, now: START });
  return Object.fromEntries(all.predictions.map(each => [each.id, index.of(each)?.label]));
}

test('labels are joined, and what is late, twice, conflicting or unknown is counted', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  log.append(rowsOf('r', 1, 2, 3));
  await log.flush();
  const { book } = openBook(folder);
  const counts = await book.join(byId({ 'r:0': 4, 'r:1': '5', 'other:0': 6, 'r:01': 1 }));
  assert.equal(counts, { joined: 2, unknown: 2, duplicates: 0, conflicting: 0 });
  assert.equal(await book.join(byId({ 'r:0': 4, 'r:1': '5.0' })), {
    ...{ joined: 0, unknown: 0, duplicates: 2, conflicting: 0 },
  });
  assert.equal(await book.join([...byId({ 'r:1': 7, 'r:2': 8 }), ...byId({ 'r:2': 9 })]), {
    ...{ joined: 1, unknown: 0, duplicates: 0, conflicting: 2 },
  });
  assert.equal(await joined(folder), { 'r:0': 4, 'r:1': '5', 'r:2': 8 });
  // Its prediction comes to the disk after it.
  log.append(rowsOf('other', 4));
  await log.close();
  assert.equal((await joined(folder))['other:0'], 6);
  await book.close();
  assert.equal(await openBook(folder, { writer: 'b'.repeat(12) }).book.join(byId({ 'r:0': 4 })), {
    ...{ joined: 0, unknown: 0, duplicates: 1, conflicting: 0 },
  });
});

test('two who join at once see what the other has written before', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  log.append(rowsOf('r', 1, 2));
  await log.close();
  const [one, other] = ['1', '2'].map(name => openBook(folder, { writer: name.repeat(12) }).book);
  assert.is((await one.join(byId({ 'r:0': 1 }))).joined, 1);
  assert.equal(await other.join(byId({ 'r:0': 2, 'r:1': 2 })), {
    ...{ joined: 1, unknown: 0, duplicates: 0, conflicting: 1 },
  });
  assert.equal(await joined(folder), { 'r:0': 1, 'r:1': 2 });
});

test('key columns name every prediction of their row, hashed or not, and are written as hashes alone', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  log.append(rowsOf('r', 1, 2));
  log.append({ ...rowsOf('again', 2), role: 'shadow' });
  await log.close();
  const table = tableOf(
    numeric('temp', [2, 9, Number.NaN]),
    categorical('email', ['ada@example.org', 'ada@example.org', 'x']),
    numeric('sold', [20, 30, 40]),
  );
  const on = ['temp', 'email'];
  const given = labelsOfRows({ table, by: { on }, target: 'sold', task: 'regression', hash });
  assert.is(given.withoutName, 1);
  const { book, labels } = openBook(folder, { on });
  assert.equal(await book.join(given.labels), { joined: 1, unknown: 1, duplicates: 0, conflicting: 0 });
  await book.close();
  assert.equal(await joined(folder), { 'r:0': undefined, 'r:1': 20, 'again:0': 20 });
  const written = readdirSync(labels).map(name => readFileSync(path.join(labels, name), 'utf8'));
  assert.not.match(written.join(''), 'example.org');
});

test('labels that cannot be written are a failure, and are no duplicates afterwards', async () => {
  const folder = newFolder();
  const log = openLog(folder);
  log.append(rowsOf('r', 1));
  await log.close();
  const { labels } = openBook(folder);
  // A file where the folder is to be: nobody can write there, whoever they are.
  writeFileSync(labels, '');
  const { book } = openBook(folder);
  assert.is((await caught(() => book.join(byId({ 'r:0': 1 })))).code, 'labels-not-written');
  rmSync(labels);
  assert.is((await book.join(byId({ 'r:0': 1 }))).joined, 1);
  await book.close();
});

test('labels are what is predicted: numbers of a regression, classes of a classification', () => {
  const regression = (value: unknown) => labelOf(value, { task: 'regression' });
  assert.equal(['1.50', 2, ' 3 ', 'x', '', null, true, 'Infinity'].map(regression), [
    ...[1.5, 2, 3, null, null, null, null, null],
  ]);
  const classes = ['0', '1', 'yes'];
  const classified = (value: unknown) => labelOf(value, { task: 'classification', classes });
  assert.equal([1, '1.0', 'yes', 'never seen', false, ''].map(classified), [
    ...['1', '1', 'yes', 'never seen', 'false', null],
  ]);
  assert.ok(sameLabel('1', 1) && sameLabel('1.0', '1') && !sameLabel('', 0) && !sameLabel('a', 'b'));
});

test.run();
