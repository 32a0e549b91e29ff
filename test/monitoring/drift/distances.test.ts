import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomDraws } from '../../../src/data/random-draws.ts';
import { batchCounter } from '../../../src/monitoring/drift/batch-counts.ts';
import { countNumbers } from '../../../src/monitoring/drift/count-numbers.ts';
import {
  hellinger,
  jensenShannon,
  LEAST_SHARE,
  populationStability,
  sharesOf,
} from '../../../src/monitoring/drift/distances.ts';
import { reportedStatistics } from '../../../src/monitoring/drift/reported-statistics.ts';
import { betweenSteps, stepsOf } from '../../../src/monitoring/drift/step-distances.ts';
import { profileNumbers } from '../../../src/monitoring/profile-numbers.ts';
import { normals } from './draw-columns.ts';

const near = (value: number | null | undefined, expected: number, within = 1e-9) =>
  assert.ok(Math.abs(value! - expected) <= within, `${value} ${expected}`);

// scipy 1.17.1 throughout.

test('Kolmogorov-Smirnov and Wasserstein: ks_2samp and wasserstein_distance', () => {
  const one = Float64Array.from({ length: 40 }, (_, i) => 0.3 * i * i - 2 * i + Math.sin(7 * i));
  const other = Float64Array.from({ length: 23 }, (_, i) => 0.25 * i * i - 1.5 * i + Math.cos(5 * i) + 3);
  const { distance, area } = betweenSteps(stepsOf(one), stepsOf(other));
  near(distance, 0.475);
  near(area, 88.50970869502012);
});

test('the same where values tie', () => {
  const { distance, area } = betweenSteps(
    stepsOf(Float64Array.of(1, 2, 2, 3, 3, 3, 4)),
    stepsOf(Float64Array.of(2, 3, 5, 5)),
  );
  near(distance, 0.5);
  near(area, 1.1785714285714284);
});

const reference = sharesOf([10, 20, 30, 25, 15]);
const batch = sharesOf([8, 30, 22, 20, 0]);

test('Jensen-Shannon distance: spatial.distance.jensenshannon(p, q, base=2)', () => {
  near(jensenShannon(reference, batch), 0.308074803602334);
  assert.is(jensenShannon([1, 0], [0, 1]), 1);
});

test('Hellinger: sqrt(1 - sum of sqrt(p q))', () => near(hellinger(reference, batch), 0.2981787868385602));

test('PSI is both relative entropies, special.rel_entr, with shares of at least 1e-4', () => {
  assert.is(LEAST_SHARE, 1e-4);
  near(populationStability(reference, batch), 1.2084335358484921);
  near(populationStability([0.5, 0.5], [0.6, 0.4]), 0.1 * Math.log(0.6 / 0.4));
});

/** A batch beside a profile of the reference, and the most by which what is told of it can be off. */
function fromProfile(sample: Float64Array, later: Float64Array) {
  const profile = profileNumbers(sample);
  const { add, counts } = countNumbers(profile);
  add(later);
  if (profile.cells.kind !== 'edges') throw new Error('few values');
  const bounds = [profile.min!, ...profile.cells.edges, profile.max!];
  let area = (counts.below * (profile.min! - Math.min(counts.min, profile.min!))) / later.length;
  area += (counts.above * (Math.max(counts.max, profile.max!) - profile.max!)) / later.length;
  let ks = Math.max(counts.below, counts.above) / later.length;
  profile.cells.counts.forEach((count, cell) => {
    const shares = [count / sample.length, counts.cells[cell] / later.length];
    area += (bounds[cell + 1] - bounds[cell]) * (shares[0] + shares[1]);
    ks = Math.max(ks, ...shares);
  });
  const told = reportedStatistics({ type: 'numeric', profile, batch: counts });
  return { profile, told, bound: { ks, wasserstein: area / profile.std! } };
}

test('from a profile, KS is off by no more than the fullest cell, Wasserstein by no more than cells are wide', () => {
  const draw = randomDraws(3);
  for (const [shift, rows] of [
    [0, 100],
    [0.5, 1000],
    [3, 500],
    [-0.1, 20_000],
  ]) {
    const sample = normals(draw, 5000);
    const later = normals(draw, rows).map(value => value + shift);
    const { profile, told, bound } = fromProfile(sample, later);
    const full = betweenSteps(stepsOf(sample), stepsOf(later));
    near(told.ks, full.distance, bound.ks + 1e-12);
    near(told.wasserstein, full.area / profile.std!, bound.wasserstein + 1e-12);
    // Of a large batch of the same kind the bounds are small themselves.
    if (rows === 20_000) assert.ok(bound.ks < 0.01 && bound.wasserstein < 0.1);
    near(told.mean!.batch, later.reduce((sum, value) => sum + value, 0) / rows);
  }
});

test('from a profile, PSI is that of the full sample on the same ten cells', () => {
  const draw = randomDraws(4);
  const sample = normals(draw, 5000);
  const later = normals(draw, 400).map(value => 1.3 * value + 0.2);
  const { profile, told } = fromProfile(sample, later);
  if (profile.cells.kind !== 'edges') return assert.unreachable();
  const { edges } = profile.cells;
  const tenths = Array.from({ length: 9 }, (_, i) => edges[20 * (i + 1) - 1]);
  const binned = (values: Float64Array) => {
    const counts = new Array(10).fill(0);
    for (const value of values) counts[tenths.filter(edge => value > edge).length]++;
    return sharesOf(counts);
  };
  near(told.psi, populationStability(binned(sample), binned(later)));
  near(told.jensenShannon, jensenShannon(binned(sample), binned(later)));
});

test('few values: KS and Wasserstein from a profile are those of the samples', () => {
  const sample = Float64Array.from({ length: 300 }, (_, i) => (i * i) % 12);
  const later = Float64Array.from({ length: 70 }, (_, i) => (i * 5 + 1) % 10);
  const profile = profileNumbers(sample);
  const { add, counts } = countNumbers(profile);
  const known = later.map(value =>
    profile.cells.kind === 'values' && profile.cells.values.includes(value) ? value : 4,
  );
  add(known);
  const told = reportedStatistics({ type: 'numeric', profile, batch: counts });
  const { distance, area } = betweenSteps(stepsOf(sample), stepsOf(known));
  near(told.ks, distance);
  near(told.wasserstein, area / profile.std!);
});

test('counts of blocks, and of parts put together, are those of the whole', () => {
  const draw = randomDraws(5);
  const reference = { version: 2 as const, rows: 1000, predictions: null, errors: null };
  const columns = [{ name: 'x', ...profileNumbers(normals(draw, 1000)) }];
  const later = normals(draw, 999);
  const count = (...parts: Float64Array[]) => {
    const { add, counts } = batchCounter({ ...reference, columns });
    for (const values of parts) add([{ type: 'numeric', name: 'x', values }], values.length);
    return counts.columns.get('x')!;
  };
  const [whole, blocks] = [count(later), count(later.subarray(0, 300), later.subarray(300))];
  if (whole.type !== 'numeric' || blocks.type !== 'numeric') return assert.unreachable();
  assert.equal(blocks.cells, whole.cells);
  near(blocks.mean, whole.mean, 1e-12);
  near(blocks.squares, whole.squares, 1e-9);
});

test.run();
