// Histograms of a node: by feature 256 slots of 16 bytes, one a bin: the sum of gradients, and the sum of hessians
// packed above the count of rows. Whole numbers, so that the order in which rows are added leaves no trace.

/** Bytes of one feature's histogram, and where in it rows without a value are counted. */
const FEATURE: usize = 4096;
const MISSING: usize = 255 * 16;

// @ts-expect-error: decorators are AssemblyScript's
@inline
function add(slot: usize, pair: v128): void {
  v128.store(slot, i64x2.add(v128.load(slot), pair));
}

/** Rows dealt with at a time: what is read of them and four histograms stay in the first cache. */
const BLOCK: usize = 256;

/**
 * Adds rows order[from..to) to the histograms of features first..last-1, both even. Block by block of rows, four
 * features at a time: their bins are read as one word.
 */
export function addRows(
  cells: usize,
  stride: usize,
  first: usize,
  last: usize,
  order: usize,
  from: usize,
  to: usize,
  pairs: usize,
  histogram: usize,
): void {
  for (let start = from; start < to; start += BLOCK) {
    const end = min(to, start + BLOCK);
    let feature = first;
    for (; feature + 4 <= last; feature += 4) {
      addFour(cells + feature, stride, order + (start << 2), order + (end << 2), pairs, histogram + feature * FEATURE);
    }
    if (feature < last) {
      addTwo(cells + feature, stride, order + (start << 2), order + (end << 2), pairs, histogram + feature * FEATURE);
    }
  }
}

function addFour(cells: usize, stride: usize, order: usize, end: usize, pairs: usize, slots: usize): void {
  for (let at = order; at < end; at += 4) {
    const row = <usize>load<u32>(at);
    const pair = v128.load(pairs + (row << 4));
    const bins = load<u32>(cells + row * stride);
    add(slots + ((bins << 4) & 0xff0), pair);
    add(slots + FEATURE + ((bins >> 4) & 0xff0), pair);
    add(slots + 2 * FEATURE + ((bins >> 12) & 0xff0), pair);
    add(slots + 3 * FEATURE + ((bins >> 20) & 0xff0), pair);
  }
}

function addTwo(cells: usize, stride: usize, order: usize, end: usize, pairs: usize, slots: usize): void {
  for (let at = order; at < end; at += 4) {
    const row = <usize>load<u32>(at);
    const pair = v128.load(pairs + (row << 4));
    const bins = <u32>load<u16>(cells + row * stride);
    add(slots + ((bins << 4) & 0xff0), pair);
    add(slots + FEATURE + ((bins >> 4) & 0xff0), pair);
  }
}

/** Sets the first `bins` slots of one feature, and that of missing values, to 0. */
export function clearBins(histogram: usize, bins: usize): void {
  memory.fill(histogram, 0, bins << 4);
  v128.store(histogram + MISSING, i64x2.splat(0));
}

/** What a node has and one of its children has not is what the other child has. */
export function subtractBins(histogram: usize, child: usize, bins: usize): void {
  for (let at: usize = 0; at < bins << 4; at += 16) {
    v128.store(histogram + at, i64x2.sub(v128.load(histogram + at), v128.load(child + at)));
  }
  v128.store(
    histogram + MISSING,
    i64x2.sub(v128.load(histogram + MISSING), v128.load(child + MISSING)),
  );
}

/** What all rows of a histogram add up to, to the 16 bytes at `sums`: any feature has them all. */
export function sumBins(histogram: usize, bins: usize, sums: usize): void {
  let total = v128.load(histogram + MISSING);
  for (let at: usize = 0; at < bins << 4; at += 16) total = i64x2.add(total, v128.load(histogram + at));
  v128.store(sums, total);
}

/** What a child of a node holds, given the other: 16 bytes each. */
export function subtractSums(node: usize, child: usize, other: usize): void {
  v128.store(other, i64x2.sub(v128.load(node), v128.load(child)));
}
