// Texts become codes without becoming strings: a category that was seen before is recognised by its bytes.

/** Distinct byte sequences, numbered in the order of their first appearance. */
export type CategoryIndex = {
  /** The number of this sequence, new or known. */
  codeOf: (bytes: Uint8Array, start: number, end: number) => number;
  size: () => number;
  /** The sequence that bears a number. */
  bytesOf: (code: number) => Uint8Array;
};

/**
 * An empty index: a hash table with linear probing (FNV-1a over the bytes) beside one pool of bytes.
 *
 * @example index.codeOf(bytes, 0, 5) // 0
 */
export function createCategoryIndex(): CategoryIndex {
  let slots = new Int32Array(16).fill(-1);
  let hashes = new Int32Array(8);
  // offsets[code] .. offsets[code + 1] in the pool.
  let offsets = new Float64Array(9);
  let pool = new Uint8Array(64);
  let size = 0;

  const matches = (code: number, bytes: Uint8Array, start: number, end: number): boolean => {
    const from = offsets[code];
    if (offsets[code + 1] - from !== end - start) return false;
    for (let i = start; i < end; i++) if (pool[from + i - start] !== bytes[i]) return false;
    return true;
  };

  const add = (bytes: Uint8Array, start: number, end: number, hash: number): number => {
    if (size === hashes.length) {
      hashes = grown(hashes, new Int32Array(2 * size));
      offsets = grown(offsets, new Float64Array(2 * size + 1));
      hashes[size] = hash;
      slots = rehashed(hashes, size + 1);
    }
    const from = offsets[size];
    const to = from + end - start;
    if (to > pool.length) pool = grown(pool, new Uint8Array(Math.max(to, 2 * pool.length)));
    pool.set(bytes.subarray(start, end), from);
    hashes[size] = hash;
    offsets[size + 1] = to;
    return size++;
  };

  return {
    codeOf(bytes, start, end) {
      let hash = -2128831035;
      for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 16777619);
      hash ^= hash >>> 15;
      const mask = slots.length - 1;
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const code = slots[slot];
        if (code === -1) {
          // A table that is about to grow is laid out anew, so the slot found here counts only where it does not.
          if (size < hashes.length) slots[slot] = size;
          return add(bytes, start, end, hash);
        }
        if (hashes[code] === hash && matches(code, bytes, start, end)) return code;
      }
    },
    size: () => size,
    bytesOf: code => pool.subarray(offsets[code], offsets[code + 1]),
  };
}

function grown<A extends Int32Array | Float64Array | Uint8Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

/** Twice as many slots as `hashes` can name, so that at most half of them are ever taken. */
function rehashed(hashes: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(2 * hashes.length).fill(-1);
  const mask = slots.length - 1;
  for (let code = 0; code < size; code++) {
    let slot = hashes[code] & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    slots[slot] = code;
  }
  return slots;
}
