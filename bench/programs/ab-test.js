// How often the intervals of `mv ab` err, how often they say too much, and how many units they take: a line of JSON a cell.
// `node ab-test.js <streams> [<words of cells, with | between>]`. Every stream is looked at at every unit.

import { neededUnits, neededUnitsOfOneLook } from '../../src/ab-test/needed-units.ts';
import { sampleRatio } from '../../src/ab-test/sample-ratio.ts';
import {
  binary,
  count,
  errors,
  exponential,
  lognormal,
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
];
for (const [name, baseline, ofHalves, ofTenths = ofHalves] of kinds) {
  for (const share of wanted(`A/A, ${name}`) ? [0.5, 0.1] : []) {
    const units = share === 0.5 ? ofHalves : ofTenths;
    const { missed, judged } = errors({ baseline, shares: [share], units, streams });
    say({ name: `A/A, ${name}`, share, units, streams, errs: percent(missed), judged: percent(judged) });
  }
}
const apart = [
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

for (const share of wanted('power') ? [0.5, 0.1] : []) {
  const plan = {
    variances: { baseline: 0.16, challenger: 0.1539 },
    effect: 0.02,
    share,
    level: 0.95,
    power: 0.8,
  };
  const { total } = neededUnits(plan);
  const times = stoppingTimes({
    baseline: binary(0.2),
    challenger: binary(0.18),
    share,
    units: total,
    streams: Math.min(streams, 200),
    every: 50,
  });
  const fixed = neededUnitsOfOneLook(plan).total;
  const seen = times.filter(Number.isFinite).length / times.length;
  say({
    name: 'power, 20 % against 18 %',
    share,
    units: total,
    ofOneLook: fixed,
    seen: percent(seen),
    median: times[Math.floor(times.length / 2)],
  });
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
