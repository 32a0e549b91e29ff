// The best split of a node for three classes or more: the one that leaves the least Gini impurity.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import { orderByFirstComponent } from './class-order.ts';
import {
  emptySplit,
  isLarger,
  keepCategories,
  keepThreshold,
  type RowWeights,
  rowsIn,
  type SearchSpace,
  type Split,
  type SplitSearch,
  weightIn,
} from './split.ts';

export class ClassSearch implements SplitSearch {
  readonly best: Split = emptySplit();
  readonly outputs: number;
  readonly #space: SearchSpace;
  readonly #unit: number;
  readonly #codes: Int32Array;
  #weights: RowWeights = new Uint32Array(0);

  // The node at hand.
  #rows: Uint32Array = new Uint32Array(0);
  #start = 0;
  #end = 0;
  #packed = 0;
  readonly #classWeights: Float64Array;

  // One feature of the node: by bin (all 0 between calls), then the groups that a split may part, by bin.
  readonly #binCounts = new Float64Array(256);
  readonly #binClasses: Float64Array;
  readonly #groupBins = new Uint8Array(256);
  readonly #order = new Uint8Array(256);
  readonly #left: Float64Array;

  constructor(space: SearchSpace, codes: Int32Array, classes: number) {
    this.#space = space;
    this.#unit = space.rowUnit;
    this.#codes = codes;
    this.outputs = classes;
    this.#classWeights = new Float64Array(classes);
    this.#binClasses = new Float64Array(256 * classes);
    this.#left = new Float64Array(classes);
  }

  startTree(weights: RowWeights): void {
    this.#weights = weights;
  }

  enterNode(rows: Uint32Array, start: number, end: number): boolean {
    this.#rows = rows;
    this.#start = start;
    this.#end = end;
    this.#packed = 0;
    this.#classWeights.fill(0);
    this.best.feature = -1;
    this.best.score = Number.NEGATIVE_INFINITY;
    const first = this.#codes[rows[start]];
    let pure = true;
    for (let i = start; i < end; i++) {
      const code = this.#codes[rows[i]];
      const weight = this.#weights[rows[i]];
      if (code !== first) pure = false;
      this.#classWeights[code] += weight;
      this.#packed += weight + this.#unit;
    }
    return pure;
  }

  tryFeature(feature: number): boolean {
    const classes = this.outputs;
    const present = this.#readBins(feature);
    const seesMissing = this.#binCounts[MISSING_BIN] !== 0;
    if (seesMissing) this.#groupBins[present] = MISSING_BIN;
    const groups = present + (seesMissing ? 1 : 0);
    if (groups > 1 && present > 0) {
      if (this.#space.categorical[feature]) this.#tryCategories(feature, groups, seesMissing);
      else this.#tryThresholds(feature, present, seesMissing);
    }
    for (let i = 0; i < groups; i++) {
      const bin = this.#groupBins[i];
      this.#binCounts[bin] = 0;
      // A loop: `fill` costs more than it saves on a handful of numbers.
      for (let code = 0, at = bin * classes; code < classes; code++, at++) this.#binClasses[at] = 0;
    }
    return groups > 1 && present > 0;
  }

  gainOfBest(): number {
    let squares = 0;
    for (const weight of this.#classWeights) squares += weight * weight;
    return Math.max(0, this.best.score - squares / weightIn(this.#packed, this.#unit));
  }

  writeLeaf(into: Float64Array, offset: number): void {
    const weight = weightIn(this.#packed, this.#unit);
    for (let code = 0; code < this.outputs; code++) into[offset + code] = this.#classWeights[code] / weight;
  }

  /** Counts by bin and class; returns how many bins have rows, the missing one not counted. */
  #readBins(feature: number): number {
    const { cells, stride } = this.#space.binned;
    const rows = this.#rows;
    const binCounts = this.#binCounts;
    const binClasses = this.#binClasses;
    const groupBins = this.#groupBins;
    const weights = this.#weights;
    const codes = this.#codes;
    const classes = this.outputs;
    const unit = this.#unit;
    const end = this.#end;
    const size = end - this.#start;
    const bins = this.#space.binCounts[feature];
    // Few rows: their bins are put in order one by one. Many: all bins are looked at in order.
    const few = size * 8 < bins;
    let present = 0;
    for (let i = this.#start; i < end; i++) {
      const row = rows[i];
      const weight = weights[row];
      const bin = cells[row * stride + feature];
      if (few && binCounts[bin] === 0 && bin !== MISSING_BIN) {
        let at = present++;
        for (; at > 0 && groupBins[at - 1] > bin; at--) groupBins[at] = groupBins[at - 1];
        groupBins[at] = bin;
      }
      binCounts[bin] += weight + unit;
      binClasses[bin * classes + codes[row]] += weight;
    }
    if (!few) for (let bin = 0; bin < bins; bin++) if (binCounts[bin] !== 0) groupBins[present++] = bin;
    return present;
  }

  #tryThresholds(feature: number, present: number, seesMissing: boolean): void {
    const order = this.#order;
    for (let i = 0; i < present; i++) order[i] = i;
    // Missing values right, where they may also be all that is right; then missing values left.
    this.#walk(present, seesMissing ? present : present - 1, false, (score, at, left) => {
      const missingLeft = !seesMissing && isLarger(left, this.#packed, this.#unit);
      keepThreshold(this.best, feature, score, this.#groupBins, at, present, missingLeft);
    });
    if (!seesMissing) return;
    this.#walk(present, present - 1, true, (score, at) => {
      keepThreshold(this.best, feature, score, this.#groupBins, at, present, true);
    });
  }

  #tryCategories(feature: number, groups: number, seesMissing: boolean): void {
    orderByFirstComponent(
      { bins: this.#groupBins, groups, binClasses: this.#binClasses, classWeights: this.#classWeights },
      this.#order,
    );
    this.#walk(groups, groups - 1, false, (score, at, left) => {
      const absentLeft = !seesMissing && isLarger(left, this.#packed, this.#unit);
      keepCategories(this.best, feature, score, this.#groupBins, this.#order, at + 1, groups, absentLeft);
    });
  }

  /** Moves group after group to the left and reports each split that is better than the best so far. */
  #walk(
    groups: number,
    splits: number,
    missingLeft: boolean,
    keep: (score: number, at: number, left: number) => void,
  ): void {
    const left = this.#left.fill(0);
    const node = this.#classWeights;
    const least = this.#space.minSamplesLeaf;
    const classes = this.outputs;
    const unit = this.#unit;
    let packed = missingLeft ? this.#addBin(MISSING_BIN, left) : 0;
    for (let i = 0; i < Math.min(groups, splits); i++) {
      packed += this.#addBin(this.#groupBins[this.#order[i]], left);
      const rest = this.#packed - packed;
      if (rowsIn(packed, unit) < least || rowsIn(rest, unit) < least) continue;
      let leftSquares = 0;
      let rightSquares = 0;
      for (let code = 0; code < classes; code++) {
        const right = node[code] - left[code];
        leftSquares += left[code] * left[code];
        rightSquares += right * right;
      }
      const score = leftSquares / weightIn(packed, unit) + rightSquares / weightIn(rest, unit);
      if (score > this.best.score) keep(score, i, packed);
    }
  }

  /** Adds a bin's rows to the classes on the left; returns their packed count. */
  #addBin(bin: number, left: Float64Array): number {
    const classes = this.outputs;
    const binClasses = this.#binClasses;
    for (let code = 0, from = bin * classes; code < classes; code++, from++) left[code] += binClasses[from];
    return this.#binCounts[bin];
  }
}
