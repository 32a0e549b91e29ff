// Verdicts from counts: which arm wins, and when that is not said.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type EpochCounts, type Judged, judge } from '../../src/ab-test/judge.ts';
import { addLoss, type LossMoments, noLosses } from '../../src/ab-test/loss-moments.ts';

/** `ones` losses of 1 among `count`. */
const ofOnes = (ones: number, count: number): LossMoments => {
  const moments = noLosses();
  for (let unit = 0; unit < count; unit++) addLoss(moments, unit < ones ? 1 : 0);
  return moments;
};
const epoch = (
  weights: number[],
  losses: LossMoments[],
  units = losses.map(({ count }) => count),
): EpochCounts => ({
  weights,
  units,
  losses,
});
const settings = { level: 0.95, effect: 0.1, power: 0.8, expected: null };
const judged = (names: string[], epochs: EpochCounts[], pairs: Judged['pairs'] = names.map(() => null)) =>
  judge({ names, epochs, pairs, weights: epochs.at(-1)?.weights ?? names.map(() => 1), ...settings });

test('a challenger wins whose interval is below 0, and the baseline where every other is above it', () => {
  const better = judged(['prod', 'b'], [epoch([1, 1], [ofOnes(600, 2000), ofOnes(400, 2000)])]);
  assert.equal([better.verdict, better.winner, better.best], ['winner', 1, 1]);
  const worse = judged(['prod', 'b'], [epoch([1, 1], [ofOnes(400, 2000), ofOnes(600, 2000)])]);
  assert.equal([worse.verdict, worse.winner, worse.best], ['winner', 0, 1]);
  const alike = judged(['prod', 'b'], [epoch([1, 1], [ofOnes(500, 2000), ofOnes(490, 2000)])]);
  assert.equal([alike.verdict, alike.winner], ['undecided', null]);
});

test('several challengers share the error: each interval is wider, and the best that beats the baseline wins', () => {
  const losses = [ofOnes(600, 2000), ofOnes(480, 2000), ofOnes(400, 2000), ofOnes(590, 2000)];
  const found = judged(['prod', 'b', 'c', 'd'], [epoch([1, 1, 1, 1], losses)]);
  assert.equal([found.verdict, found.winner], ['winner', 2]);
  assert.ok(Math.abs(found.arms[1].difference!.level - (1 - 0.05 / 3)) < 1e-12);
  assert.match(found.reasons[1], /so have b;/);
  assert.not(
    judged(
      ['prod', 'b', 'c'],
      [epoch([1, 1, 1], losses.map((l, i) => (i === 2 ? ofOnes(590, 2000) : l)).slice(0, 3))],
    ).winner === 2,
  );
});

test('units or labels that are not shared as the weights say stop every verdict', () => {
  const losses = [ofOnes(600, 2000), ofOnes(400, 2000)];
  const assigned = judged(['prod', 'b'], [epoch([1, 1], losses, [20_000, 18_000])]);
  assert.equal([assigned.verdict, assigned.winner], ['sample-ratio-mismatch', null]);
  assert.match(assigned.reasons[0], /^assigned units/);
  const labelled = judged(
    ['prod', 'b'],
    [epoch([1, 1], [ofOnes(600, 2000), ofOnes(200, 1500)], [4000, 4000])],
  );
  assert.is(labelled.verdict, 'sample-ratio-mismatch');
  assert.match(labelled.reasons[0], /^labelled units/);
});

test('one arm, or labels that tell too little, are insufficient data', () => {
  assert.is(judged(['prod'], [epoch([1], [ofOnes(5, 1000)])]).verdict, 'insufficient-data');
  const few = judged(['prod', 'b'], [epoch([1, 1], [ofOnes(3, 1000), ofOnes(1, 1000)])]);
  assert.equal([few.verdict, few.arms[1].difference?.low], ['insufficient-data', null]);
  const empty = judged(['prod', 'b'], []);
  assert.equal([empty.verdict, empty.best, empty.arms[0].mean], ['insufficient-data', null, null]);
});

test('an arm that answers nobody is judged by the rows that both predicted, with far fewer labels', () => {
  // 2,000 rows on which the baseline errs 600 times, the shadow on 100 fewer of the same and nowhere else.
  const pairs = { differences: noLosses(), baseline: ofOnes(600, 2000), challenger: ofOnes(500, 2000) };
  for (let row = 0; row < 2000; row++) addLoss(pairs.differences, row < 100 ? -1 : 0);
  const found = judged(['prod', 'b'], [epoch([1, 0], [ofOnes(600, 2000), noLosses()])], [null, pairs]);
  assert.equal([found.verdict, found.winner], ['winner', 1]);
  // 2 (0.21 + 0.1875) / 0.0475 = 16.7.
  assert.ok(Math.abs(found.arms[1].paired!.timesFewerLabels! - 16.7) < 0.1);
  assert.is(found.arms[1].difference?.value, null);
});

test('what is needed is said for the smaller arm and for all of them', () => {
  const { needed } = judged(['prod', 'b'], [epoch([90, 10], [ofOnes(900, 18_000), ofOnes(100, 2000)])]);
  const { perArm, total } = needed[1]!.ours;
  assert.is(total, perArm * 10);
  // 440,500 for 5 % and 5.5 %; here the variance of both is that of 5 %.
  assert.ok(total > 400_000 && total < 440_500, String(total));
  const expected = { mean: 0.05, variance: 0.0475 };
  const planned = judge({
    names: ['prod', 'b'],
    epochs: [],
    pairs: [null, null],
    weights: [90, 10],
    ...settings,
    expected,
  });
  assert.ok(Math.abs(planned.needed[1]!.ours.total / total - 1) < 0.001);
  assert.is(planned.verdict, 'insufficient-data');
});

test.run();
