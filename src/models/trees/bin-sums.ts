// Sums of a node's rows by bin of one feature, and the bins that have any: the histogram that a split is found in.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import type { SearchSpace } from './split.ts';

/** From this many rows on, looking at every bin of a feature costs less than noting which are used. */
const MANY_ROWS = 100;

export class BinSums {
  /** Bins that have rows, ascending, the missing one not among them; then what they hold. */
  readonly presentBins = new Uint8Array(256);
  readonly presentSums = new Float64Array(256);
  readonly presentCounts = new Float64Array(256);
  missingSum = 0;
  missingCount = 0;

  readonly #space: SearchSpace;
  // By bin; all 0 between calls. Bit b of #used: bin b has rows.
  readonly #sums = new Float64Array(256);
  readonly #counts = new Float64Array(256);
  readonly #used = new Int32Array(8);

  constructor(space: SearchSpace) {
    this.#space = space;
  }

  /** Row i of the node begins at offsets[i] of the cells and adds sums[i] and counts[i]. Returns how many bins are present. */
  read(
    feature: number,
    rows: number,
    offsets: Uint32Array,
    sums: Float64Array,
    counts: Float64Array,
  ): number {
    const present =
      rows >= MANY_ROWS
        ? this.#readAll(feature, rows, offsets, sums, counts)
        : this.#readUsed(feature, rows, offsets, sums, counts);
    this.missingSum = this.#sums[MISSING_BIN];
    this.missingCount = this.#counts[MISSING_BIN];
    this.#sums[MISSING_BIN] = 0;
    this.#counts[MISSING_BIN] = 0;
    return present;
  }

  #readAll(
    feature: number,
    rows: number,
    offsets: Uint32Array,
    sums: Float64Array,
    counts: Float64Array,
  ): number {
    const { cells } = this.#space.binned;
    const binSums = this.#sums;
    const binCounts = this.#counts;
    for (let i = 0; i < rows; i++) {
      const bin = cells[offsets[i] + feature];
      binSums[bin] += sums[i];
      binCounts[bin] += counts[i];
    }
    let present = 0;
    const bins = this.#space.binCounts[feature];
    for (let bin = 0; bin < bins; bin++) if (binCounts[bin] !== 0) this.#take(bin, present++);
    return present;
  }

  #readUsed(
    feature: number,
    rows: number,
    offsets: Uint32Array,
    sums: Float64Array,
    counts: Float64Array,
  ): number {
    const { cells } = this.#space.binned;
    const binSums = this.#sums;
    const binCounts = this.#counts;
    const used = this.#used;
    for (let i = 0; i < rows; i++) {
      const bin = cells[offsets[i] + feature];
      used[bin >> 5] |= 1 << (bin & 31);
      binSums[bin] += sums[i];
      binCounts[bin] += counts[i];
    }
    // The last bit is that of missing values.
    used[7] &= 0x7fffffff;
    let present = 0;
    const words = (this.#space.binCounts[feature] + 31) >> 5;
    for (let word = 0; word < words; word++) {
      let bits = used[word];
      used[word] = 0;
      while (bits !== 0) {
        const lowest = bits & -bits;
        bits ^= lowest;
        this.#take((word << 5) + 31 - Math.clz32(lowest), present++);
      }
    }
    return present;
  }

  #take(bin: number, place: number): void {
    this.presentBins[place] = bin;
    this.presentSums[place] = this.#sums[bin];
    this.presentCounts[place] = this.#counts[bin];
    this.#sums[bin] = 0;
    this.#counts[bin] = 0;
  }
}
