// Intervals of paired differences: against arithmetic, and by simulation with fixed seeds.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pairedDifferences } from '../../src/comparison/paired-differences.ts';
import type { RowStatistic } from '../../src/comparison/row-statistic.ts';
import { randomDraws } from '../../src/data/random-draws.ts';

/** Draws of a standard normal (Box and Muller 1958). */
function normals(seed: number): () => number {
  const draw = randomDraws(seed);
  const uniform = () => (draw(2 ** 31) + 0.5) / 2 ** 31;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A stationary series, each value `coefficient` times the one before and noise. */
function autoregressive(rows: number, coefficient: number, normal: () => number): Float64Array {
  const values = new Float64Array(rows);
  let value = normal() / Math.sqrt(1 - coefficient ** 2);
  for (let row = 0; row < rows; row++) {
    value = coefficient * value + normal();
    values[row] = value;
  }
  return values;
}

const meanOf = (values: Float64Array): RowStatistic => ({ parts: [values], of: ([mean]) => mean });
const rootOf = (values: Float64Array): RowStatistic => ({
  parts: [values],
  of: ([mean]) => Math.sqrt(mean),
});
const inOrder = (rows: number) => Uint32Array.from({ length: rows }, (_, row) => row);

/** The share of `times` intervals of a difference of 0 that hold it, and the mean of effective rows. */
function coverage({ rows, coefficient, times }: { rows: number; coefficient: number; times: number }) {
  const normal = normals(rows + times);
  let held = 0;
  let effective = 0;
  let enough = 0;
  for (let seed = 0; seed < times; seed++) {
    const { differences } = pairedDifferences({
      models: [meanOf(new Float64Array(rows)), meanOf(autoregressive(rows, coefficient, normal))],
      baseline: 0,
      timeOrder: inOrder(rows),
      seed,
      resamples: 500,
    });
    const found = differences[1]!;
    if (found.low <= 0 && found.high >= 0) held++;
    if (found.enough) enough++;
    effective += found.effectiveRows / times;
  }
  return { held: held / times, enough: enough / times, effective };
}

test('an interval of a mean of independent rows is that of the textbook', () => {
  const normal = normals(3);
  const values = Float64Array.from({ length: 400 }, () => 0.1 + normal());
  const { differences, blockLength } = pairedDifferences({
    models: [meanOf(new Float64Array(400)), meanOf(values)],
    baseline: 0,
    timeOrder: null,
    seed: 1,
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / 400;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399 / 400);
  const { value, low, high, effectiveRows, enough } = differences[1]!;
  assert.ok(Math.abs(value - mean) < 1e-12);
  // Student's t of 399 degrees of freedom at 97.5 %: 1.966. The spread of 10,000 resamples is off by some 0.7 %.
  assert.ok(Math.abs((high - low) / 2 / (1.966 * error) - 1) < 0.03);
  assert.is(blockLength, 1);
  assert.ok(effectiveRows > 380 && effectiveRows <= 400);
  assert.is(enough, true);
  assert.is(differences[0], null);
});

test('what makes a row hard for both models cancels', () => {
  const normal = normals(5);
  const hard = Float64Array.from({ length: 300 }, () => 100 * Math.abs(normal()));
  const models = [hard, hard.map(value => value + 1 + 0.1 * normal())].map(meanOf);
  const { differences } = pairedDifferences({ models, baseline: 0, timeOrder: null, seed: 1 });
  const { low, high } = differences[1]!;
  assert.ok(low > 0.97 && high < 1.03, `${low} ${high}`);
});

test('the same seed gives the same ends, and two models that say the same differ by nothing', () => {
  const values = autoregressive(200, 0, normals(9));
  const models = [meanOf(values), meanOf(values.slice()), meanOf(autoregressive(200, 0, normals(8)))];
  const once = pairedDifferences({ models, baseline: 0, timeOrder: null, seed: 4, resamples: 200 });
  const again = pairedDifferences({ models, baseline: 0, timeOrder: null, seed: 4, resamples: 200 });
  const other = pairedDifferences({ models, baseline: 0, timeOrder: null, seed: 5, resamples: 200 });
  assert.equal(once, again);
  assert.is.not(once.differences[2]!.low, other.differences[2]!.low);
  const { value, low, high } = once.differences[1]!;
  assert.equal([value, low, high].map(Math.abs), [0, 0, 0]);
});

test('an interval of 95 % holds the truth 93 times of 100 or more: independent rows from 200', () => {
  const { held, effective } = coverage({ rows: 200, coefficient: 0, times: 500 });
  assert.ok(held >= 0.93, `${held}`);
  assert.ok(effective > 190);
});

test('so it does where rows depend on those before, from 5,000; with few of them there is no verdict', () => {
  const many = coverage({ rows: 5000, coefficient: 0.6, times: 200 });
  assert.ok(many.held >= 0.93, `${many.held}`);
  assert.ok(many.enough > 0.97);
  // (1 - 0.6) / (1 + 0.6) is a quarter.
  assert.ok(many.effective > 1100 && many.effective < 1500, `${many.effective}`);
  assert.is(coverage({ rows: 500, coefficient: 0.6, times: 100 }).enough, 0);
});

test('among 20 models that are as good as the baseline one is called better 5 times of 100 at most', () => {
  const normal = normals(21);
  const times = 200;
  let wrong = 0;
  for (let seed = 0; seed < times; seed++) {
    const models = Array.from({ length: 21 }, () => rootOf(autoregressive(300, 0, normal).map(x => x * x)));
    const found = pairedDifferences({ models, baseline: 0, timeOrder: null, seed, resamples: 400 });
    if (found.differences.some(each => each !== null && each.high < 0)) wrong++;
  }
  assert.ok(wrong / times <= 0.05, `${wrong / times}`);
});

test('10,000 resamples of 10,000 rows and 20 branches take seconds at most', () => {
  const normal = normals(2);
  const models = Array.from({ length: 21 }, () => rootOf(autoregressive(10_000, 0, normal).map(x => x * x)));
  const clock = process.cpuUsage();
  const { differences } = pairedDifferences({ models, baseline: 0, timeOrder: inOrder(10_000), seed: 1 });
  const used = process.cpuUsage(clock);
  assert.ok((used.user + used.system) / 1e6 < 6);
  assert.is(differences.filter(each => each?.enough).length, 20);
});

test('there is no difference without a baseline, or of fewer than two rows', () => {
  const one = meanOf(Float64Array.of(1));
  const call = (models: (RowStatistic | null)[]) =>
    pairedDifferences({ models, baseline: 0, timeOrder: null, seed: 1 }).differences;
  assert.equal(call([null, one]), [null, null]);
  assert.equal(call([one, one]), [null, null]);
  assert.equal(call([meanOf(Float64Array.of(1, 2)), null]), [null, null]);
});

test.run();
