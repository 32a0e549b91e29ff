// The best split of a node for a numeric target, or for two classes (whose Gini impurity is, up to a factor of 2,
// the variance of 0 and 1): the one that leaves the least squared error.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import { BinSums } from './bin-sums.ts';
import {
  emptySplit,
  isLarger,
  keepCategories,
  keepThreshold,
  type RowWeights,
  type SearchSpace,
  type Split,
  type SplitSearch,
  weightIn,
} from './split.ts';
import { wholeNumbers } from './whole-numbers.ts';

export class MeanSearch implements SplitSearch {
  readonly best: Split = emptySplit();
  readonly outputs = 1;
  readonly #space: SearchSpace;
  readonly #unit: number;
  readonly #values: Float64Array;
  readonly #scaled: Float64Array;
  /** By row: scaled target times weight; row and weight in one number. */
  readonly #rowSum: Float64Array;
  readonly #rowCount: Float64Array;
  #weights: RowWeights = new Uint32Array(0);

  // The node at hand, its rows side by side.
  #rows = 0;
  #sum = 0;
  #packed = 0;
  #mean = 0;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #offsets: Uint32Array;

  readonly #bins: BinSums;
  readonly #order = new Uint8Array(256);
  readonly #means = new Float64Array(256);

  /** `values` are finite: the target, or 0 and 1 for two classes. `totalWeight`: the most that a tree's rows weigh. */
  constructor(space: SearchSpace, values: Float64Array, totalWeight: number) {
    const rows = values.length;
    this.#space = space;
    this.#unit = space.rowUnit;
    this.#values = values;
    this.#scaled = wholeNumbers(values, totalWeight);
    this.#bins = new BinSums(space);
    this.#rowSum = new Float64Array(rows);
    this.#rowCount = new Float64Array(rows);
    this.#sums = new Float64Array(rows);
    this.#counts = new Float64Array(rows);
    this.#offsets = new Uint32Array(rows);
  }

  startTree(weights: RowWeights): void {
    this.#weights = weights;
    for (let row = 0; row < weights.length; row++) {
      this.#rowSum[row] = this.#scaled[row] * weights[row];
      this.#rowCount[row] = weights[row] + this.#unit;
    }
  }

  enterNode(rows: Uint32Array, start: number, end: number): boolean {
    const rowSum = this.#rowSum;
    const rowCount = this.#rowCount;
    const sums = this.#sums;
    const counts = this.#counts;
    const offsets = this.#offsets;
    const values = this.#values;
    const weights = this.#weights;
    const stride = this.#space.binned.stride;
    const first = values[rows[start]];
    let pure = true;
    let sum = 0;
    let packed = 0;
    let total = 0;
    for (let i = start, j = 0; i < end; i++, j++) {
      const row = rows[i];
      const value = values[row];
      if (value !== first) pure = false;
      total += value * weights[row];
      sum += sums[j] = rowSum[row];
      packed += counts[j] = rowCount[row];
      offsets[j] = row * stride;
    }
    this.#rows = end - start;
    this.#sum = sum;
    this.#packed = packed;
    // The mean of one value repeated may differ from it in the last digit.
    this.#mean = pure ? first : total / weightIn(packed, this.#unit);
    this.best.feature = -1;
    this.best.score = Number.NEGATIVE_INFINITY;
    return pure;
  }

  tryFeature(feature: number): boolean {
    const bins = this.#bins;
    const present = bins.read(feature, this.#rows, this.#offsets, this.#sums, this.#counts);
    const missing = bins.missingCount;
    const missingSum = bins.missingSum;
    if (present === 0 || (present === 1 && missing === 0)) return false;
    if (this.#space.categorical[feature]) this.#tryCategories(feature, present, missingSum, missing);
    else if (missing === 0) this.#tryThresholds(feature, present);
    else this.#tryThresholdsAndMissing(feature, present, missingSum, missing);
    return true;
  }

  gainOfBest(): number {
    const weight = weightIn(this.#packed, this.#unit);
    return Math.max(0, this.best.score - (this.#sum * this.#sum) / weight);
  }

  writeLeaf(into: Float64Array, offset: number): void {
    into[offset] = this.#mean;
  }

  #tryThresholds(feature: number, present: number): void {
    const sums = this.#bins.presentSums;
    const counts = this.#bins.presentCounts;
    const least = this.#space.minSamplesLeaf;
    const sum = this.#sum;
    const packed = this.#packed;
    const unit = this.#unit;
    const share = 1 / unit;
    let bestScore = this.best.score;
    let bestAt = -1;
    let bestLeft = 0;
    let leftSum = 0;
    let left = 0;
    for (let i = 0; i < present - 1; i++) {
      leftSum += sums[i];
      left += counts[i];
      const right = packed - left;
      const leftRows = Math.floor(left * share);
      const rightRows = Math.floor(right * share);
      if (leftRows < least || rightRows < least) continue;
      const rightSum = sum - leftSum;
      // Exact sums, and one term a side: the same two groups score the same, whichever feature makes them.
      const score =
        (leftSum * leftSum) / (left - leftRows * unit) + (rightSum * rightSum) / (right - rightRows * unit);
      if (score > bestScore) {
        bestScore = score;
        bestAt = i;
        bestLeft = left;
      }
    }
    if (bestAt < 0) return;
    // No row here lacks the value, so one that does later goes where most went.
    keepThreshold(
      this.best,
      feature,
      bestScore,
      this.#bins.presentBins,
      bestAt,
      present,
      isLarger(bestLeft, packed, unit),
    );
  }

  #tryThresholdsAndMissing(feature: number, present: number, missingSum: number, missing: number): void {
    let leftSum = 0;
    let left = 0;
    for (let i = 0; i < present; i++) {
      leftSum += this.#bins.presentSums[i];
      left += this.#bins.presentCounts[i];
      const missingRight = this.#score(leftSum, left);
      if (missingRight > this.best.score)
        keepThreshold(this.best, feature, missingRight, this.#bins.presentBins, i, present, false);
      if (i === present - 1) break;
      const missingLeft = this.#score(leftSum + missingSum, left + missing);
      if (missingLeft > this.best.score)
        keepThreshold(this.best, feature, missingLeft, this.#bins.presentBins, i, present, true);
    }
  }

  /**
   * Categories in the order of their mean target: the best of all partitions in two is a prefix of that order
   * (Fisher, 1958; Breiman et al., 1984, theorem 4.5). Missing is one more category.
   */
  #tryCategories(feature: number, present: number, missingSum: number, missing: number): void {
    let groups = present;
    if (missing !== 0) {
      this.#bins.presentBins[groups] = MISSING_BIN;
      this.#bins.presentSums[groups] = missingSum;
      this.#bins.presentCounts[groups] = missing;
      groups++;
    }
    const order = this.#orderByMean(groups);
    let leftSum = 0;
    let left = 0;
    for (let i = 0; i < groups - 1; i++) {
      leftSum += this.#bins.presentSums[order[i]];
      left += this.#bins.presentCounts[order[i]];
      const score = this.#score(leftSum, left);
      if (score > this.best.score) {
        const absentLeft = missing === 0 && isLarger(left, this.#packed, this.#unit);
        keepCategories(this.best, feature, score, this.#bins.presentBins, order, i + 1, groups, absentLeft);
      }
    }
  }

  #orderByMean(groups: number): Uint8Array {
    const order = this.#order;
    const means = this.#means;
    for (let i = 0; i < groups; i++) {
      const packed = this.#bins.presentCounts[i];
      const mean = this.#bins.presentSums[i] / weightIn(packed, this.#unit);
      let at = i;
      for (; at > 0 && means[order[at - 1]] > mean; at--) order[at] = order[at - 1];
      order[at] = i;
      means[i] = mean;
    }
    return order;
  }

  #score(leftSum: number, left: number): number {
    const least = this.#space.minSamplesLeaf;
    const unit = this.#unit;
    const share = 1 / unit;
    const right = this.#packed - left;
    const leftRows = Math.floor(left * share);
    const rightRows = Math.floor(right * share);
    if (leftRows < least || rightRows < least) return Number.NEGATIVE_INFINITY;
    const rightSum = this.#sum - leftSum;
    return (
      (leftSum * leftSum) / (left - leftRows * unit) + (rightSum * rightSum) / (right - rightRows * unit)
    );
  }
}
