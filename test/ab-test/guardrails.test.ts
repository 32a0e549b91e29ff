// Guardrails: crossed only where the whole interval is beyond the limit; and who then loses its weight.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Guardrail, guardrailStates, heldWeights } from '../../src/ab-test/guardrails.ts';
import { addLoss, type LossMoments, noLosses } from '../../src/ab-test/loss-moments.ts';
import { lossOfMetric } from '../../src/ab-test/row-loss.ts';

const ofOnes = (ones: number, count: number): LossMoments => {
  const moments = noLosses();
  for (let unit = 0; unit < count; unit++) addLoss(moments, unit < ones ? 1 : 0);
  return moments;
};
const guardrail = (action: Guardrail['action'], atLeast: number): Guardrail => ({
  ...{ name: 'errors', metric: lossOfMetric('accuracy', 'classification'), atMost: null, atLeast, action },
});
const statesOf = (rail: Guardrail, ...losses: LossMoments[]) =>
  guardrailStates({
    ...{ guardrails: [rail], challengers: ['b', 'c'].slice(0, losses.length), losses: [losses], level: 0.95 },
  });

test('an accuracy is crossed where its interval is below the least, and not before there are enough labels', () => {
  const [low, fine] = statesOf(guardrail('hold', 0.8), ofOnes(300, 1000), ofOnes(190, 1000));
  assert.ok(Math.abs(low.value! - 0.7) < 1e-12);
  assert.ok(low.low! < 0.7 && low.high! > 0.7 && low.high! < 0.8);
  assert.equal([low.crossed, fine.crossed], [true, false]);
  const [few, none] = statesOf(guardrail('hold', 0.8), ofOnes(10, 15), noLosses());
  assert.equal([few.low, few.crossed, none.value], [null, false, null]);
});

test('hold takes the weight of the branch that crossed, rollback that of all; the baseline gets it', () => {
  const weights = new Map([
    ['prod', 80],
    ['b', 15],
    ['c', 5],
  ]);
  const losses = [ofOnes(300, 1000), ofOnes(100, 1000)];
  const held = heldWeights(weights, statesOf(guardrail('hold', 0.8), ...losses));
  assert.equal(
    [...held!],
    [
      ['prod', 95],
      ['b', 0],
      ['c', 5],
    ],
  );
  const back = heldWeights(weights, statesOf(guardrail('rollback', 0.8), ...losses));
  assert.equal(
    [...back!],
    [
      ['prod', 100],
      ['b', 0],
      ['c', 0],
    ],
  );
  assert.is(heldWeights(back!, statesOf(guardrail('rollback', 0.8), ...losses)), null);
  assert.is(heldWeights(weights, statesOf(guardrail('hold', 0.5), ...losses)), null);
});

test.run();
