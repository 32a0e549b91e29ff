// The best threshold of one numeric feature of a node.

const MISSING: usize = 255 * 16;

/**
 * Walks the bins from the left and scores each threshold as
 * left gradients squared / (left hessians + l2) + the same of the right side; the first of equals stays.
 * Rows without a value go right, and in a second walk, where there are such rows, left.
 *
 * `sums` are those of the node. Writes to `result`: the score (f64; -1 where there is no split), the sums of the left
 * side (16 bytes), its last bin and whether missing values go left (i32 each).
 */
export function scan(
  histogram: usize,
  bins: i32,
  sums: usize,
  countBits: i32,
  leastRows: i32,
  leastHessian: f64,
  l2: f64,
  result: usize,
): void {
  store<f64>(result, -1);
  const node = v128.load(sums);
  const missing = v128.load(histogram + MISSING);
  const anyMissing = i64x2.extract_lane(missing, 1) != 0;
  // A threshold after the last bin leaves only missing values on the right.
  const last = anyMissing ? bins : bins - 1;
  walk(histogram, last, node, i64x2.splat(0), 0, countBits, leastRows, leastHessian, l2, result);
  if (anyMissing) walk(histogram, bins - 1, node, missing, 1, countBits, leastRows, leastHessian, l2, result);
}

// @ts-expect-error: decorators are AssemblyScript's
@inline
function walk(
  histogram: usize,
  last: i32,
  node: v128,
  start: v128,
  missingLeft: i32,
  countBits: i32,
  leastRows: i32,
  leastHessian: f64,
  l2: f64,
  result: usize,
): void {
  const mask: i64 = (1 << <i64>countBits) - 1;
  const shift = <i64>countBits;
  const nodeWord = i64x2.extract_lane(node, 1);
  const rows = nodeWord & mask;
  const gradient = <f64>i64x2.extract_lane(node, 0);
  const hessian = <f64>(nodeWord >> shift);
  const penalty = f64x2.splat(l2);
  let left = start;
  let best = load<f64>(result);
  for (let bin: i32 = 0; bin < last; bin++) {
    const slot = v128.load(histogram + (<usize>bin << 4));
    // Nothing in the bin: the same two sides as before.
    if (i64x2.extract_lane(slot, 1) == 0) continue;
    left = i64x2.add(left, slot);
    const word = i64x2.extract_lane(left, 1);
    const leftRows = word & mask;
    if (leftRows < leastRows) continue;
    if (rows - leftRows < leastRows) break;
    const leftHessian = <f64>(word >> shift);
    const rightHessian = hessian - leftHessian;
    if (leftHessian < leastHessian) continue;
    if (rightHessian < leastHessian) break;
    const leftGradient = <f64>i64x2.extract_lane(left, 0);
    const gradients = f64x2.replace_lane(f64x2.splat(leftGradient), 1, gradient - leftGradient);
    const hessians = f64x2.replace_lane(f64x2.splat(leftHessian), 1, rightHessian);
    const scores = f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(hessians, penalty));
    const score = f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1);
    if (score > best) {
      best = score;
      store<f64>(result, score);
      v128.store(result + 8, left);
      store<i32>(result + 24, bin);
      store<i32>(result + 28, missingLeft);
    }
  }
}
