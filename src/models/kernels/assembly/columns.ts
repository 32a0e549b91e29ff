// Columns put in order, and their values put into bins.

const DIGITS: i32 = 6;
const DIGIT_BITS: i32 = 11;
const DIGIT_VALUES: i32 = 2048;

/**
 * Sorts `count` numbers, none of them NaN, in ascending order (-0 before 0), in time that grows with their count alone.
 * `spare` holds as many; `counts` holds 6 x 2048 words of 4 bytes. The result stands in `values`.
 */
export function sortNumbers(values: usize, count: usize, spare: usize, counts: usize): void {
  memory.fill(counts, 0, DIGITS * DIGIT_VALUES * 4);
  for (let i: usize = 0; i < count; i++) {
    const key = keyOf(load<i64>(values + (i << 3)));
    store<i64>(values + (i << 3), key);
    for (let digit = 0; digit < DIGITS; digit++) {
      const place = counts + (<usize>(digit * DIGIT_VALUES + digitOf(key, digit)) << 2);
      store<u32>(place, load<u32>(place) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit = 0; digit < DIGITS; digit++) {
    const places = counts + <usize>(digit * DIGIT_VALUES * 4);
    if (startsFromCounts(places, count)) continue;
    for (let i: usize = 0; i < count; i++) {
      const key = load<i64>(from + (i << 3));
      const place = places + (<usize>digitOf(key, digit) << 2);
      const at = load<u32>(place);
      store<u32>(place, at + 1);
      store<i64>(to + (<usize>at << 3), key);
    }
    const swapped = from;
    from = to;
    to = swapped;
  }
  for (let i: usize = 0; i < count; i++) store<i64>(values + (i << 3), numberOf(load<i64>(from + (i << 3))));
}

/** Counts become first places. Returns whether all keys have the same digit: then nothing moves. */
function startsFromCounts(places: usize, count: usize): bool {
  let next: u32 = 0;
  for (let value = 0; value < DIGIT_VALUES; value++) {
    const place = places + (<usize>value << 2);
    const here = load<u32>(place);
    if (<usize>here == count) return true;
    store<u32>(place, next);
    next += here;
  }
  return false;
}

// @ts-expect-error: decorators are AssemblyScript's
@inline
function digitOf(key: i64, digit: i32): i32 {
  return <i32>(<u64>key >> <u64>(digit * DIGIT_BITS)) & (DIGIT_VALUES - 1);
}

/** Bits of a number as a whole number without sign that orders alike: negative ones turned over, others moved above. */
// @ts-expect-error: decorators are AssemblyScript's
@inline
function keyOf(bits: i64): i64 {
  return bits ^ ((bits >> 63) | i64.MIN_VALUE);
}

// @ts-expect-error: decorators are AssemblyScript's
@inline
function numberOf(key: i64): i64 {
  return key ^ (((key ^ i64.MIN_VALUE) >> 63) | i64.MIN_VALUE);
}

/**
 * The bin of each value, to cells that lie `stride` bytes apart and to `column`, one after the other: the first whose
 * upper edge is not below the value.
 * `edges` are 256, padded with Infinity: eight halvings find any bin. NaN is bin 255.
 */
export function binValues(values: usize, count: usize, edges: usize, cells: usize, stride: usize, column: usize): void {
  let cell = cells;
  for (let i: usize = 0; i < count; i++) {
    const value = load<f64>(values + (i << 3));
    let bin: usize = 0;
    for (let step: usize = 128; step > 0; step >>= 1) {
      bin += load<f64>(edges + ((bin + step - 1) << 3)) < value ? step : 0;
    }
    const held: u8 = value == value ? <u8>bin : 255;
    store<u8>(cell, held);
    store<u8>(column + i, held);
    cell += stride;
  }
}
