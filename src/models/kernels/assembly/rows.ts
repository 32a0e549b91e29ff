// Rows of a node parted in two, and what a leaf predicts added to its rows.

/**
 * Writes rows order[from..to) to `aside`: those whose bin `goesLeft` (a byte a bin) from `from` upwards, the others
 * from `to` downwards. Returns how many go left. `column` are the bins of the feature, row after row.
 */
export function partRows(
  column: usize,
  order: usize,
  from: usize,
  to: usize,
  goesLeft: usize,
  aside: usize,
): i32 {
  let left = aside + (from << 2);
  let right = aside + (to << 2) - 4;
  const end = order + (to << 2);
  for (let at = order + (from << 2); at < end; at += 4) {
    const row = load<u32>(at);
    const isLeft = <usize>load<u8>(goesLeft + load<u8>(column + <usize>row));
    // Written to both sides, for a wrong guess of the processor costs more: only one of the two moves on.
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right -= (1 - isLeft) << 2;
  }
  return <i32>((left - aside) >> 2) - <i32>from;
}

/** Copies `count` rows from `aside` to `order`. */
export function copyRows(aside: usize, order: usize, count: usize): void {
  memory.copy(order, aside, count << 2);
}

/** Copies `count` rows that end before `asideEnd` to `order`, last first. */
export function copyRowsReversed(asideEnd: usize, order: usize, count: usize): void {
  let from = asideEnd - 4;
  const end = order + (count << 2);
  for (let at = order; at < end; at += 4) {
    store<u32>(at, load<u32>(from));
    from -= 4;
  }
}

/** raw[row] += value, for rows order[from..to). */
export function addToRows(raw: usize, order: usize, from: usize, to: usize, value: f64): void {
  for (let at = from; at < to; at++) {
    const place = raw + ((<usize>load<u32>(order + (at << 2))) << 3);
    store<f64>(place, load<f64>(place) + value);
  }
}
