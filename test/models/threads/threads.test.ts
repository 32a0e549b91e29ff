// However many threads take part in a fit, the model is the same, byte for byte; and none of them outlives it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gradientBoosting } from '../../../src/models/gradient-boosting.ts';
import { randomForest } from '../../../src/models/random-forest.ts';
import { classification, mixedRows, regression } from '../rows.ts';

/** Enough cells that a second and a third thread are worth it. */
function wideRows(rows: number, copies: number) {
  const { features, y } = mixedRows(rows);
  const wide = Array.from({ length: copies }, (_, copy) =>
    features.map(column => ({ ...column, name: `${column.name}-${copy}` })),
  ).flat();
  return { features: wide, y };
}

const threadsNow = () => process.getActiveResourcesInfo().filter(name => /worker|port/i.test(name)).length;

test('a forest is the same with one, two and three threads', async () => {
  const { features, y } = wideRows(2500, 4);
  const classes = y.map(value => (value < 1 ? 0 : value < 3 ? 1 : 2));
  for (const target of [regression(y), classification(classes, ['a', 'b', 'c'])]) {
    const parameters = { ...randomForest.defaults, trees: 300, max_depth: 4 };
    const saved = [];
    for (const threads of [1, 2, 3])
      saved.push((await randomForest.fit({ features, target, parameters, seed: 5, threads })).save());
    assert.is(Buffer.compare(saved[0], saved[1]), 0);
    assert.is(Buffer.compare(saved[0], saved[2]), 0);
  }
  assert.is(threadsNow(), 0);
});

test('a boosted model is the same with one, two and three threads', async () => {
  const { features, y } = wideRows(16_000, 9);
  const classes = y.map(value => (value < 1 ? 0 : value < 3 ? 1 : 2));
  for (const target of [regression(y), classification(classes, ['a', 'b', 'c'])]) {
    // Threads come when they are there: the fit must still be going on then.
    const trees = target.task === 'regression' ? 150 : 40;
    const parameters = { ...gradientBoosting.defaults, trees };
    const saved = [];
    for (const threads of [1, 2, 3])
      saved.push((await gradientBoosting.fit({ features, target, parameters, seed: 5, threads })).save());
    assert.is(Buffer.compare(saved[0], saved[1]), 0);
    assert.is(Buffer.compare(saved[0], saved[2]), 0);
  }
  assert.is(threadsNow(), 0);
});

test.run();
