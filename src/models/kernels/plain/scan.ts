// The arithmetic of assembly/scan.ts, in plain TypeScript.

import { addWhole, countIn, hessianIn, type MemoryViews, readWhole } from './memory.ts';

const MISSING_WORD = 255 * 4;

export function scanKernels({ words, numbers }: MemoryViews) {
  const left = new Uint32Array(4);

  function walk(
    histogram: number,
    last: number,
    sums: number,
    missingLeft: boolean,
    countBits: number,
    leastRows: number,
    leastHessian: number,
    l2: number,
    result: number,
  ): void {
    const start = histogram >> 2;
    const node = sums >> 2;
    const rows = countIn(words, node + 2, countBits);
    const gradient = readWhole(words, node);
    const hessian = hessianIn(words, node + 2, countBits);
    const missing = start + MISSING_WORD;
    left.fill(0);
    if (missingLeft) left.set(words.subarray(missing, missing + 4));
    const slot = words.subarray(start, start + 1024);
    const sum = new Uint32Array(8);
    for (let bin = 0; bin < last; bin++) {
      if (slot[bin * 4 + 2] === 0 && slot[bin * 4 + 3] === 0) continue;
      sum.set(left);
      sum.set(slot.subarray(bin * 4, bin * 4 + 4), 4);
      addWhole(sum, 0, 4);
      addWhole(sum, 2, 6);
      left.set(sum.subarray(0, 4));
      const leftRows = countIn(left, 2, countBits);
      if (leftRows < leastRows) continue;
      if (rows - leftRows < leastRows) break;
      const leftHessian = hessianIn(left, 2, countBits);
      const rightHessian = hessian - leftHessian;
      if (leftHessian < leastHessian) continue;
      if (rightHessian < leastHessian) break;
      const leftGradient = readWhole(left, 0);
      const rightGradient = gradient - leftGradient;
      const score =
        (leftGradient * leftGradient) / (leftHessian + l2) +
        (rightGradient * rightGradient) / (rightHessian + l2);
      if (score > numbers[result >> 3]) {
        numbers[result >> 3] = score;
        words.set(left, (result >> 2) + 2);
        words[(result >> 2) + 6] = bin;
        words[(result >> 2) + 7] = missingLeft ? 1 : 0;
      }
    }
  }

  return {
    scan(
      histogram: number,
      bins: number,
      sums: number,
      countBits: number,
      leastRows: number,
      leastHessian: number,
      l2: number,
      result: number,
    ): void {
      numbers[result >> 3] = -1;
      const missing = (histogram >> 2) + MISSING_WORD;
      const anyMissing = words[missing + 2] !== 0 || words[missing + 3] !== 0;
      const last = anyMissing ? bins : bins - 1;
      walk(histogram, last, sums, false, countBits, leastRows, leastHessian, l2, result);
      if (anyMissing) walk(histogram, bins - 1, sums, true, countBits, leastRows, leastHessian, l2, result);
    },
  };
}
