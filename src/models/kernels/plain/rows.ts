// The arithmetic of assembly/rows.ts, in plain TypeScript.

import type { MemoryViews } from './memory.ts';

export function rowKernels({ bytes, words, numbers }: MemoryViews) {
  return {
    partRows(
      column: number,
      order: number,
      from: number,
      to: number,
      goesLeft: number,
      aside: number,
    ): number {
      let left = (aside >> 2) + from;
      let right = (aside >> 2) + to - 1;
      for (let at = from; at < to; at++) {
        const row = words[(order >> 2) + at];
        if (bytes[goesLeft + bytes[column + row]] === 1) words[left++] = row;
        else words[right--] = row;
      }
      return left - (aside >> 2) - from;
    },

    copyRows(aside: number, order: number, count: number): void {
      words.copyWithin(order >> 2, aside >> 2, (aside >> 2) + count);
    },

    copyRowsReversed(asideEnd: number, order: number, count: number): void {
      for (let i = 0; i < count; i++) words[(order >> 2) + i] = words[(asideEnd >> 2) - 1 - i];
    },

    addToRows(raw: number, order: number, from: number, to: number, value: number): void {
      for (let at = from; at < to; at++) numbers[(raw >> 3) + words[(order >> 2) + at]] += value;
    },
  };
}
