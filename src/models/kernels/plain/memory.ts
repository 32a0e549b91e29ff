// The memory that kernels work on, seen as the plain ones see it: one array for each kind of number over all of it.

export type MemoryViews = {
  bytes: Uint8Array;
  /** Words of 4 bytes; a whole number of 8 bytes is two of them, the low one first. */
  words: Uint32Array;
  numbers: Float64Array;
};

export function viewsOf(buffer: ArrayBufferLike): MemoryViews {
  return {
    bytes: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
    numbers: new Float64Array(buffer),
  };
}

const WORD = 2 ** 32;

/** The whole number of 8 bytes whose low word has this index; exact below 2^53. */
export function readWhole(words: Uint32Array, index: number): number {
  return (words[index + 1] | 0) * WORD + words[index];
}

/** Writes a whole number of up to 53 bits. */
export function writeWhole(words: Uint32Array, index: number, value: number): void {
  const high = Math.floor(value / WORD);
  words[index + 1] = high;
  words[index] = value - high * WORD;
}

/** words[to] += words[from], as whole numbers of 8 bytes. */
export function addWhole(words: Uint32Array, to: number, from: number): void {
  const low = words[to] + words[from];
  words[to] = low;
  words[to + 1] += words[from + 1] + (low >= WORD ? 1 : 0);
}

/** words[to] = words[one] - words[other], as whole numbers of 8 bytes. */
export function subtractWhole(words: Uint32Array, to: number, one: number, other: number): void {
  const low = words[one] - words[other];
  words[to + 1] = words[one + 1] - words[other + 1] - (low < 0 ? 1 : 0);
  words[to] = low;
}

/** Of hessians packed above a count: the count. */
export function countIn(words: Uint32Array, index: number, countBits: number): number {
  return words[index] & (2 ** countBits - 1);
}

/** Of hessians packed above a count: the sum of hessians, rounded as a double. */
export function hessianIn(words: Uint32Array, index: number, countBits: number): number {
  return (words[index + 1] | 0) * 2 ** (32 - countBits) + (words[index] >>> countBits);
}
