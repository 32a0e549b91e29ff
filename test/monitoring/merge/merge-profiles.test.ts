import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomDraws } from '../../../src/data/random-draws.ts';
import type { CategoricalColumn, Column } from '../../../src/data/table.ts';
import type { Prediction } from '../../../src/models/learner.ts';
import { mergeProfiles } from '../../../src/monitoring/merge/merge-profiles.ts';
import { type ColumnProfile, type Profile, profileColumns } from '../../../src/monitoring/profile.ts';
import { readProfile, writeProfile } from '../../../src/monitoring/profile-file.ts';

const numeric = (values: readonly number[], name = 'x'): Column => ({
  ...{ type: 'numeric', name },
  values: Float64Array.from(values),
});

function categorical(values: readonly string[], name = 'c'): CategoricalColumn {
  const categories = [...new Set(values)].sort();
  const code = new Map(categories.map((category, at) => [category, at]));
  return { type: 'categorical', name, categories, codes: Int32Array.from(values, value => code.get(value)!) };
}

const profileOf = (...columns: Column[]) => profileColumns(columns);
type Numbers = Extract<ColumnProfile, { type: 'numeric' }>;
type Categories = Extract<ColumnProfile, { type: 'categorical' }>;
const numbersOf = (profile: Profile) => profile.columns[0] as Numbers;
const near = (one: number, other: number, within: number) =>
  assert.ok(Math.abs(one - other) <= within, `${one} is not within ${within} of ${other}`);

/** Parts of one column whose distributions differ: shifted, scaled, with a value that recurs, or none that does. */
const somePart = fc
  .record({
    rows: fc.integer({ min: 0, max: 600 }),
    seed: fc.nat(),
    shift: fc.constantFrom(0, 0, 0.3, 5),
    scale: fc.constantFrom(1, 1, 10, 1e-3),
    zeros: fc.constantFrom(0, 0, 0.4),
    whole: fc.boolean(),
  })
  .map(({ rows, seed, shift, scale, zeros, whole }) => {
    const draw = randomDraws(seed);
    const unit = () => draw(2 ** 30) / 2 ** 30;
    return Array.from({ length: rows }, () => {
      if (unit() < zeros) return 0;
      const value = scale * (unit() + unit() + unit() - 1.5) + shift;
      return unit() < 0.02 ? Number.NaN : whole ? Math.round(10 * value) : value;
    });
  });

/** Counts up to every edge, and quantiles, are as near to those of the rows as the profile says. */
function checkAgainstRows(profile: Numbers, values: readonly number[]) {
  const sorted = values.filter(value => !Number.isNaN(value)).sort((one, other) => one - other);
  assert.is(profile.count, values.length);
  assert.is(profile.count - profile.missing, sorted.length);
  if (sorted.length === 0) return;
  const { cells } = profile;
  const rankError = cells.kind === 'edges' ? (cells.rankError ?? 0) : 0;
  const bounds = cells.kind === 'edges' ? cells.edges : cells.values;
  let counted = 0;
  bounds.forEach((bound, cell) => {
    counted += cells.counts[cell];
    const below = sorted.findLastIndex(value => value <= bound) + 1;
    near(counted, below, rankError * sorted.length + 1e-9);
  });
  assert.equal([profile.min, profile.max], [sorted[0], sorted.at(-1)]);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  near(profile.mean!, mean, 1e-12 * Math.max(1, Math.abs(mean)));
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (sorted.length > 1) near(profile.std!, Math.sqrt(squares / (sorted.length - 1)), 1e-9);
  const fullest = Math.max(...cells.counts) / sorted.length;
  for (const [share, value] of profile.quantiles) {
    const below = sorted.findIndex(each => each >= value) / sorted.length;
    const upTo = (sorted.findLastIndex(each => each <= value) + 1) / sorted.length;
    const within = rankError + (cells.kind === 'edges' ? fullest : 0) + 1 / sorted.length;
    assert.ok(
      (below === -1 / sorted.length || below <= share + within) && upTo >= share - within,
      `quantile ${share}`,
    );
  }
}

test('parts merged are the whole within the bound that they state, in any order and any grouping', () => {
  fc.assert(
    fc.property(fc.array(somePart, { minLength: 2, maxLength: 4 }), fc.nat(), (parts, at) => {
      const profiles = parts.map(values => profileOf(numeric(values)));
      const merged = mergeProfiles(profiles);
      if (parts.every(values => values.length === 0)) return;
      const all = parts.flat();
      checkAgainstRows(numbersOf(merged), all);
      // Any order: the same to the byte.
      const turned = profiles.map((_, i) => profiles[(i + at) % profiles.length]);
      assert.is(writeProfile(mergeProfiles(turned)), writeProfile(merged));
      assert.is(writeProfile(mergeProfiles(profiles.toReversed())), writeProfile(merged));
      // Any grouping: each within its own bound of the same rows.
      const [first, ...rest] = profiles;
      const one = rest.reduce((sum, part) => mergeProfiles([sum, part]), first);
      const other = mergeProfiles([first, mergeProfiles(rest)]);
      checkAgainstRows(numbersOf(one), all);
      checkAgainstRows(numbersOf(other), all);
      // What it says is what it was asked to be.
      const { cells } = numbersOf(merged);
      assert.ok(cells.counts.length <= 200 && cells.counts.every(count => count > 0));
      assert.equal(readProfile(writeProfile(merged)), merged);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('of two hundred cells each, the bound is below one in a hundred rows', () => {
  const draw = randomDraws(2);
  const parts = Array.from({ length: 10 }, (_, part) =>
    profileOf(numeric(Array.from({ length: 5000 }, () => draw(1e9) / 1e9 + part / 20))),
  );
  const { cells } = numbersOf(mergeProfiles(parts));
  assert.ok(cells.kind === 'edges' && cells.rankError! < 0.01, JSON.stringify(cells.kind));
});

test('a part without rows changes nothing', () => {
  const some = profileOf(numeric([1, 2, 2, 3]), categorical(['a', 'b', 'a', 'a']));
  const none = profileOf(numeric([]), categorical([]));
  assert.is(mergeProfiles([some, none]), some);
  assert.is(mergeProfiles([none, some]), some);
  assert.is(mergeProfiles([none, none]).rows, 0);
});

test('numbers counted one by one, and categories that are all listed, are the very profile of the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 60 }), {
        ...{ minLength: 1, maxLength: 5 },
      }),
      parts => {
        // Of rows that hang together by no time, but not of their order.
        const free = (profile: Profile) =>
          JSON.parse(JSON.stringify(profile), (key, value) => (/ependence$/.test(key) ? undefined : value));
        const columnsOf = (values: number[]) => [numeric(values), categorical(values.map(String))];
        const merged = mergeProfiles(parts.map(values => profileColumns(columnsOf(values))));
        const whole = profileColumns(columnsOf(parts.flat()));
        assert.equal(free(merged), free(whole));
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test('hash cells add up exactly, in any grouping; a count of a name is the least that it may be', () => {
  const draw = randomDraws(3);
  // By Zipf's law: the first name is a thousand times as common as the thousandth.
  const names = (rows: number) => Array.from({ length: rows }, () => `name ${zipf(draw, 3000)}`);
  const parts = [names(4000), names(2500), names(300)];
  const profiles = parts.map(values => profileOf(categorical(values)));
  const [whole] = profileOf(categorical(parts.flat())).columns as [Categories];
  const [all] = mergeProfiles(profiles).columns as [Categories];
  const [grouped] = mergeProfiles([profiles[0], mergeProfiles(profiles.slice(1))]).columns as [Categories];
  for (const merged of [all, grouped]) {
    assert.equal(merged.hashCells, whole.hashCells);
    assert.ok(merged.distinct <= whole.distinct);
    const counts = new Map<string, number>();
    for (const name of parts.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, count] of merged.top) assert.ok(count <= counts.get(name)!);
    assert.is(merged.rest, merged.count - merged.top.reduce((sum, [, count]) => sum + count, 0));
    // The commonest is listed by every part, and so exact.
    assert.equal(merged.top[0], whole.top[0]);
  }
});

const zipf = (draw: ReturnType<typeof randomDraws>, most: number) =>
  Math.floor(Math.exp((Math.log(most) * draw(2 ** 30)) / 2 ** 30));

test('days that differ as a whole make rows of a day alike, which no day knows of itself', () => {
  const draw = randomDraws(4);
  const normal = () => Array.from({ length: 12 }, () => draw(2 ** 30) / 2 ** 30).reduce((a, b) => a + b, -6);
  const day = (level: number) => profileOf(numeric(Array.from({ length: 1000 }, () => level + normal())));
  const quiet = numbersOf(mergeProfiles(Array.from({ length: 20 }, () => day(0))));
  assert.equal(quiet.dependence, { time: 1, settled: true, stretches: [] });
  const moving = numbersOf(mergeProfiles(Array.from({ length: 20 }, () => day(normal() / 2))));
  assert.is(moving.dependence.settled, false);
  // A fifth of the variance lies between days: a day tells as much as five rows.
  assert.ok(moving.dependence.time > 100 && moving.dependence.time < 400, String(moving.dependence.time));
});

test('a hundred columns of merged parts stay below 200,000 bytes', () => {
  const draw = randomDraws(5);
  const columns = (rows: number) =>
    Array.from({ length: 100 }, (_, i) =>
      i % 4 === 3
        ? categorical(
            Array.from({ length: rows }, () => `name ${zipf(draw, 3000)}`),
            `c${i}`,
          )
        : numeric(
            Array.from({ length: rows }, () => Math.tan(draw(2 ** 30) / 2 ** 29.4)),
            `x${i}`,
          ),
    );
  const parts = [1500, 800, 1000].map(rows => profileColumns(columns(rows)));
  const size = writeProfile(mergeProfiles([mergeProfiles(parts.slice(0, 2)), parts[2]])).length;
  assert.ok(size < 200_000, String(size));
});

test('predictions and errors of held-out rows add up', () => {
  const draw = randomDraws(6);
  const part = (rows: number) => {
    const truth = Float64Array.from({ length: rows }, () => draw(1000) / 10);
    const values = truth.map(value => value + draw(100) / 50 - 1);
    return { truth, values };
  };
  const segmentsOf = (truth: Float64Array) => [
    { column: 's', values: Array.from(truth, value => (value > 50 ? 'high' : 'low')) },
  ];
  const profileOfPart = ({ truth, values }: ReturnType<typeof part>) =>
    profileColumns([numeric([...truth])], {
      heldOut: {
        prediction: { task: 'regression', values },
        truth: { task: 'regression', values: truth },
        segments: segmentsOf(truth),
      },
    });
  const parts = [part(300), part(700)];
  const merged = mergeProfiles(parts.map(profileOfPart));
  const joined = (of: 'truth' | 'values') => Float64Array.from(parts.flatMap(each => [...each[of]]));
  const whole = profileOfPart({ truth: joined('truth'), values: joined('values') });
  assert.is(merged.predictions?.task === 'regression' && merged.predictions.values.count, 1000);
  for (const metric of ['mse', 'mae'] as const) {
    const [own, other] = [merged.errors!.metrics[metric]!, whole.errors!.metrics[metric]!];
    near(own.mean, other.mean, 1e-12);
    near(own.variance, other.variance, 1e-12);
    assert.is(own.rows, 1000);
  }
  const total = (errors: NonNullable<Profile['errors']>) =>
    errors.segments[0].values.map(({ value, rows }) => [value, rows]);
  assert.equal(total(merged.errors!), total(whole.errors!));
  assert.is(
    merged.errors!.bands.reduce((sum, band) => sum + band.rows, 0),
    1000,
  );
  assert.ok(merged.errors!.bands.length <= 10);
  assert.is(mergeProfiles([profileOfPart(parts[0]), profileOf(numeric([1]))]).predictions, null);
});

test('classes and their probabilities add up', () => {
  const classes = ['no', 'yes'];
  const of = (codes: number[], yes: number[]): Prediction => ({
    ...{ task: 'classification', classes, codes: Int32Array.from(codes) },
    probabilities: Float64Array.from(yes.flatMap(p => [1 - p, p])),
  });
  const profile = (prediction: Prediction) =>
    profileColumns([numeric([1])], {
      heldOut: {
        prediction,
        truth: { task: 'classification', classes, codes: Int32Array.from([0, 1, 1]) },
      },
    });
  const merged = mergeProfiles([
    profile(of([0, 1, 1], [0.1, 0.9, 0.8])),
    profile(of([0, 0, 1], [0.2, 0.4, 0.6])),
  ]);
  const { predictions, errors } = merged;
  assert.is(predictions?.task, 'classification');
  if (predictions?.task !== 'classification') return;
  assert.equal(predictions.classes.top, [
    ['no', 3],
    ['yes', 3],
  ]);
  near(predictions.meanProbabilities[1][1], 0.5, 1e-15);
  assert.is(predictions.probability?.count, 6);
  // 3 of 3 and 2 of 3 right; of a ratio such as f1 the parts do not say what it is of both.
  near(errors!.metrics.accuracy!.mean, 5 / 6, 1e-15);
  assert.is(errors!.metrics.f1, undefined);
  near(errors!.classes[1].hits, 3 / 6, 1e-15);
});

test('parts of other columns are a fault', () => {
  assert.throws(
    () => mergeProfiles([profileOf(numeric([1])), profileOf(numeric([1], 'y'))]),
    /no column "x"/,
  );
  assert.throws(
    () => mergeProfiles([profileOf(numeric([1])), profileOf({ ...categorical(['a']), name: 'x' })]),
    /not of one type/,
  );
});

test.run();
