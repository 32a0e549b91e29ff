// From served rows and labels to units: one unit is one observation, in the arm in which it was first seen.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { collectUnits, type ServedRow } from '../../src/ab-test/collect-units.ts';
import { requestLoss } from '../../src/ab-test/request-loss.ts';
import { lossOfMetric } from '../../src/ab-test/row-loss.ts';
import { growingSums, unitTable } from '../../src/ab-test/unit-table.ts';

const loss = lossOfMetric('mae', 'regression').of;
const guarded = [
  { by: 'label', of: lossOfMetric('rmse', 'regression').of },
  { by: 'request', of: requestLoss('failures', 0) },
  { by: 'request', of: requestLoss('slow', 100) },
] as const;
const collector = () => collectUnits({ experiment: 'x', arms: ['prod', 'b'], loss, guarded });
const answer = (
  id: string,
  unit: string,
  arm: string,
  epoch = 0,
  prediction: number | string = 10,
  milliseconds: number | null = null,
): ServedRow => ({
  ...{ id, role: 'answer', branch: arm, commit: `c-${arm}`, prediction, probabilities: null, milliseconds },
  assignment: { experiment: 'x', unit, arm, epoch },
});
const shadow = (id: string, branch: string, prediction: number): ServedRow => ({
  ...{ id, role: 'shadow', branch, commit: 's', prediction, probabilities: null },
  ...{ assignment: null, milliseconds: null },
});

test('a unit has one loss, the mean over its labelled predictions', () => {
  const { take, collected } = collector();
  take(answer('1', 'ada', 'prod'), 11);
  take(answer('2', 'ada', 'prod'), 13);
  take(answer('3', 'ada', 'prod'), null);
  take(answer('4', 'bob', 'b'), null);
  const { epochs } = collected();
  const counts = epochs.get(0)!;
  assert.equal(counts.units, [1, 1]);
  assert.equal([counts.losses[0].count, counts.losses[0].mean, counts.losses[1].count], [1, 2, 0]);
  assert.is(counts.guarded[0][0].mean, 5);
});

test('a unit that a ramp moved stays where it was first seen; what it met later is left out and counted', () => {
  const { take, collected } = collector();
  take(answer('1', 'ada', 'prod', 0), 11);
  take(answer('2', 'ada', 'b', 1), 20);
  take(answer('3', 'eve', 'b', 1), 12);
  take(answer('4', 'ada', 'prod', 1), 13);
  const { epochs, moved, commits } = collected();
  assert.equal([...epochs.keys()], [0, 1]);
  assert.equal(epochs.get(0)!.units, [1, 0]);
  assert.is(epochs.get(0)!.losses[0].mean, 2);
  assert.equal(epochs.get(1)!.units, [0, 1]);
  assert.is(moved, 1);
  assert.equal(commits[1], { last: 'c-b', count: 1 });
});

test('rows of other experiments and arms, and labels of another kind, are no observation', () => {
  const { take, collected } = collector();
  take(
    { ...answer('1', 'ada', 'prod'), assignment: { experiment: 'y', unit: 'ada', arm: 'prod', epoch: 0 } },
    1,
  );
  take({ ...answer('2', 'ada', 'prod'), assignment: null }, 1);
  take(answer('3', 'ada', 'c'), 1);
  take(answer('4', 'bob', 'b'), 'rain');
  take(answer('5', 'bob', 'b'), '');
  const { epochs, otherArms, unusable } = collected();
  assert.equal(epochs.get(0)!.units, [0, 1]);
  assert.is(epochs.get(0)!.losses[1].count, 0);
  assert.equal([otherArms, unusable], [1, 2]);
});

test('what a shadow predicted of the same row is paired with the answer, whichever was logged first, by unit', () => {
  const { take, collected } = collector();
  // Challenger less baseline: |12 - 11| - |10 - 11| = 0, and |16 - 13| - |10 - 13| = 0 of the same unit; then 1 - 4.
  take(answer('1', 'ada', 'prod'), 11);
  take(shadow('1', 'b', 12), 11);
  take(shadow('2', 'b', 16), 13);
  take(answer('2', 'ada', 'prod'), 13);
  take(answer('3', 'eve', 'b', 0, 15), 14);
  take(shadow('3', 'prod', 10), 14);
  take(shadow('4', 'b', 10), null);
  take(shadow('5', 'b', 10), 1);
  const pairs = collected().pairs.get('b')!;
  assert.equal([pairs.differences.count, pairs.differences.mean], [2, -1.5]);
  assert.is(pairs.baseline.mean, 3);
});

test('requests that failed or were slow are shares of a unit, labelled or not; of old lines nobody knows how long they took', () => {
  const { take, takeFailure, collected } = collector();
  const assignment = { experiment: 'x', unit: 'ada', arm: 'b', epoch: 0 };
  // The first that a unit meets may be a failure.
  takeFailure({ commit: 'c-b', rows: 2, assignment, milliseconds: 10_000 });
  take(answer('1', 'ada', 'b', 0, 10, 100), null);
  take(answer('2', 'ada', 'b', 0, 10, 101), null);
  take(answer('3', 'eve', 'b'), 11);
  takeFailure({ commit: 'c-p', rows: 1, assignment: { ...assignment, arm: 'prod' }, milliseconds: 1 });
  takeFailure({ commit: 'c-p', rows: 1, assignment: null, milliseconds: 1 });
  const { epochs, moved } = collected();
  const [squared, failures, slow] = epochs.get(0)!.guarded.map(([, b]) => b);
  assert.equal([squared.count, squared.mean], [1, 1]);
  // Of ada 2 of 4 rows, of eve none; 3 of ada's 4 took longer than 100 ms, of eve's nobody knows.
  assert.equal([failures.count, failures.mean], [2, 0.25]);
  assert.equal([slow.count, slow.mean, moved], [1, 0.75, 1]);
});

test('losses by metric: the mean is the metric, or leads back to it', () => {
  const row = { prediction: 'yes', probabilities: { yes: 0.8, no: 0.2 } };
  assert.is(lossOfMetric(undefined, 'classification').of(row, 'no'), 1);
  assert.ok(Math.abs(lossOfMetric('log_loss', 'classification').of(row, 'no')! - Math.log(5)) < 1e-12);
  assert.is(lossOfMetric('rmse', 'regression').fromLoss(9), 3);
  assert.is(lossOfMetric(undefined, 'regression').name, 'mae');
  assert.throws(() => lossOfMetric('f1', 'classification'), /"f1" is no mean over single predictions/);
});

test('units are told apart by their hash, and by their text where they have none', () => {
  const table = unitTable();
  const sums = growingSums(1);
  const names = Array.from(
    { length: 20_000 },
    (_, i) => `hmac:${(i * 2654435761).toString(16).padStart(16, '0')}`,
  );
  for (const [place, name] of names.entries()) assert.is(table.place(name), place);
  for (const [place, name] of names.entries()) sums.add(table.place(name), 0, place);
  assert.is(table.size(), 20_000);
  assert.is(sums.at(table.place(names[777]), 0), 777);
  assert.equal([sums.at(20_000, 0), sums.size()], [0, 20_000]);
  assert.is(table.place('ada'), 20_000);
  assert.ok(table.isNew());
  table.place('ada');
  assert.not(table.isNew());
});

test.run();
