// The results of assembly/columns.ts, in plain TypeScript.

import type { MemoryViews } from './memory.ts';

export function columnKernels({ bytes, numbers }: MemoryViews) {
  return {
    /** The radix sort's scratch memory is not needed here. */
    sortNumbers(values: number, count: number, _spare: number, _counts: number): void {
      numbers.subarray(values >> 3, (values >> 3) + count).sort();
    },

    binValues(
      values: number,
      count: number,
      edges: number,
      cells: number,
      stride: number,
      column: number,
    ): void {
      const upper = numbers.subarray(edges >> 3, (edges >> 3) + 256);
      for (let i = 0; i < count; i++) {
        const value = numbers[(values >> 3) + i];
        let bin = 0;
        for (let step = 128; step > 0; step >>= 1) if (upper[bin + step - 1] < value) bin += step;
        bytes[cells + i * stride] = bytes[column + i] = Number.isNaN(value) ? 255 : bin;
      }
    },
  };
}
