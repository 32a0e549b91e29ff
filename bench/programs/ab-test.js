// How often the intervals of `mv ab` err, how often they say too much, and how many units they take: a line of JSON a cell.
// `node ab-test.js <streams> [<words of cells, with | between>]`. Every stream is looked at at every unit.

import { neededUnits, neededUnitsOfOneLook } from '../../src/ab-test/needed-units.ts';
import { sampleRatio } from '../../src/ab-test/sample-ratio.ts';
import { guardrailErrors } from '../projects/guardrail-streams.js';
import {
  binary,
  count,
  errors,
  exponential,
  lognormal,
  powerOfOneLook,
  squaredNormal,
  stoppingTimes,
  uniforms,
} from '../projects/loss-streams.js';

const streams = Number(process.argv[2] ?? 1000);
const say = row => process.stdout.write(`${JSON.stringify(row)}\n`);
const wanted = name => (process.argv[3] ?? '').split('|').some(word => name.includes(word));
const percent = share => Math.round(share * 10_000) / 100;

const kinds = [
  ['0/1, 1 %', binary(0.01), 10_000, 30_000],
  ['0/1, 5 %', binary(0.05), 5000],
  ['0/1, 20 %', binary(0.2), 5000],
  ['0/1, 50 %', binary(0.5), 5000],
  ['counts of mean 0.05', count(0.05), 5000],
  ['counts of mean 2', count(2), 5000],
  ['exponential', exponential(1), 5000],
  ['lognormal, 1', lognormal(1), 5000],
  ['squared normal', squaredNormal, 5000],
];
for (const [name, baseline, ofHalves, ofTenths = ofHalves] of kinds) {
  for (const share of wanted(`A/A, ${name}`) ? [0.5, 0.1] : []) {
    const units = share === 0.5 ? ofHalves : ofTenths;
    const { missed, judged } = errors({ baseline, shares: [share], units, streams });
    say({ name: `A/A, ${name}`, share, units, streams, errs: percent(missed), judged: percent(judged) });
  }
}
for (const share of wanted('long') ? [0.5, 0.1] : []) {
  const [units, fewer] = [100_000, Math.ceil(streams / 10)];
  const { missed, judged } = errors({
    baseline: binary(share / 2),
    shares: [share],
    units,
    streams: fewer,
  });
  say({
    name: `A/A, long, 0/1, ${percent(share / 2)} %`,
    ...{ share, units, streams: fewer, errs: percent(missed), judged: percent(judged) },
  });
}
const apart = [
  ['20 % against 10 %', binary(0.2), binary(0.1), [0.5]],
  ['50 % against 45 %', binary(0.5), binary(0.45), [0.1]],
  ['counts of mean 0.5 against 0.4', count(0.5), count(0.4), [0.5]],
  ['counts of mean 2 against 1', count(2), count(1), [0.1]],
  ['exponential, 2 against 1', exponential(2), exponential(1), [0.5]],
  ['5 % against 1 %', binary(0.05), binary(0.01), [0.1]],
  ['5 % against 50 %', binary(0.05), binary(0.5), [0.1]],
  ['1 % against 5 %', binary(0.01), binary(0.05), [0.5]],
  ['exponential, 1 against 2', exponential(1), exponential(2), [0.1]],
  ['lognormal, 0.5 against 1.5', lognormal(0.5), lognormal(1.5), [0.5]],
  ['20 %, weights 5, 20, 50 in turn', binary(0.2), binary(0.18), [0.05, 0.2, 0.5]],
];
for (const [name, baseline, challenger, shares] of apart) {
  if (!wanted(`misses, ${name}`)) continue;
  const { missed, judged } = errors({ baseline, challenger, shares, units: 5000, streams });
  say({
    name: `misses, ${name}`,
    shares,
    units: 5000,
    streams,
    errs: percent(missed),
    judged: percent(judged),
  });
}

const powers = [
  ['20 % against 18 %', binary(0.2), binary(0.18), { baseline: 0.16, challenger: 0.1476 }],
  ['5 % against 4 %', binary(0.05), binary(0.04), { baseline: 0.0475, challenger: 0.0384 }],
  ['counts of mean 2 against 1.8', count(2), count(1.8), { baseline: 2, challenger: 1.8 }],
  ['exponential, 1 against 0.9', exponential(1), exponential(0.9), { baseline: 1, challenger: 0.81 }],
];
for (const [name, baseline, challenger, variances] of wanted('power') ? powers : []) {
  for (const share of [0.5, 0.1]) {
    const effect = baseline.mean - challenger.mean;
    const plan = { variances, effect, share, level: 0.95, power: 0.8 };
    const { total } = neededUnits(plan);
    const ofOneLook = neededUnitsOfOneLook(plan).total;
    const few = Math.min(streams, 400);
    const cell = { baseline, challenger, share, units: total, streams: few, every: 50 };
    const times = stoppingTimes(cell);
    const by = units => percent(times.filter(time => time <= units).length / few);
    say({
      name: `power, ${name}`,
      ...{ share, units: total, streams: few, ofOneLook, seen: by(total), seenByOneLook: by(ofOneLook) },
      ...{ oneLook: percent(powerOfOneLook({ ...cell, units: ofOneLook })) },
      median: times[Math.floor(few / 2)],
    });
  }
}

const rails = [
  ['failures, 0.5 %', 'failures', 'at_most', binary(0.005), 3000],
  ['failures, 5 %', 'failures', 'at_most', binary(0.05), 2000],
  ['accuracy, 50 %', 'failures', 'at_most', binary(0.5), 1000],
  ['mae, exponential', 'mae', 'at_most', exponential(1), 3000],
  ['mae, lognormal 1', 'mae', 'at_most', lognormal(1), 3000],
  ['rmse, squared normal', 'rmse', 'at_most', squaredNormal, 3000],
  ['failures, 5 %, by the baseline', 'mae', 'worse_by', binary(0.05), 2000],
  ['mae, exponential, by the baseline', 'mae', 'worse_by', exponential(1), 2000],
];
for (const [name, metric, kind, losses, units] of rails) {
  if (!wanted(`guardrail, ${name}`)) continue;
  const { crossed, judged } = guardrailErrors({ losses, metric, kind, units, streams });
  say({ name: `guardrail, ${name}`, units, streams, errs: percent(crossed), judged: percent(judged) });
}

for (const weights of [
  [50, 50],
  [90, 10],
  [80, 10, 10],
]) {
  if (!wanted('sample ratio')) break;
  const sum = weights.reduce((all, weight) => all + weight);
  let called = 0;
  for (let stream = 0; stream < streams; stream++) {
    const u = uniforms(31 * stream + 7);
    const units = weights.map(() => 0);
    for (let unit = 0; unit < 5000; unit++) {
      let at = u() * sum;
      let arm = 0;
      while (at >= weights[arm] && arm < weights.length - 1) at -= weights[arm++];
      units[arm]++;
      if (!sampleRatio([{ weights, units }]).mismatch) continue;
      called++;
      break;
    }
  }
  say({ name: `sample ratio, ${weights.join('/')}`, units: 5000, streams, errs: percent(called / streams) });
}
