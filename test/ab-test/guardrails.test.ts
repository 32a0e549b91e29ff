// Guardrails: crossed only where the whole interval is beyond the limit; and who then loses its weight.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { guardrailErrors } from '../../bench/projects/guardrail-streams.js';
import { binary, lognormal } from '../../bench/projects/loss-streams.js';
import { guardrailsOf } from '../../src/ab-test/guardrail-settings.ts';
import { guardrailText } from '../../src/ab-test/guardrail-text.ts';
import { type Guardrail, guardrailStates, heldWeights } from '../../src/ab-test/guardrails.ts';
import { addLoss, type LossMoments, noLosses } from '../../src/ab-test/loss-moments.ts';
import { shareInterval } from '../../src/ab-test/share-interval.ts';

const ofOnes = (ones: number, count: number): LossMoments => {
  const moments = noLosses();
  for (let unit = 0; unit < count; unit++) addLoss(moments, unit < ones ? 1 : 0);
  return moments;
};
/** Losses around `mean`, a tenth of it to either side. */
const around = (mean: number, count: number): LossMoments => {
  const moments = noLosses();
  for (let unit = 0; unit < count; unit++) addLoss(moments, mean * (0.9 + ((unit * 7) % 21) / 100));
  return moments;
};
type Written = Parameters<typeof guardrailsOf>[0][string];
const guardrail = (written: Partial<Written>, task: 'regression' | 'classification' = 'classification') =>
  guardrailsOf({ errors: { metric: 'accuracy', action: 'hold', ...written } }, task)[0];
const baseline = ofOnes(100, 1000);
const statesOf = (rail: Guardrail, ...losses: LossMoments[]) =>
  guardrailStates({
    guardrails: [rail],
    challengers: ['b', 'c'].slice(0, losses.length),
    strata: [losses.map(challenger => [{ baseline, challenger }])],
    level: 0.95,
  });

test('an accuracy is crossed where its interval is below the least, and not before', () => {
  const [low, fine] = statesOf(guardrail({ at_least: 0.8 }), ofOnes(300, 1000), ofOnes(190, 1000));
  assert.ok(Math.abs(low.value! - 0.7) < 1e-12);
  assert.ok(low.low! < 0.7 && low.high! > 0.7 && low.high! < 0.8);
  assert.equal([low.crossed, fine.crossed], [true, false]);
  const [few, none] = statesOf(guardrail({ at_least: 0.8 }), ofOnes(4, 15), noLosses());
  assert.equal([few.crossed, none.value, none.low], [false, null, null]);
  assert.match(
    guardrailText(low),
    /^errors: accuracy of b is 0\.7000 \(0\.6\d+ to 0\.7\d+\), at least 0\.8000$/,
  );
});

test('an arm that fails always is caught within a few units, though its losses have no spread', () => {
  const rail = guardrail({ metric: 'failures', at_most: 0.1 });
  // Mixed likelihood of 20 of 20: B(20.5, 0.5) / B(0.5, 0.5) = 0.125371; p is ruled out where it is 20 times p^20.
  const { low, high } = shareInterval({ sum: 20, count: 20, level: 0.95 });
  assert.ok(Math.abs(low - (0.125371 / 20) ** (1 / 20)) < 1e-6, String(low));
  assert.is(high, 1);
  assert.equal(
    [1, 2, 3, 5].map(failed => statesOf(rail, ofOnes(failed, failed))[0].crossed),
    [false, true, true, true],
  );
  assert.not(statesOf(rail, ofOnes(1, 50))[0].crossed);
  assert.equal(shareInterval({ sum: 0, count: 10, level: 0.95 }).low, 0);
});

test('worse than the baseline by a share: what the interval rules out, for a power of the metric, too', () => {
  const states = (rail: Guardrail, mean: number, count = 2000) =>
    guardrailStates({
      guardrails: [rail],
      challengers: ['b'],
      strata: [[[{ baseline: around(4, count), challenger: around(mean, count) }]]],
      level: 0.95,
    })[0];
  const rail = guardrail({ metric: 'mae', worse_by: '5%' }, 'regression');
  const worse = states(rail, 4.4);
  assert.ok(Math.abs(worse.value! - 0.1) < 1e-9);
  assert.ok(
    worse.crossed && worse.low! > 0.09 && worse.low! < 0.1 && worse.high! > 0.1 && worse.high! < 0.11,
  );
  assert.match(
    guardrailText(worse),
    /mae of b is \+10\.0 % worse than the baseline's \(\+9\.\d % to \+10\.\d %\), at most \+5\.0 %/,
  );
  assert.not(states(rail, 4.2).crossed);
  assert.not(states(rail, 3).crossed);
  assert.equal([states(rail, 8, 5).low, states(rail, 8, 5).crossed], [null, false]);
  // The squares of errors 5 % larger are 10.25 % larger.
  const squared = states(guardrail({ metric: 'rmse', worse_by: '5%' }, 'regression'), 4.4);
  assert.ok(Math.abs(squared.value! - (Math.sqrt(1.1) - 1)) < 1e-9 && !squared.crossed);
  const units = states(guardrail({ metric: 'mae', worse_by: 0.3 }, 'regression'), 4.4);
  assert.ok(units.crossed && Math.abs(units.value! - 0.39) < 0.01);
});

test('looked at at every unit, a guardrail that holds is crossed in at most 5 % of streams', () => {
  // At the limit itself, where it is crossed most easily.
  for (const cell of [
    { losses: binary(0.01), units: 1500, metric: 'failures', kind: 'at_most' },
    { losses: binary(0.2), units: 500, metric: 'failures', kind: 'at_most' },
    { losses: lognormal(0.5), units: 1000, metric: 'mae', kind: 'at_most' },
    { losses: binary(0.2), units: 600, metric: 'mae', kind: 'worse_by' },
  ] as const) {
    const { crossed } = guardrailErrors({ ...cell, streams: 40 });
    assert.ok(crossed <= 0.05, JSON.stringify({ ...cell, crossed }));
  }
});

test('hold takes the weight of the branch that crossed, rollback that of all; the baseline gets it', () => {
  const weights = new Map([
    ['prod', 80],
    ['b', 15],
    ['c', 5],
  ]);
  const losses = [ofOnes(300, 1000), ofOnes(100, 1000)];
  const hold = guardrail({ at_least: 0.8 });
  const rollback = guardrail({ at_least: 0.8, action: 'rollback' });
  const held = heldWeights(weights, statesOf(hold, ...losses));
  assert.equal(
    [...held!],
    [
      ['prod', 95],
      ['b', 0],
      ['c', 5],
    ],
  );
  const back = heldWeights(weights, statesOf(rollback, ...losses));
  assert.equal(
    [...back!],
    [
      ['prod', 100],
      ['b', 0],
      ['c', 0],
    ],
  );
  assert.is(heldWeights(back!, statesOf(rollback, ...losses)), null);
  assert.is(heldWeights(weights, statesOf(guardrail({ at_least: 0.5 }), ...losses)), null);
});

test.run();
