import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logCountTails } from '../../../src/monitoring/drift/count-tails.ts';
import { missingShareP } from '../../../src/monitoring/drift/missing-share.ts';
import { logChiSquareTail, logLowerGamma, logNormalTails } from '../../../src/monitoring/drift/tails.ts';

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${value} ${expected}`);

// scipy 1.17.1 throughout.

test('tails of the normal, far out too: log(2) + norm.logsf(z)', () => {
  near(logNormalTails(0.5), -0.4827645810336735);
  near(logNormalTails(-2), -3.0900371531220863);
  near(logNormalTails(5), -14.371851213428782);
  near(logNormalTails(12), -74.71752582100886);
  assert.is(logNormalTails(0), 0);
});

test('tails of chi-square: chi2.logsf', () => {
  near(logChiSquareTail(3, 4), -0.5837092681258446);
  near(logChiSquareTail(25, 4), -9.897310314555616);
  near(logChiSquareTail(0.1, 1), -0.2852455311696769);
  near(logChiSquareTail(700, 600), -5.844503353185016);
  near(logChiSquareTail(300, 4), -144.98272016318506);
  near(logChiSquareTail(1024, 1023), -0.7229740488823156);
  assert.is(logChiSquareTail(3, 0), 0);
});

test('tails of Poisson counts: poisson.logsf(a - 1, mean)', () => {
  near(logLowerGamma(3, 0.5), -4.241383135455769);
  near(logLowerGamma(10, 2.5), -8.19022275922605);
  near(logLowerGamma(1, 7), -0.0009122979828390252);
});

test('counts without return: twice the tail of hypergeom(1000, 60, 100)', () => {
  const urn = { own: 60, other: 940, draws: 100, returns: -1 } as const;
  near(logCountTails(urn, 12), -3.7360974350500453);
  near(logCountTails(urn, 1), -3.737696226807523);
  near(logCountTails(urn, 0), -5.833793765595573);
  near(logCountTails(urn, 30), -35.690386092511666);
  assert.is(logCountTails(urn, 6), 0);
  assert.is(logCountTails(urn, 61), Number.NEGATIVE_INFINITY);
  // What is no whole count, because rows count for less than one, is taken for the nearer to the mean.
  assert.is(logCountTails(urn, 12.9), logCountTails(urn, 12));
  assert.is(logCountTails(urn, 0.2), logCountTails(urn, 1));
});

test('counts with return: twice the sum of betabinom(100, 5, 996).pmf', () => {
  const urn = { own: 5, other: 996, draws: 100, returns: 1 } as const;
  near(logCountTails(urn, 3), -3.2454496591604416);
  near(logCountTails(urn, 6), -8.791868439541386);
  near(logCountTails(urn, 1), -0.27537277168580715);
});

test('missing values are held against chance exactly: twice Fisher, 5 of 100 beside 10 of 1,000', () => {
  const p = missingShareP(
    { rows: 1000, missing: 10 },
    { rows: 100, missing: 5 },
    { time: 1, settled: true, stretches: [] },
  );
  // fisher_exact([[5, 95], [10, 990]], alternative='greater')
  near(p, 2 * 0.008070963859527349);
});

test('missing values that come in runs count for less', () => {
  const shares = [
    { rows: 1000, missing: 10 },
    { rows: 100, missing: 5 },
  ] as const;
  const p = (time: number, settled = true) => missingShareP(...shares, { time, settled, stretches: [] });
  assert.ok(p(4) > p(1));
  assert.is(p(4, false), 1);
});

test.run();
