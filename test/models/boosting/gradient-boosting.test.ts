import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeBoosting } from '../../../src/models/boosting/boosting-file.ts';
import { fitBoosting } from '../../../src/models/boosting/fit-boosting.ts';
import { gradientBoosting } from '../../../src/models/gradient-boosting.ts';
import { classification, mixedRows, probabilitiesOf, regression, valuesOf } from '../rows.ts';

const defaults = { ...gradientBoosting.defaults, early_stopping: false as const };
const rows = mixedRows(1000);
const { features, y } = rows;
const first = (values: Float64Array, count: number) => Array.from(values.subarray(0, count));

function close(actual: readonly number[], expected: readonly number[], within = 2e-6): void {
  assert.is(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) <= within, `number ${i}: ${value}, expected ${expected[i]}`);
  });
}

// Expected: HistGradientBoosting of scikit-learn 1.9.1 on the same rows, whose gradients have 24 bits.

test('a regression predicts what scikit-learn predicts, with holes and categories', async () => {
  const parameters = { ...defaults, trees: 50 };
  const model = await gradientBoosting.fit({ features, target: regression(y), parameters, seed: 0 });
  const values = valuesOf(model.predict(features));
  close(
    first(values, 8),
    [
      4.362334228508642, 1.2403507744378732, 0.8586396349529389, 1.3042234321231791, 3.9097977957487187,
      1.5382356546891418, 1.3760544581100251, -0.3912719412237034,
    ],
  );
  close([values.reduce((sum, value) => sum + value)], [2283.197882235804], 1e-3);
});

test('two classes have the probabilities that scikit-learn gives them', async () => {
  const codes = y.map(value => (value > 2 ? 1 : 0));
  const parameters = { ...defaults, trees: 50 };
  const target = classification(codes, ['low', 'high']);
  const model = await gradientBoosting.fit({ features, target, parameters, seed: 0 });
  const probabilities = probabilitiesOf(model.predict(features));
  close(
    first(probabilities, 16).filter((_, i) => i % 2 === 1),
    [
      0.9970969876421223, 0.0049273958503045934, 0.008475726469860449, 0.039718333276469, 0.9970969876421223,
      0.044944000246407975, 0.007859785840304128, 0.003730227688772248,
    ],
  );
});

test('three classes have the probabilities that scikit-learn gives them, also when balanced', async () => {
  const codes = y.map(value => (value < 1 ? 0 : value < 3 ? 1 : 2));
  const target = classification(codes, ['a', 'b', 'c']);
  const fit = async (parameters: typeof defaults) => {
    const model = await gradientBoosting.fit({ features, target, parameters, seed: 0 });
    return first(probabilitiesOf(model.predict(features)), 9);
  };
  close(
    await fit({ ...defaults, trees: 30 }),
    [
      0.002565329212480765, 0.0020938945841693737, 0.9953407762033498, 0.0020300642893454094,
      0.9930631458330779, 0.004906789877576781, 0.9162148636710645, 0.07489335379989702, 0.008891782529038442,
    ],
  );
  close(
    await fit({ ...defaults, trees: 20, class_weight: 'balanced' }),
    [
      0.007032758466513585, 0.006951715018805227, 0.9860155265146813, 0.011516621687793256,
      0.9781501832619629, 0.010333195050243845, 0.8342423984872097, 0.12998590708480745, 0.03577169442798292,
    ],
  );
});

test('weights, a penalty and limits act as in scikit-learn', async () => {
  const parameters = { ...defaults, trees: 50, l2_regularization: 1, max_depth: 4, min_samples_leaf: 5 };
  const weights = Float64Array.from(y, (_, i) => 1 + (i % 3));
  const input = { features: rows.numericFeatures, target: regression(y), parameters, weights, seed: 0 };
  const model = await gradientBoosting.fit(input);
  close(
    first(valuesOf(model.predict(rows.numericFeatures)), 8),
    [
      4.124572689438046, 1.2113882918154757, 0.9953722191334916, 1.2800626112230098, 3.892626328981646,
      1.6175864570401464, 1.2983923901838645, -0.4922008094501096,
    ],
  );
});

test('the plain kernels make the same model, byte for byte', async () => {
  const codes = y.map(value => (value < 1 ? 0 : value < 3 ? 1 : 2));
  const weights = Float64Array.from(y, (_, i) => 0.5 + (i % 5));
  for (const target of [
    regression(y),
    classification(codes, ['a', 'b', 'c']),
    classification(
      codes.map(code => code >> 1),
      ['a', 'b'],
    ),
  ]) {
    const input = { features, target, weights, parameters: { trees: 12, early_stopping: true }, seed: 3 };
    const fast = writeBoosting(await fitBoosting(input));
    const plain = writeBoosting(await fitBoosting(input, 'plain'));
    assert.is(Buffer.compare(fast, plain), 0);
  }
});

test.run();
