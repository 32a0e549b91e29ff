// e^x and ln x the same to the last bit on every machine. `exponential` is assembly/exponential.ts in plain TypeScript.

const LOG2_E = Math.LOG2E;
// ln 2 in two parts; the first has so few digits that a whole number times it is exact (Cody and Waite, 1980).
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const bits = new DataView(new ArrayBuffer(8));

/** Within 2 units in the last place; x is held to -708 to 708. 0 -> 1 */
export function exponential(x: number): number {
  const held = Math.min(Math.max(x, -708), 708);
  const power = Math.floor(held * LOG2_E + 0.5);
  const rest = held - power * LN2_HIGH - power * LN2_LOW;
  let sum = 1 / 6227020800;
  sum = sum * rest + 1 / 479001600;
  sum = sum * rest + 1 / 39916800;
  sum = sum * rest + 1 / 3628800;
  sum = sum * rest + 1 / 362880;
  sum = sum * rest + 1 / 40320;
  sum = sum * rest + 1 / 5040;
  sum = sum * rest + 1 / 720;
  sum = sum * rest + 1 / 120;
  sum = sum * rest + 1 / 24;
  sum = sum * rest + 1 / 6;
  sum = sum * rest + 0.5;
  sum = sum * rest + 1;
  sum = sum * rest + 1;
  // 2^power, put together from its exponent.
  bits.setUint32(0, (power + 1023) << 20);
  bits.setUint32(4, 0);
  return sum * bits.getFloat64(0);
}

/** Within 2 units in the last place, for finite x above 0. 10 -> 2.302585092994046 */
export function logarithm(x: number): number {
  // Denormals have fewer bits: made normal first.
  const lifted = x < 2 ** -1022;
  bits.setFloat64(0, lifted ? x * 2 ** 54 : x);
  const high = bits.getUint32(0);
  let power = (high >>> 20) - 1023 - (lifted ? 54 : 0);
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    power++;
  }
  // ln m = 2 (s + s^3/3 + s^5/5 + ...), s = (m - 1) / (m + 1), at most .172: the first term left out is below 2^-57.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let odd = 21; odd >= 3; odd -= 2) series = (series + 1 / odd) * square;
  return power * LN2_HIGH + (2 * s + (2 * s * series + power * LN2_LOW));
}
