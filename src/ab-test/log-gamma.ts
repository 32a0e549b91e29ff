// The logarithm of the gamma function, and the tails that are made of it.

/** ln Γ(x) for x > 0, to 13 digits: `logGamma(5)` is ln 24. Stirling's series (Abramowitz and Stegun 6.1.41) from 10 on. */
export function logGamma(x: number): number {
  let product = 1;
  let at = x;
  while (at < 10) {
    product *= at;
    at += 1;
  }
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** Chance that chi-square with `degrees` of freedom exceeds `statistic`: 0.05 for 3.8415 and one (A&S 26.4.19, 6.5.29, 6.5.31). */
export function chiSquareTail(statistic: number, degrees: number): number {
  if (!(statistic > 0)) return 1;
  const shape = degrees / 2;
  const x = statistic / 2;
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  return x < shape + 1 ? 1 - front * lowerSeries(shape, x) : front * upperFraction(shape, x);
}

function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let step = 1; term > sum * Number.EPSILON; step++) {
    term *= x / (shape + step);
    sum += term;
  }
  return sum;
}

/** By Lentz's method. */
function upperFraction(shape: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let step = 1; step < 10_000; step++) {
    const a = -step * (step - shape);
    b += 2;
    d = 1 / (a * d + b || tiny);
    c = b + a / c || tiny;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 2 * Number.EPSILON) break;
  }
  return fraction;
}

/** The normal quantile of an upper tail: 1.96 for 0.025; `tail` is above 0 and at most a half. By halving. */
export function normalUpperQuantile(tail: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle ** 2, 1) / 2 > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
