// Rows to learn from and to predict: twenty uniform columns and Friedman's function of five of them, from a seed.

import { closeSync, openSync, writeSync } from 'node:fs';

const PLACES = 1_000_000;
const CHUNK = 1 << 20;
const [ZERO, POINT, COMMA, LINE_FEED] = [48, 46, 44, 10];
/** 000 to 999, three digits each: as text a cell costs ten times as much, and there are up to 500 million. */
const THOUSANDS = Buffer.from(Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0')).join(''));

/**
 * Writes `rows` rows to `file`: x0 to x19 (of `columns`), six decimals each, and y where `target` says so:
 * 10 sin(pi x0 x1) + 20 (x2 - 0.5)^2 + 10 x3 + 5 x4 + noise (Friedman, 1991).
 */
export function writeWideCsv(file, { rows, seed, target, columns = 20 }) {
  const random = mulberry32(seed);
  const names = Array.from({ length: columns }, (_, i) => `x${i}`);
  const out = openSync(file, 'w');
  writeSync(out, `${[...names, ...(target ? ['y'] : [])].join(',')}\n`);
  const room = 9 * columns + 32;
  const bytes = Buffer.alloc(CHUNK + room);
  const x = new Float64Array(columns);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      const digits = Math.floor(random() * PLACES);
      x[i] = digits / PLACES;
      const high = 3 * Math.floor(digits / 1000);
      const low = 3 * (digits % 1000);
      bytes[at] = ZERO;
      bytes[at + 1] = POINT;
      bytes[at + 2] = THOUSANDS[high];
      bytes[at + 3] = THOUSANDS[high + 1];
      bytes[at + 4] = THOUSANDS[high + 2];
      bytes[at + 5] = THOUSANDS[low];
      bytes[at + 6] = THOUSANDS[low + 1];
      bytes[at + 7] = THOUSANDS[low + 2];
      bytes[at + 8] = COMMA;
      at += 9;
    }
    if (target) {
      const signal = 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4];
      at += bytes.latin1Write((signal + 2 * (random() + random() + random() - 1.5)).toFixed(6), at) + 1;
    }
    bytes[at - 1] = LINE_FEED;
    if (at < CHUNK) continue;
    writeSync(out, bytes, 0, at);
    at = 0;
  }
  writeSync(out, bytes, 0, at);
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
