// Epochs of weights: a number of their own, kept once, whoever asks.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { epochOf, keepWeights, keptWeights } from '../../src/ab-test/weight-epochs.ts';

const weights = (prod: number, b: number) => [
  { branch: 'prod', weight: prod },
  { branch: 'b', weight: b },
];
const now = Date.parse('2026-03-01T00:00:00Z');

test('the same shares have the same number, in whatever unit and order', () => {
  // sha256sum of [["b",0.1],["prod",0.9]] begins with these eight digits.
  assert.is(epochOf(weights(90, 10)), 0x54b36a0b);
  assert.is(epochOf(weights(9, 1)), epochOf(weights(90, 10)));
  assert.is(epochOf([...weights(9, 1)].reverse()), epochOf(weights(90, 10)));
  assert.is.not(epochOf(weights(50, 50)), epochOf(weights(90, 10)));
});

test('weights are kept once, the oldest first, whatever the name of the experiment, and by several at once', async () => {
  const commonDirectory = await mkdtemp(path.join(tmpdir(), 'epochs-'));
  const keep = (experiment: string, prod: number, b: number, at = now) =>
    keepWeights({ repository: { commonDirectory }, experiment, arms: weights(prod, b), now: at });
  assert.is(await keep('../check out', 90, 10), epochOf(weights(90, 10)));
  await keep('../check out', 50, 50, now + 1000);
  await keep('../check out', 9, 1, now + 2000);
  await Promise.all(Array.from({ length: 20 }, (_, i) => keep('other', 1, 1 + (i % 2))));
  const kept = await keptWeights({ commonDirectory }, '../check out');
  assert.equal(
    kept.map(({ arms }) => arms[0].weight),
    [90, 50],
  );
  assert.is(kept[0].since, '2026-03-01T00:00:00.000Z');
  assert.is((await keptWeights({ commonDirectory }, 'other')).length, 2);
  assert.equal(await keptWeights({ commonDirectory }, 'never'), []);
  await rm(commonDirectory, { recursive: true });
});

test.run();
