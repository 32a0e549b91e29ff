// The arithmetic of assembly/histogram.ts, in plain TypeScript.

import { addWhole, type MemoryViews, subtractWhole } from './memory.ts';

const FEATURE_WORDS = 1024;
const MISSING_WORD = 255 * 4;

export function histogramKernels({ bytes, words }: MemoryViews) {
  function addPair(to: number, from: number): void {
    addWhole(words, to, from);
    addWhole(words, to + 2, from + 2);
  }

  function subtractPair(to: number, one: number, other: number): void {
    subtractWhole(words, to, one, other);
    subtractWhole(words, to + 2, one + 2, other + 2);
  }

  return {
    addRows(
      cells: number,
      stride: number,
      first: number,
      last: number,
      order: number,
      from: number,
      to: number,
      pairs: number,
      histogram: number,
    ): void {
      for (let at = from; at < to; at++) {
        const row = words[(order >> 2) + at];
        const pair = (pairs >> 2) + row * 4;
        const rowCells = cells + row * stride;
        for (let feature = first; feature < last; feature++) {
          addPair((histogram >> 2) + feature * FEATURE_WORDS + bytes[rowCells + feature] * 4, pair);
        }
      }
    },

    clearBins(histogram: number, bins: number): void {
      const start = histogram >> 2;
      words.fill(0, start, start + bins * 4);
      words.fill(0, start + MISSING_WORD, start + MISSING_WORD + 4);
    },

    subtractBins(histogram: number, child: number, bins: number): void {
      const start = histogram >> 2;
      const childStart = child >> 2;
      for (let at = 0; at < bins * 4; at += 4) subtractPair(start + at, start + at, childStart + at);
      subtractPair(start + MISSING_WORD, start + MISSING_WORD, childStart + MISSING_WORD);
    },

    sumBins(histogram: number, bins: number, sums: number): void {
      const start = histogram >> 2;
      words.fill(0, sums >> 2, (sums >> 2) + 4);
      addPair(sums >> 2, start + MISSING_WORD);
      for (let at = 0; at < bins * 4; at += 4) addPair(sums >> 2, start + at);
    },

    subtractSums(node: number, child: number, other: number): void {
      subtractPair(other >> 2, node >> 2, child >> 2);
    },
  };
}
