import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Judgement, judgeDecay } from '../../../src/monitoring/decay/judge-decay.ts';
import type { Summary } from '../../../src/monitoring/decay/summary.ts';
import { falseAlarms, found, ROWS } from './simulate.ts';

test('half-years of quiet days raise an alarm in at most 5 %, whatever the errors are like', () => {
  const runs = 60;
  // Three standard errors of the simulation.
  const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs);
  for (const rows of [ROWS['75 % right'], ROWS['95 % right'], ROWS['squared normal']])
    assert.ok(falseAlarms({ rows, labels: 24, heldOut: 1000, runs, seed: 24 }) <= most);
  assert.ok(falseAlarms({ rows: ROWS['75 % right'], labels: 100, heldOut: 1000, runs, seed: 100 }) <= most);
});

test('a fall by ten points is found within seven days from 100 labels a day; at 24 a day in a third to a half', () => {
  const of = (accuracy: number, labels: number) =>
    found({ accuracy, labels, heldOut: 5000, runs: 200, seed: labels });
  // 95 % of 200 runs, less three standard errors.
  for (const accuracy of [0.75, 0.85]) assert.ok(of(accuracy, 100) >= 0.95 - 0.046);
  const few = of(0.85, 24);
  assert.ok(few >= 0.25 && few <= 0.6, String(few));
});

const summary = (rows: number, mean: number, variance = mean * (1 - mean), dependence = 1): Summary => ({
  ...{ rows, mean, variance, dependence },
});
const judge = (windows: Summary[], reference: Summary | number = summary(10_000, 0.75)): Judgement =>
  judgeDecay({ kind: 'share', worse: -1, reference, windows, falseAlarmRate: 0.05 });

test('one raw number is no alarm: 15 of 24 right where 75 % are', () => {
  const judged = judge([summary(24, 0.625)]);
  assert.is(judged.verdict, 'too-few-labels');
  assert.ok('low' in judged && judged.low < 0.75 && judged.high > 0.75);
});

test('an alarm is where the release lies outside of the bound, on the bad side alone', () => {
  const judged = judge([summary(1000, 0.65)]);
  assert.ok(judged.verdict === 'decay' && judged.high < 0.75);
  assert.is(judge([summary(1000, 0.85)]).verdict, 'none');
});

test('what is little in each window is much in seven of them', () => {
  const day = summary(100, 0.67);
  assert.is.not(judge([day]).verdict, 'decay');
  const week = judge(Array.from({ length: 7 }, () => day));
  assert.ok(week.verdict === 'decay' && week.windows === 7 && week.labels === 700);
});

test("the release's own error counts: what it was measured on decides how much is told", () => {
  const days = Array.from({ length: 7 }, () => summary(100, 0.67));
  assert.is(judge(days, summary(10_000, 0.75)).verdict, 'decay');
  assert.is.not(judge(days, summary(100, 0.75)).verdict, 'decay');
});

test('one bad day alarms on its day, and not for a month after', () => {
  const [good, bad] = [summary(100, 0.75), summary(100, 0.2)];
  const quiet = Array.from({ length: 28 }, () => good);
  assert.is(judge([...quiet, bad]).verdict, 'decay');
  for (let after = 1; after <= 28; after++)
    assert.is.not(judge([...quiet, bad, ...quiet.slice(0, after)]).verdict, 'decay', `${after} days after`);
  // A week that is worse by a third of that is none of these.
  const week = Array.from({ length: 7 }, () => summary(100, 0.65));
  assert.is(judge([...quiet, ...week]).verdict, 'decay');
});

test('rows that depend on each other count for fewer', () => {
  const days = (dependence: number) => Array.from({ length: 7 }, () => summary(100, 0.67, 0.22, dependence));
  assert.is(judge(days(1)).verdict, 'decay');
  assert.is.not(judge(days(5)).verdict, 'decay');
});

test('a limit that somebody wrote is held against the bound, not against the number', () => {
  assert.is.not(judge([summary(24, 0.65)], 0.7).verdict, 'decay');
  assert.is.not(judge([summary(500, 0.69)], 0.7).verdict, 'decay');
  assert.is(judge([summary(2000, 0.62)], 0.7).verdict, 'decay');
});

test('without a label there is nothing to judge, and windows without any are passed over', () => {
  const none = { rows: 0, mean: Number.NaN, variance: Number.NaN, dependence: 1 };
  assert.equal(judge([]), { verdict: 'no-labels' });
  assert.equal(judge([none, none]), { verdict: 'no-labels' });
  assert.is(judge([summary(1000, 0.65), none]).verdict, 'decay');
});

test('where not even the furthest fall would be found there are too few labels', () => {
  const of = (furthest: number) => {
    const reference = summary(5000, 0.8, 0.7);
    const windows = [summary(60, 0.79, 0.7)];
    return judgeDecay({ kind: 'amount', worse: -1, reference, windows, falseAlarmRate: 0.05, furthest })
      .verdict;
  };
  assert.equal([of(0.3), of(0.8)], ['too-few-labels', 'none']);
});

test('days that are good or bad as a whole are no decay', () => {
  // Every second day 85 %, the others 65 %: far more than 200 rows a day explain, and no trend.
  const days = Array.from({ length: 40 }, (_, day) => summary(200, day % 2 === 0 ? 0.65 : 0.85));
  assert.is.not(judge(days.slice(0, 39)).verdict, 'decay');
});

test('a model that never erred has a bound all the same', () => {
  const judged = judge([summary(100, 0.99)], summary(200, 1, 0));
  assert.is.not(judged.verdict, 'decay');
  assert.is(judge([summary(500, 0.8)], summary(500, 1, 0)).verdict, 'decay');
});

test.run();
