// What is learned from rows held out of the training part, with a model whose errors are known.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Column } from '../../src/data/table.ts';
import { learnCalibration } from '../../src/training/learn-calibration.ts';
import type { MadeModel } from '../../src/training/model-maker.ts';
import { roughParameters } from '../../src/training/rough-parameters.ts';

/** Says the mean of what it was fitted to, of whatever rows. */
function meanModel(seen: number[]): MadeModel {
  const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
  return {
    kind: 'mean',
    predict: (columns: readonly Column[]) => ({
      task: 'regression',
      values: new Float64Array((columns[0] as { values: Float64Array }).values.length).fill(mean),
    }),
    featureImportance: () => ({}),
    save: () => new Uint8Array(),
  };
}

function input(rows: number, options: Partial<{ fraction: number; level: number }> = {}) {
  const index = Float64Array.from({ length: rows }, (_, row) => row);
  const fitted: number[][] = [];
  // 0 in the earlier rows, 1 to 20 in the last twenty.
  const values = index.map(row => Math.max(0, row - (rows - 21)));
  return {
    fitted,
    given: {
      columns: [{ type: 'numeric' as const, name: 'x', values: index }],
      target: { task: 'regression' as const, values },
      time: { type: 'time' as const, name: 'day', values: index.map(row => row * 86_400_000) },
      settings: { fraction: 0.1, level: 0.9, seed: 1, ...options },
      fit: async (some: Uint32Array) => {
        const seen = Array.from(some, row => values[row]);
        fitted.push(seen);
        return meanModel(seen);
      },
      nameRow: String,
    },
  };
}

test('the newest tenth of 200 rows is learned from, by a model that saw the 180 before', async () => {
  const { given, fitted } = input(200);
  const learned = await learnCalibration(given);
  assert.equal(
    fitted.map(values => values.length),
    [180],
  );
  assert.ok(fitted[0].every(value => value === 0));
  assert.match(learned!.reason, /^the last 20 of 200 rows by "day"/);
  // Errors 1 to 20 above, none below: rank ceil(21 * 0.95) = 20.
  assert.equal(learned!.calibration, {
    version: 1,
    rows: 20,
    probabilities: null,
    intervals: { level: 0.9, groups: [{ upTo: null, below: 0, above: 20 }] },
  });
});

test('none where none is wanted, where rows are few, or too few for the level', async () => {
  for (const [rows, options] of [
    [200, { fraction: 0 }],
    [39, {}],
    [150, {}],
    [200, { level: 0.95 }],
  ] as const) {
    assert.is(await learnCalibration(input(rows, options).given), null);
  }
});

test('a forest for calibration has fewer trees, a small one and a boosted one all of theirs', () => {
  assert.is(roughParameters({ trees: 200 }, 'regression').trees, 50);
  assert.is(roughParameters({ trees: 200 }, 'classification').trees, 100);
  assert.is(roughParameters({ trees: 10 }, 'regression').trees, 10);
  assert.is(roughParameters({ trees: 40 }, 'regression').trees, 25);
  assert.equal(roughParameters({ trees: 100, learning_rate: 0.1 }, 'regression'), {
    trees: 100,
    learning_rate: 0.1,
  });
});

test.run();
