// Epochs of weights: numbered without gaps, also where several begin one at once.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { epochOfWeights, readEpochs } from '../../src/ab-test/weight-epochs.ts';

const weights = (prod: number, b: number) => [
  { branch: 'prod', weight: prod },
  { branch: 'b', weight: b },
];
const now = Date.parse('2026-03-01T00:00:00Z');

test('an epoch lasts as long as the shares do, and every change has the next number', async () => {
  const commonDirectory = await mkdtemp(path.join(tmpdir(), 'epochs-'));
  const ask = (experiment: string, prod: number, b: number) =>
    epochOfWeights({ repository: { commonDirectory }, experiment, arms: weights(prod, b), now });
  assert.is(await ask('../check out', 90, 10), 0);
  assert.is(await ask('../check out', 9, 1), 0);
  assert.is(await ask('../check out', 50, 50), 1);
  assert.is(await ask('../check out', 90, 10), 2);
  assert.is(await ask('other', 50, 50), 0);
  const epochs = await readEpochs({ commonDirectory }, '../check out');
  assert.equal(
    epochs.map(({ epoch, arms }) => [epoch, arms[1].weight]),
    [
      [0, 10],
      [1, 50],
      [2, 10],
    ],
  );
  assert.is(epochs[0].since, '2026-03-01T00:00:00.000Z');
  assert.equal(await readEpochs({ commonDirectory }, 'never'), []);
  await rm(commonDirectory, { recursive: true });
});

test('several that begin one at once agree on its number', async () => {
  const commonDirectory = await mkdtemp(path.join(tmpdir(), 'epochs-'));
  const asked = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      epochOfWeights({
        repository: { commonDirectory },
        experiment: 'x',
        arms: weights(9 - (i % 2), 1),
        now,
      }),
    ),
  );
  const epochs = await readEpochs({ commonDirectory }, 'x');
  assert.equal(
    epochs.map(({ epoch }) => epoch),
    epochs.map((_, place) => place),
  );
  asked.forEach((epoch, i) => {
    assert.is(epochs[epoch].arms[0].weight, 9 - (i % 2));
  });
  await rm(commonDirectory, { recursive: true });
});

test.run();
