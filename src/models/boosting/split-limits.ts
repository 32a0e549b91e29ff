// What a split of a node must hold, and which of its sides is the larger.

/** In rounded hessians; `hessianUnit` is how much of them is 1. */
export type SplitLimits = { leastHessian: number; l2: number; hessianUnit: number };

/** Whether the left side has more rows than the right. */
export function weighsMore(left: Uint32Array, words: Uint32Array, sums: number, countBits: number): boolean {
  const mask = 2 ** countBits - 1;
  return 2 * (left[2] & mask) > (words[sums + 2] & mask);
}
