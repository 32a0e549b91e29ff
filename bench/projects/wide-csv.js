// Rows to learn from and to predict: twenty uniform columns and Friedman's function of five of them, from a seed.

import { closeSync, openSync, writeSync } from 'node:fs';

const PLACES = 1_000_000;
const CHUNK = 1 << 20;

/**
 * Writes `rows` rows to `file`: x0 to x19 (of `columns`), six decimals each, and y where `target` says so:
 * 10 sin(pi x0 x1) + 20 (x2 - 0.5)^2 + 10 x3 + 5 x4 + noise (Friedman, 1991).
 */
export function writeWideCsv(file, { rows, seed, target, columns = 20 }) {
  const random = mulberry32(seed);
  const out = openSync(file, 'w');
  const names = Array.from({ length: columns }, (_, i) => `x${i}`);
  let text = `${[...names, ...(target ? ['y'] : [])].join(',')}\n`;
  const x = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      const digits = Math.floor(random() * PLACES);
      x[i] = digits / PLACES;
      text += `${i === 0 ? '' : ','}0.${String(digits + PLACES).slice(1)}`;
    }
    if (target) {
      const signal = 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4];
      text += `,${(signal + 2 * (random() + random() + random() - 1.5)).toFixed(6)}`;
    }
    text += '\n';
    if (text.length < CHUNK) continue;
    writeSync(out, text);
    text = '';
  }
  writeSync(out, text);
  closeSync(out);
}

/** Tommy Ettinger's mulberry32: 32 bits of state, the same numbers everywhere. */
export function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
