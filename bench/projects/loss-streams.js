// Streams of units as an experiment sees them, drawn by seed, and what an interval makes of each of their looks.

import { armDifference, BORROWED, ENOUGH_TELLING } from '../../src/ab-test/arm-difference.ts';
import { boundary } from '../../src/ab-test/boundary.ts';
import { addLoss, noLosses } from '../../src/ab-test/loss-moments.ts';

/** A draw of numbers above 0 and below 1 (xoshiro128+ of Blackman and Vigna). */
export function uniforms(seed) {
  let [a, b, c, d] = [seed ^ 0x9e3779b9, Math.imul(seed, 2654435761), seed ^ 0x85ebca6b, seed + 1];
  const draw = () => {
    const sum = (a + d) | 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return ((sum >>> 0) + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < 20; i++) draw();
  return draw;
}

/** Losses by kind; each takes a draw of uniforms and has a mean. */
export const binary = rate => ({ mean: rate, draw: u => (u() < rate ? 1 : 0) });
export const exponential = mean => ({ mean, draw: u => -mean * Math.log(u()) });
export const lognormal = spread => ({
  mean: Math.exp(spread ** 2 / 2),
  draw: u => Math.exp(spread * normal(u)),
});
/** Squared errors of normal ones. */
export const squaredNormal = { mean: 1, draw: u => normal(u) ** 2 };
export const count = mean => ({ mean, draw: u => poisson(mean, u()) });

const normal = u => Math.sqrt(-2 * Math.log(u())) * Math.cos(2 * Math.PI * u());
function poisson(mean, at) {
  let [k, chance] = [0, Math.exp(-mean)];
  for (let sum = chance; at > sum && k < 1000; sum += chance) chance *= mean / ++k;
  return k;
}

/**
 * The share of streams of which some interval, at any unit, left out the true difference; and the share that ever had an
 * interval. `shares` is the challenger's share of units by epoch, each epoch `units / shares.length` long.
 */
export function errors(cell) {
  const { streams, shares } = cell;
  const look = shares.length === 1 ? quickStream(cell) : slowStream(cell);
  let missed = 0;
  let judged = 0;
  for (let stream = 0; stream < streams; stream++) {
    const { wrong, any } = look(uniforms(7919 * stream + 17));
    if (wrong) missed++;
    if (any) judged++;
  }
  return { missed: missed / streams, judged: judged / streams };
}

/** Every look as `mv ab` makes it. */
function slowStream({ baseline, challenger = baseline, shares, units, level = 0.95 }) {
  const truth = challenger.mean - baseline.mean;
  return u => {
    const strata = [];
    let any = false;
    for (let unit = 0; unit < units; unit++) {
      const epoch = Math.floor((unit * shares.length) / units);
      strata[epoch] ??= { baseline: noLosses(), challenger: noLosses() };
      const arm = u() < shares[epoch] ? 'challenger' : 'baseline';
      addLoss(strata[epoch][arm], (arm === 'challenger' ? challenger : baseline).draw(u));
      const { low, high } = armDifference({ strata, level });
      if (low === null) continue;
      any = true;
      if (low > truth || high < truth) return { wrong: true, any };
    }
    return { wrong: false, any };
  };
}

/** The same for one epoch, worked out in place and tens of times as fast; where a stream ends, both must agree. */
function quickStream({ baseline, challenger = baseline, shares: [share], units, level = 0.95 }) {
  const truth = challenger.mean - baseline.mean;
  const squared = Float64Array.from({ length: units + 1 }, (_, n) =>
    n < 2 ? 0 : boundary({ units: n, level }) ** 2,
  );
  return u => {
    const [first, second, all] = [noLosses(), noLosses(), noLosses()];
    let any = false;
    for (let unit = 1; unit <= units; unit++) {
      const isChallenger = u() < share;
      const loss = (isChallenger ? challenger : baseline).draw(u);
      addLoss(isChallenger ? second : first, loss);
      addLoss(all, loss);
      const [n, m] = [first.count, second.count];
      if (n === 0 || m === 0 || all.m4 <= 0) continue;
      if (Math.min(n, m) * all.m2 * all.m2 < ENOUGH_TELLING * all.m4 * unit) continue;
      any = true;
      const overall = all.m2 / (unit - 1);
      const spread =
        (first.m2 + BORROWED * overall) / (n - 1 + BORROWED) / n +
        (second.m2 + BORROWED * overall) / (m - 1 + BORROWED) / m;
      const off = second.mean - first.mean - truth;
      const wrong = off * off > spread * squared[unit];
      if (wrong || unit === units) {
        const { low, high } = armDifference({ strata: [{ baseline: first, challenger: second }], level });
        if ((low > truth || high < truth) !== wrong) throw new Error(`the two disagree at unit ${unit}`);
      }
      if (wrong) return { wrong, any };
    }
    return { wrong: false, any };
  };
}

/** At how many units each stream has its interval leave 0 out; looked at every `every` units. Infinity where never. */
export function stoppingTimes({ baseline, challenger, share, units, streams, every, level = 0.95 }) {
  return Array.from({ length: streams }, (_, stream) => {
    const u = uniforms(104729 * stream + 5);
    const stratum = { baseline: noLosses(), challenger: noLosses() };
    for (let unit = 1; unit <= units; unit++) {
      const arm = u() < share ? 'challenger' : 'baseline';
      addLoss(stratum[arm], (arm === 'challenger' ? challenger : baseline).draw(u));
      if (unit % every > 0) continue;
      const { low, high } = armDifference({ strata: [stratum], level });
      if (low !== null && (low > 0 || high < 0)) return unit;
    }
    return Number.POSITIVE_INFINITY;
  }).sort((a, b) => a - b);
}

/** The share of the same streams in which the textbook's z-test finds a difference, looked at once, after `units`. */
export function powerOfOneLook({ baseline, challenger, share, units, streams }) {
  let seen = 0;
  for (let stream = 0; stream < streams; stream++) {
    const u = uniforms(104729 * stream + 5);
    const [first, second] = [noLosses(), noLosses()];
    for (let unit = 0; unit < units; unit++) {
      const isChallenger = u() < share;
      addLoss(isChallenger ? second : first, (isChallenger ? challenger : baseline).draw(u));
    }
    const error = Math.sqrt(
      [first, second].reduce((sum, { m2, count }) => sum + m2 / (count - 1) / count, 0),
    );
    if (Math.abs(second.mean - first.mean) > 1.959964 * error) seen++;
  }
  return seen / streams;
}
