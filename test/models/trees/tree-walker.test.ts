import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { binRows } from '../../../src/models/binning/binned-rows.ts';
import { fitForest } from '../../../src/models/forest/fit-forest.ts';
import { outputsOf } from '../../../src/models/forest/forest-file.ts';
import { gradientBoosting } from '../../../src/models/gradient-boosting.ts';
import type { FeatureColumns, Prediction, Target } from '../../../src/models/learner.ts';
import { randomForest } from '../../../src/models/random-forest.ts';
import { layOutTrees } from '../../../src/models/trees/lay-out-trees.ts';
import { treeWalker } from '../../../src/models/trees/tree-walker.ts';
import { addPredictions } from '../../../src/models/trees/walk-trees.ts';
import { categorical, classification, numeric, regression } from '../rows.ts';

/** Numbers with holes, and categories with holes; both matter to the target, and so does where the holes are. */
function data(rows: number): { features: FeatureColumns; y: number[] } {
  const a = Array.from({ length: rows }, (_, row) =>
    row % 11 === 0 ? Number.NaN : ((row * 37) % 101) / 101,
  );
  const kind = Array.from({ length: rows }, (_, row) => ['red', 'green', 'blue', null][(row * 7) % 4]);
  const b = Array.from({ length: rows }, (_, row) => ((row * 53) % 97) / 97);
  const y = a.map((value, row) => (value || 3) * 2 + (kind[row] === 'green' ? 5 : b[row]));
  return { features: [numeric('a', a), categorical('kind', kind), numeric('b', b)], y };
}

const classesOf = (y: readonly number[], classes: readonly string[]) =>
  classification(
    y.map(value => Math.floor(value) % classes.length),
    [...classes],
  );

const bytesOf = (prediction: Prediction) =>
  Array.from(prediction.task === 'regression' ? prediction.values : prediction.probabilities);

const rowOf = (features: FeatureColumns, row: number): FeatureColumns =>
  features.map(column =>
    column.type === 'numeric'
      ? { ...column, values: column.values.slice(row, row + 1) }
      : { ...column, codes: column.codes.slice(row, row + 1) },
  );

for (const [name, target] of [
  ['numbers', ({ y }: { y: number[] }) => regression(y)],
  ['two classes', ({ y }: { y: number[] }) => classesOf(y, ['no', 'yes'])],
  ['three classes', ({ y }: { y: number[] }) => classesOf(y, ['a', 'b', 'c'])],
] as [string, (made: { y: number[] }) => Target][]) {
  test(`${name}: rows that come together are predicted as each by itself, to the byte`, async () => {
    const made = data(300);
    const input = { features: made.features, target: target(made), seed: 1, threads: 1 };
    const models = [
      await randomForest.fit({ ...input, parameters: { ...randomForest.defaults, trees: 7 } }),
      await gradientBoosting.fit({ ...input, parameters: { ...gradientBoosting.defaults, trees: 6 } }),
    ];
    for (const model of models) {
      const together = bytesOf(model.predict(made.features));
      const alone = Array.from({ length: 300 }, (_, row) =>
        bytesOf(model.predict(rowOf(made.features, row))),
      );
      assert.equal(together, alone.flat());
    }
  });
}

test('kernel and plain TypeScript add the same, whatever number of rows is left of the last four', async () => {
  const made = data(300);
  const forest = await fitForest({
    ...{ features: made.features, target: classesOf(made.y, ['a', 'b', 'c']), seed: 1, threads: 1 },
    parameters: { ...randomForest.defaults, trees: 5 },
  });
  const trees = layOutTrees(forest.trees, forest.bins);
  const binned = binRows(forest.bins, made.features);
  const width = outputsOf(forest.classes);
  const walk = treeWalker(trees, { rows: 300 });
  const walkPlain = treeWalker(trees, { rows: 300, kernels: 'plain' });
  for (const rows of [31, 32, 33, 34, 35, 36, 300]) {
    const part = { ...binned, rows, cells: binned.cells.subarray(0, rows * binned.stride) };
    const [kernel, plain, oracle] = [1, 2, 3].map(() => new Float64Array(rows * width).fill(0.1));
    walk(part, kernel);
    walkPlain(part, plain);
    addPredictions(trees, part, oracle);
    assert.equal(kernel, oracle, `${rows} rows`);
    assert.equal(plain, oracle);
  }
});

test.run();
