// Shuffled features: what a model does not look at costs nothing, what it copies costs what arithmetic says.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Column } from '../../src/data/table.ts';
import { permutationImportance } from '../../src/metrics/permutation-importance.ts';

const random = xoroshiro128plus(1);
const column = (name: string, rows: number) => ({
  name,
  type: 'numeric' as const,
  values: Float64Array.from({ length: rows }, () => uniformFloat64(random)),
});

/** A model that says the column `x`. */
const sayX = (features: readonly Column[]) => ({
  task: 'regression' as const,
  values: (features.find(({ name }) => name === 'x') as ReturnType<typeof column>).values,
});

test('a perfect model of one uniform column: its rows in another order miss by the root of 1/6', async () => {
  const features = [column('idle', 4000), column('x', 4000)];
  const target = { task: 'regression' as const, values: features[1].values };
  const importance = await permutationImportance({
    columns: features,
    target,
    metric: 'rmse',
    fittedRows: 120_000,
    seed: 3,
    predict: sayX,
  });
  assert.equal(Object.keys(importance!), ['x', 'idle']);
  assert.equal(importance!.idle, { mean: 0, std: 0 });
  // Two independent uniform draws: E (x - y)^2 = 1/6. The mean of five shuffles is within 0.01.
  assert.ok(Math.abs(importance!.x.mean - Math.sqrt(1 / 6)) < 0.01, String(importance!.x.mean));
  assert.ok(importance!.x.std > 0 && importance!.x.std < 0.02);
});

test('a metric that is better when higher falls, and that is worse too', async () => {
  const x = column('x', 500);
  const target = {
    task: 'classification' as const,
    classes: ['no', 'yes'],
    codes: Int32Array.from(x.values, value => (value > 0.5 ? 1 : 0)),
  };
  const importance = await permutationImportance({
    columns: [x],
    target,
    metric: 'accuracy',
    fittedRows: 120_000,
    seed: 3,
    predict: async features => {
      const said = sayX(features).values;
      const probabilities = new Float64Array(2 * said.length);
      const codes = Int32Array.from(said, value => (value > 0.5 ? 1 : 0));
      codes.forEach((code, row) => {
        probabilities[2 * row + code] = 1;
      });
      return { task: 'classification' as const, classes: ['no', 'yes'], codes, probabilities };
    },
  });
  // Half of the rows get the other class.
  assert.ok(Math.abs(importance!.x.mean - 0.5) < 0.05, String(importance!.x.mean));
});

test('the same seed gives the same numbers, and a metric that cannot be had gives none', async () => {
  const features = [column('x', 300), column('y', 300)];
  const target = { task: 'regression' as const, values: features[1].values };
  const input = { columns: features, target, metric: 'mae', fittedRows: 120_000, seed: 9, predict: sayX };
  assert.equal(await permutationImportance(input), await permutationImportance(input));
  // One class has no ROC curve.
  const oneClass = { task: 'classification' as const, classes: ['a', 'b'], codes: new Int32Array(300) };
  const predict = () => ({
    task: 'classification' as const,
    classes: ['a', 'b'],
    codes: new Int32Array(300),
    probabilities: new Float64Array(600).fill(0.5),
  });
  assert.is(await permutationImportance({ ...input, target: oneClass, metric: 'roc_auc', predict }), null);
});

test.run();
