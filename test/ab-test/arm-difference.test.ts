// The difference of two arms: against arithmetic, and by short simulations with fixed seeds that look at every unit.
// `npm run bench -- ab-test` runs the long ones.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { binary, errors, lognormal, stoppingTimes } from '../../bench/projects/loss-streams.js';
import { armDifference } from '../../src/ab-test/arm-difference.ts';
import { boundary } from '../../src/ab-test/boundary.ts';
import { addLoss, type LossMoments, mergeMoments, noLosses } from '../../src/ab-test/loss-moments.ts';
import { neededUnits, neededUnitsOfOneLook } from '../../src/ab-test/needed-units.ts';
import { relativeDifference } from '../../src/ab-test/relative-difference.ts';

const momentsOf = (losses: readonly number[]): LossMoments => {
  const moments = noLosses();
  for (const loss of losses) addLoss(moments, loss);
  return moments;
};
/** `ones` losses of 1 among `count`, the rest 0. */
const ofOnes = (ones: number, count: number): LossMoments => {
  const mean = ones / count;
  const power = (k: number) => ones * (1 - mean) ** k + (count - ones) * (-mean) ** k;
  return { count, mean, m2: power(2), m3: power(3), m4: power(4) };
};
const close = (value: number | null | undefined, expected: number, within: number) =>
  assert.ok(Math.abs(value! - expected) <= within, `${value} is not within ${within} of ${expected}`);

test('moments added one by one, or merged, are those of the definition', () => {
  const losses = [3, 0, 0.5, 12, 7, 1, 1, 2.25];
  const mean = losses.reduce((sum, loss) => sum + loss) / losses.length;
  const power = (k: number) => losses.reduce((sum, loss) => sum + (loss - mean) ** k, 0);
  const merged = mergeMoments(momentsOf(losses.slice(0, 3)), momentsOf(losses.slice(3)));
  for (const moments of [momentsOf(losses), merged]) {
    close(moments.mean, mean, 1e-12);
    close(moments.m2, power(2), 1e-9);
    close(moments.m3, power(3), 1e-9);
    close(moments.m4, power(4), 1e-8);
  }
});

test('the published example: 1,396 of 3,000 against 2,422 of 3,461 is a lift of 0.50386, 0.40098 to 0.60675', () => {
  const arm = (ones: number, units: number) => {
    const mean = ones / units;
    return { mean, standardError: Math.sqrt((mean * (1 - mean)) / units) };
  };
  const lift = relativeDifference({
    baseline: arm(1396, 3000),
    challenger: arm(2422, 3461),
    units: 6461,
    level: 0.95,
  });
  close(lift?.value, 0.50386, 5e-6);
  close(lift?.low, 0.40098, 5e-6);
  close(lift?.high, 0.60675, 5e-6);
});

test('an interval is the difference and as many standard errors as the boundary says', () => {
  const found = armDifference({
    strata: [{ baseline: ofOnes(1000, 10_000), challenger: ofOnes(900, 10_000) }],
    level: 0.95,
  });
  // Variances 0.09 and 0.0819; 25 borrowed losses of about 0.086 change them by 1 in 10,000.
  const reach = Math.sqrt((0.09 + 0.0819) / 10_000) * boundary({ units: 20_000, level: 0.95 });
  close(found.value, -0.01, 1e-12);
  close(found.high, -0.01 + reach, 2e-6);
  close(found.low, -0.01 - reach, 2e-6);
  // 1,900 of 20,000: p (1 - p) / (1 - 3 p (1 - p)) = 0.1159 of 10,000.
  close(found.telling, 1158.6, 0.1);
  close(found.relative?.value, -0.1, 1e-12);
});

test('epochs are compared within themselves: an arm that got its units on bad days is not blamed for them', () => {
  // Both arms err alike: 1 % in the first epoch, at 90 to 10, and 40 % in the second, at 10 to 90.
  const strata = [
    { baseline: ofOnes(90, 9000), challenger: ofOnes(10, 1000) },
    { baseline: ofOnes(400, 1000), challenger: ofOnes(3600, 9000) },
  ];
  const together = [
    {
      baseline: mergeMoments(strata[0].baseline, strata[1].baseline),
      challenger: mergeMoments(strata[0].challenger, strata[1].challenger),
    },
  ];
  const found = armDifference({ strata, level: 0.95 });
  close(found.value, 0, 1e-12);
  assert.ok(found.low! < 0 && found.high! > 0);
  assert.ok(armDifference({ strata: together, level: 0.95 }).low! > 0.25);
});

test('no interval before there are enough telling losses, and none from one arm', () => {
  const few = armDifference({
    strata: [{ baseline: ofOnes(20, 1000), challenger: ofOnes(0, 1000) }],
    level: 0.95,
  });
  assert.equal([few.value, few.low, few.high], [-0.02, null, null]);
  const one = armDifference({
    strata: [{ baseline: ofOnes(20, 1000), challenger: noLosses() }],
    level: 0.95,
  });
  assert.equal([one.value, one.low, one.telling], [null, null, 0]);
  const same = armDifference({
    strata: [{ baseline: ofOnes(0, 50), challenger: ofOnes(0, 50) }],
    level: 0.95,
  });
  assert.equal([same.value, same.low], [0, null]);
});

test('a challenger without a single error can win', () => {
  const found = armDifference({
    strata: [{ baseline: ofOnes(100, 1000), challenger: ofOnes(0, 1000) }],
    level: 0.95,
  });
  assert.ok(found.high! < -0.04, String(found.high));
});

test('looked at at every unit, equal arms have a false winner in at most 5 % of streams', () => {
  // The plain interval errs in 9 to 20 % of these streams.
  for (const [rate, share] of [
    [0.5, 0.5],
    [0.05, 0.1],
    [0.2, 0.1],
  ]) {
    const { missed } = errors({ baseline: binary(rate), shares: [share], units: 1500, streams: 150 });
    assert.ok(missed <= 0.05, `${missed} at rate ${rate}, share ${share}`);
  }
});

test('the interval holds the true difference over whole streams, also with unequal spreads and ramping weights', () => {
  const cells = [
    { baseline: binary(0.05), challenger: binary(0.5), shares: [0.1], units: 1500 },
    { baseline: lognormal(0.5), challenger: lognormal(0.8), shares: [0.5], units: 1500 },
    { baseline: binary(0.3), challenger: binary(0.25), shares: [0.05, 0.5, 0.9], units: 1800 },
  ];
  for (const cell of cells) {
    const { missed, judged } = errors({ ...cell, streams: 100 });
    assert.ok(missed <= 0.05 && judged > 0.1, JSON.stringify({ ...cell, missed, judged }));
  }
});

test('the sample of a test that is looked at once is that of the textbook, and ours is about 2.3 times that', () => {
  const plan = {
    variances: { baseline: 0.05 * 0.95, challenger: 0.055 * 0.945 },
    effect: 0.005,
    level: 0.95,
    power: 0.8,
  };
  // (1.95996 + 0.84162)² (0.0475 + 0.051975) / 0.005² = 31,231; at 90 to 10 the same with 0.0475 / 0.9 + 0.051975 / 0.1.
  assert.equal(neededUnitsOfOneLook({ ...plan, share: 0.5 }), { perArm: 31_231, total: 62_462 });
  close(neededUnitsOfOneLook({ ...plan, share: 0.1 }).total, 180_000, 500);
  const ours = neededUnits({ ...plan, share: 0.5 });
  close(ours.total / 62_462, 2.3, 0.1);
});

test('by the units that are asked for, the interval has seen the effect about as often as promised', () => {
  const [baseline, challenger] = [binary(0.4), binary(0.5)];
  const variances = { baseline: 0.24, challenger: 0.25 };
  const { total } = neededUnits({ variances, effect: 0.1, share: 0.5, level: 0.95, power: 0.8 });
  const times = stoppingTimes({ baseline, challenger, share: 0.5, units: total, streams: 200, every: 20 });
  const seen = times.filter(Number.isFinite).length / times.length;
  // Looks before the last add a little: 0.8 to 0.9, within three standard errors of 200 streams.
  assert.ok(seen > 0.71 && seen < 0.97, String(seen));
});

test.run();
