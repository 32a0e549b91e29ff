// What must hold of a fit whatever the rows are.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { takeRows } from '../../src/data/table.ts';
import { gradientBoosting } from '../../src/models/gradient-boosting.ts';
import type { FeatureColumns } from '../../src/models/learner.ts';
import { randomForest } from '../../src/models/random-forest.ts';
import { numeric, regression, valuesOf } from './rows.ts';

const boosting = { ...gradientBoosting.defaults, trees: 10, min_samples_leaf: 1, max_leaves: 8 };
const oneTree = { ...randomForest.defaults, trees: 1, bootstrap: false };

/** Few distinct values, so that bins are the same whatever rows weigh; holes; each row's weight, 1 to 4. */
const someRows = fc
  .array(
    fc.record({
      x: fc.integer({ min: 0, max: 12 }),
      z: fc.option(fc.integer({ min: -5, max: 5 }), { nil: Number.NaN }),
      y: fc.integer({ min: -20, max: 20 }),
      weight: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 4, maxLength: 60 },
  )
  .map(rows => ({
    features: [
      numeric(
        'x',
        rows.map(row => row.x),
      ),
      numeric(
        'z',
        rows.map(row => row.z),
      ),
    ] as FeatureColumns,
    y: rows.map(row => row.y),
    weights: Float64Array.from(rows, row => row.weight),
  }));

function close(one: Float64Array, other: Float64Array): void {
  one.forEach((value, i) => {
    assert.ok(Math.abs(value - other[i]) < 1e-7, `row ${i}: ${value} and ${other[i]}`);
  });
}

test('a row of weight 3 is the same as that row three times', async () => {
  await fc.assert(
    fc.asyncProperty(someRows, async ({ features, y, weights }) => {
      const copies = Uint32Array.from(y.flatMap((_, row) => Array.from({ length: weights[row] }, () => row)));
      const repeated = {
        features: takeRows(features, copies),
        target: regression(Array.from(copies, row => y[row])),
      };
      for (const [learner, parameters] of [
        [gradientBoosting, boosting],
        [randomForest, oneTree],
      ] as [typeof randomForest, typeof oneTree][]) {
        const weighed = await learner.fit({ features, target: regression(y), weights, parameters, seed: 1 });
        const copied = await learner.fit({ ...repeated, parameters, seed: 1 });
        close(valuesOf(weighed.predict(features)), valuesOf(copied.predict(features)));
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('the order of rows, and a column that says nothing, change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(someRows, fc.integer(), async ({ features, y, weights }, turn) => {
      const rows = y.length;
      const order = Uint32Array.from({ length: rows }, (_, row) => (row + Math.abs(turn)) % rows).reverse();
      const fit = (given: FeatureColumns, target: number[], weight: Float64Array) =>
        gradientBoosting.fit({
          ...{ features: given, target: regression(target), weights: weight },
          ...{ parameters: boosting, seed: 1 },
        });
      const plain = valuesOf((await fit(features, y, weights)).predict(features));
      const turned = await fit(
        takeRows(features, order),
        Array.from(order, row => y[row]),
        Float64Array.from(order, row => weights[row]),
      );
      close(plain, valuesOf(turned.predict(features)));
      const wider = [numeric('same', new Float64Array(rows).fill(3)), ...features];
      close(plain, valuesOf((await fit(wider, y, weights)).predict(wider)));
    }),
    { seed: 2, numRuns: 60 },
  );
});

test('early stopping holds the last rows out where rows are in order, and others by seed', async () => {
  const x = Array.from({ length: 600 }, (_, row) => row % 10);
  // The last quarter is another world: what is learned of the rest makes it no better.
  const target = regression(x.map((value, row) => (row < 450 ? value : -value)));
  const parameters = { ...gradientBoosting.defaults, early_stopping: true, stopping_fraction: 0.25 };
  const treesOf = async (more: object) => {
    const model = await gradientBoosting.fit({
      features: [numeric('x', x)],
      target,
      parameters,
      seed: 1,
      ...more,
    });
    const { trees } = JSON.parse(Buffer.from(model.save()).toString()) as { trees: { sizes: string } };
    return Buffer.from(trees.sizes, 'base64').length / 4;
  };
  // Ten rounds without gain are the patience.
  assert.is(await treesOf({ ordered: true }), 10);
  assert.ok((await treesOf({})) > 20);
});

test.run();
