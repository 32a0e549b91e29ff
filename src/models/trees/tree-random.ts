// Randomness of a forest: a stream for each tree, so that trees may be grown in any order and by any thread.

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** The stream of one tree. Trees of a forest never share a seed: each step below is one to one. */
export function randomOfTree(seed: number, tree: number): RandomGenerator {
  return xoroshiro128plus(scramble(scramble(seed) + Math.imul(tree, 0x9e3779b9)));
}

/** Spreads near numbers over all 32-bit ones, one to one (the finalizer of MurmurHash3, Appleby, public domain). */
function scramble(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** A whole number from 0 to `limit` - 1. The bias is below limit / 2^32, far under what a forest could show. */
export function belowOf(random: RandomGenerator, limit: number): number {
  return Math.floor(((random.next() >>> 0) * limit) / 2 ** 32);
}

/** How often each of `rows` rows is drawn in `rows` draws with replacement. */
export function bootstrapWeights(random: RandomGenerator, rows: number): Uint32Array {
  const weights = new Uint32Array(rows);
  for (let draw = 0; draw < rows; draw++) weights[belowOf(random, rows)]++;
  return weights;
}
