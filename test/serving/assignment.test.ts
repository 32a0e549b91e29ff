// Who meets which arm.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Arms } from '../../src/serving/arms.ts';
import { assignArm, uniformOf } from '../../src/serving/assignment.ts';

const arms = (...weights: number[]): Arms =>
  weights.map((weight, at) => ({ branch: `arm-${at}`, weight })) as unknown as Arms;

test('the number that a unit draws is the one that hashlib of Python 3.11 gives', () => {
  // (int.from_bytes(sha256(b"checkout\0prod\0user-1").digest()[:8], "big") >> 12) + 0.5) / 2**52
  assert.is(uniformOf('checkout', 'prod', 'user-1'), 0.5513420542298254);
  assert.is(uniformOf('checkout', 'b', 'user-1'), 0.8735757997459289);
  assert.is(uniformOf('checkout', 'b', 'user-3'), 0.19880588519348763);
});

test('shares of 1,000,000 units are the weights, to within four standard deviations', () => {
  const [units, share] = [1_000_000, 0.1];
  const split = arms(90, 10);
  let met = 0;
  for (let unit = 0; unit < units; unit++) if (assignArm('x', `u${unit}`, split) === split[1]) met++;
  const deviation = Math.sqrt(units * share * (1 - share));
  assert.ok(Math.abs(met - units * share) <= 4 * deviation, `${met}`);
});

test('a ramp moves as few units as can be where what grows grows alike, and a few more where it does not', () => {
  const units = 50_000;
  const ramp = (before: Arms, after: Arms) => {
    const [was, is] = [before, after].map(split =>
      Array.from({ length: units }, (_, unit) => split.indexOf(assignArm('x', `u${unit}`, split))),
    );
    const met = (arms: number[], arm: number) => arms.filter(each => each === arm).length;
    return {
      moved: was.filter((arm, unit) => arm !== is[unit]).length,
      // What the arms that shrank lost has moved, whoever assigns.
      least: before.reduce((sum, _, arm) => sum + Math.max(0, met(was, arm) - met(is, arm)), 0),
    };
  };
  for (const [before, after, share] of [
    [arms(80, 10, 10), arms(60, 20, 20), 0.2],
    [arms(90, 10), arms(50, 50), 0.4],
    [arms(100, 0), arms(90, 10), 0.1],
  ] as const) {
    const { moved, least } = ramp(before, after);
    assert.is(moved, least);
    assert.ok(Math.abs(moved / units - share) <= 4 * Math.sqrt((share * (1 - share)) / units), `${moved}`);
  }
  // Some go from the one that grew by half to the one that grew by more. Ranges laid end to end would move 30 %.
  const { moved, least } = ramp(arms(80, 10, 10), arms(60, 25, 15));
  assert.ok(moved > least && moved < 1.05 * least, `${moved} ${least}`);
});

test('an arm of weight 0 meets nobody, and the order of the arms leaves no trace', () => {
  const some = arms(50, 0, 50);
  const turned = [...some].reverse() as unknown as Arms;
  for (let unit = 0; unit < 5_000; unit++) {
    const { branch } = assignArm('x', `u${unit}`, some);
    assert.is.not(branch, 'arm-1');
    assert.is(assignArm('x', `u${unit}`, turned).branch, branch);
  }
});

test('experiments assign independently of each other', () => {
  const split = arms(50, 50);
  let same = 0;
  for (let unit = 0; unit < 20_000; unit++) {
    if (assignArm('one', `u${unit}`, split) === assignArm('other', `u${unit}`, split)) same++;
  }
  assert.ok(Math.abs(same - 10_000) <= 4 * Math.sqrt(20_000 / 4), `${same}`);
});

test.run();
