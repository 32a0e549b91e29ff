// The nodes of a growing tree, in columns: a tree has thousands, a forest hundreds of thousands, and an object for each
// took two thirds of a fit.

import type { Split } from './split.ts';

export class NodeTable {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly depths: Int32Array;
  readonly gains: Float64Array;
  /** Of a node that was split; the right child is the next. 0: a leaf. */
  readonly leftChild: Int32Array;
  /** What each would predict as a leaf, `outputs` numbers. */
  readonly predictions: Float64Array;
  /** Of a node that waits to be split: the features that its children should look at. */
  readonly varying: (Uint16Array | null)[] = [];
  #count = 0;
  readonly #features: Int32Array;
  readonly #cuts: Int16Array;
  readonly #missingLeft: Uint8Array;
  readonly #leftBins = new Map<number, Uint8Array>();

  constructor(most: number, outputs: number) {
    this.starts = new Int32Array(most);
    this.ends = new Int32Array(most);
    this.depths = new Int32Array(most);
    this.gains = new Float64Array(most);
    this.leftChild = new Int32Array(most);
    this.predictions = new Float64Array(most * outputs);
    this.#features = new Int32Array(most);
    this.#cuts = new Int16Array(most);
    this.#missingLeft = new Uint8Array(most);
  }

  /** Nodes are numbered in the order of making. */
  add(start: number, end: number, depth: number): number {
    const node = this.#count++;
    this.starts[node] = start;
    this.ends[node] = end;
    this.depths[node] = depth;
    return node;
  }

  /** `cut`: the last bin on the left; of categories, whatever it is. */
  writeSplit(node: number, split: Split, cut: number, gain: number): void {
    this.gains[node] = gain;
    this.#features[node] = split.feature;
    this.#cuts[node] = cut;
    this.#missingLeft[node] = split.missingLeft ? 1 : 0;
    if (split.categorical) this.#leftBins.set(node, split.leftBins.slice());
  }

  /** The cut is given back as `lowBin`. */
  readSplit(node: number, into: Split): void {
    const leftBins = this.#leftBins.get(node);
    into.feature = this.#features[node];
    into.lowBin = this.#cuts[node];
    into.missingLeft = this.#missingLeft[node] === 1;
    into.categorical = leftBins !== undefined;
    if (leftBins) into.leftBins = leftBins;
  }
}
