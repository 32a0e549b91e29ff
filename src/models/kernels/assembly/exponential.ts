// e^x the same to the last bit on every machine, from additions and multiplications alone.

const LOG2_E: f64 = 1.4426950408889634;
// ln 2 in two parts; the first has so few digits that a whole number times it is exact (Cody and Waite, 1980).
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/** Within 2 units in the last place; x is held to -708 to 708. */
export function exponential(x: f64): f64 {
  const held = Math.min(Math.max(x, -708), 708);
  const power = Math.floor(held * LOG2_E + 0.5);
  const rest = held - power * LN2_HIGH - power * LN2_LOW;
  // Taylor's series, |rest| <= ln 2 / 2: the first term left out is below 2^-57.
  let sum: f64 = 1 / 6227020800.0;
  sum = sum * rest + 1 / 479001600.0;
  sum = sum * rest + 1 / 39916800.0;
  sum = sum * rest + 1 / 3628800.0;
  sum = sum * rest + 1 / 362880.0;
  sum = sum * rest + 1 / 40320.0;
  sum = sum * rest + 1 / 5040.0;
  sum = sum * rest + 1 / 720.0;
  sum = sum * rest + 1 / 120.0;
  sum = sum * rest + 1 / 24.0;
  sum = sum * rest + 1 / 6.0;
  sum = sum * rest + 0.5;
  sum = sum * rest + 1;
  sum = sum * rest + 1;
  // 2^power, put together from its exponent.
  return sum * reinterpret<f64>((<i64>power + 1023) << 52);
}
