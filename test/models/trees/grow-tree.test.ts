// One tree that sees all rows and features must be the exact tree: held against a search of every split.

import * as fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Prediction } from '../../../src/models/learner.ts';
import { randomForest } from '../../../src/models/random-forest.ts';

const oneTree = { ...randomForest.defaults, trees: 1, bootstrap: false, max_features: 1 };

/** Numbers from a seed; shrinking a seed shrinks nothing, which keeps targets free of ties. */
function numbersFrom(seed: number): () => number {
  const random = xoroshiro128plus(seed);
  return () => (random.next() >>> 0) / 2 ** 32;
}

type Row = number[];
type Exact = (row: Row) => number;

/** CART by trying every threshold of every feature, both ways for missing values. Squared error; first of equals. */
function exactTree(rows: Row[], target: number[], minLeaf: number, maxDepth: number): Exact {
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  if (maxDepth === 0 || target.every(value => value === target[0])) return () => mean;
  let best: { score: number; left: boolean[]; goesLeft: (row: Row) => boolean } | null = null;
  const squares = (values: number[]) => values.reduce((sum, value) => sum + value, 0) ** 2 / values.length;
  for (let feature = 0; feature < rows[0].length; feature++) {
    const values = [...new Set(rows.map(row => row[feature]).filter(value => !Number.isNaN(value)))].sort(
      (a, b) => a - b,
    );
    const seesMissing = rows.some(row => Number.isNaN(row[feature]));
    for (let i = 0; i < values.length; i++) {
      const threshold = i + 1 < values.length ? (values[i] + values[i + 1]) / 2 : Number.POSITIVE_INFINITY;
      for (const missingLeft of seesMissing ? [false, true] : [null]) {
        const side = (row: Row) =>
          Number.isNaN(row[feature]) ? missingLeft === true : row[feature] <= threshold;
        const left = rows.map(side);
        const lefts = target.filter((_, row) => left[row]);
        const rights = target.filter((_, row) => !left[row]);
        if (lefts.length < minLeaf || rights.length < minLeaf) continue;
        const score = squares(lefts) + squares(rights);
        const larger = lefts.length >= rights.length;
        const goesLeft = (row: Row) =>
          Number.isNaN(row[feature]) ? (missingLeft ?? larger) : row[feature] <= threshold;
        if (!best || score > best.score) best = { score, left, goesLeft };
      }
    }
  }
  if (!best) return () => mean;
  const { left, goesLeft } = best;
  const child = (side: boolean) =>
    exactTree(
      rows.filter((_, row) => left[row] === side),
      target.filter((_, row) => left[row] === side),
      minLeaf,
      maxDepth - 1,
    );
  const [yes, no] = [child(true), child(false)];
  return row => (goesLeft(row) ? yes(row) : no(row));
}

function columnsOf(rows: Row[]) {
  return rows[0].map((_, feature) => ({
    type: 'numeric' as const,
    name: `x${feature}`,
    values: Float64Array.from(rows, row => row[feature]),
  }));
}

const valuesOf = (prediction: Prediction) => [
  ...(prediction as Extract<Prediction, { task: 'regression' }>).values,
];

test('a single tree predicts what the exhaustive search of all splits predicts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0, 0.2),
      fc.constantFrom(1, 3),
      fc.constantFrom(2, 100),
      async (seed, count, features, levels, missing, minLeaf, maxDepth) => {
        const random = numbersFrom(seed);
        const value = () => (random() < missing ? Number.NaN : Math.floor(random() * levels) ** 2);
        const row = () => Array.from({ length: features }, value);
        const rows = Array.from({ length: count }, row);
        const target = rows.map(() => random() * 100 - 50);
        const exact = exactTree(rows, target, minLeaf, maxDepth);
        const parameters = { ...oneTree, min_samples_leaf: minLeaf, max_depth: maxDepth };
        const model = await randomForest.fit({
          features: columnsOf(rows),
          target: { task: 'regression', values: Float64Array.from(target) },
          parameters,
          seed,
        });
        // New rows of values that were seen, in combinations that were not.
        const seen = (feature: number) => rows[Math.floor(random() * count)][feature];
        const probes = [
          ...rows,
          ...Array.from({ length: 20 }, () => rows[0].map((_, feature) => seen(feature))),
        ];
        const predicted = valuesOf(model.predict(columnsOf(probes)));
        probes.forEach((probe, i) => {
          assert.ok(
            Math.abs(predicted[i] - exact(probe)) < 1e-9,
            `${predicted[i]} is not ${exact(probe)} at ${probe}`,
          );
        });
      },
    ),
    { numRuns: 300 },
  );
});

/** Weighted impurity of a stump, from what it predicts for the rows it was fitted to. */
function impurity(prediction: Prediction, target: ArrayLike<number>): number {
  if (prediction.task === 'regression') {
    return prediction.values.reduce((sum, value, row) => sum + (value - target[row]) ** 2, 0);
  }
  const width = prediction.classes.length;
  return prediction.probabilities.reduce(
    (sum, share) => sum - share * share,
    prediction.probabilities.length / width,
  );
}

/** The least impurity that any subset of the categories can reach. */
function leastImpurity(codes: number[], categories: number, impurityOf: (rows: number[]) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let subset = 0; subset < 2 ** categories; subset++) {
    const sides = [0, 1].map(side =>
      codes.flatMap((code, row) => (((subset >> code) & 1) === side ? [row] : [])),
    );
    least = Math.min(least, impurityOf(sides[0]) + impurityOf(sides[1]));
  }
  return least;
}

test('a split of categories is the best of all subsets, for numbers and for two classes', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = numbersFrom(seed);
    const count = 5 + Math.floor(random() * 30);
    const categories = 2 + Math.floor(random() * 6);
    // The last category stands for missing values: one more category to a split.
    const codes = Array.from({ length: count }, () => Math.floor(random() * categories));
    const features = [
      {
        type: 'categorical' as const,
        name: 'c',
        codes: Int32Array.from(codes, code => (code === categories - 1 ? -1 : code)),
        categories: Array.from({ length: categories - 1 }, (_, code) => `k${code}`),
      },
    ];
    const stump = { ...oneTree, max_depth: 1 };
    const values = Float64Array.from(codes, () => random());
    const regression = await randomForest.fit({
      features,
      target: { task: 'regression', values },
      parameters: stump,
      seed,
    });
    const squaredError = (rows: number[]) => {
      const mean = rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
      return rows.reduce((sum, row) => sum + (values[row] - mean) ** 2, 0);
    };
    const least = leastImpurity(codes, categories, squaredError);
    assert.ok(Math.abs(impurity(regression.predict(features), values) - least) < 1e-9, `seed ${seed}`);

    const classes = Int32Array.from(codes, code => (random() < 0.3 + code / 12 ? 1 : 0));
    const classification = await randomForest.fit({
      features,
      target: { task: 'classification', codes: classes, classes: ['no', 'yes'] },
      parameters: stump,
      seed,
    });
    const gini = (rows: number[]) => {
      const yes = rows.filter(row => classes[row] === 1).length;
      return rows.length === 0 ? 0 : rows.length - (yes ** 2 + (rows.length - yes) ** 2) / rows.length;
    };
    const leastGini = leastImpurity(codes, categories, gini);
    assert.ok(
      Math.abs(impurity(classification.predict(features), classes) - leastGini) < 1e-9,
      `seed ${seed}`,
    );
  }
});

test('a split for three classes is the best of all thresholds; of categories within 5 % of the best subset', async () => {
  let found = 0;
  let possible = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = numbersFrom(seed);
    const count = 8 + Math.floor(random() * 40);
    const levels = 2 + Math.floor(random() * 6);
    const codes = Array.from({ length: count }, () => Math.floor(random() * levels));
    const classes = Int32Array.from(codes, code => Math.floor((random() + (code % 3)) * 3) % 3);
    const target = { task: 'classification' as const, codes: classes, classes: ['a', 'b', 'c'] };
    const gini = (rows: number[]) => {
      const counts = [0, 1, 2].map(code => rows.filter(row => classes[row] === code).length);
      return rows.length === 0 ? 0 : rows.length - counts.reduce((sum, n) => sum + n * n, 0) / rows.length;
    };
    const parameters = { ...oneTree, max_depth: 1 };
    const numeric = [{ type: 'numeric' as const, name: 'x', values: Float64Array.from(codes) }];
    const threshold = await randomForest.fit({ features: numeric, target, parameters, seed });
    let least = Number.POSITIVE_INFINITY;
    for (let cut = 0; cut < levels; cut++) {
      const sides = [true, false].map(side =>
        codes.flatMap((code, row) => (code <= cut === side ? [row] : [])),
      );
      least = Math.min(least, gini(sides[0]) + gini(sides[1]));
    }
    assert.ok(Math.abs(impurity(threshold.predict(numeric), classes) - least) < 1e-9, `seed ${seed}`);

    const categories = Array.from({ length: levels }, (_, code) => `k${code}`);
    const categorical = [
      { type: 'categorical' as const, name: 'c', codes: Int32Array.from(codes), categories },
    ];
    const subset = await randomForest.fit({ features: categorical, target, parameters, seed });
    const whole = gini(codes.map((_, row) => row));
    found += whole - impurity(subset.predict(categorical), classes);
    possible += whole - leastImpurity(codes, levels, gini);
  }
  assert.ok(found > 0.95 * possible, `gained ${found} of ${possible}`);
});

test.run();
