// A grown tree as streams of numbers, in the order of growth (a node, its left subtree, its right one).
// Which node is whose child follows from that order alone: no pointer can be wrong.

import type { Split } from './split.ts';

export type TreeRecord = {
  /** By node: 0 for a leaf, else 1 + 2 x feature, and 1 more where missing values go left. */
  nodes: Uint16Array;
  /** By numeric split: the last bin on the left. */
  cuts: Uint8Array;
  /** By categorical split: one bit a bin of the feature, set where it goes left, in whole bytes. */
  sets: Uint8Array;
  /** By leaf, `outputs` numbers each. */
  leaves: Float64Array;
  /** By feature: what its splits gained. */
  gains: Float64Array;
};

export function bytesOfSet(bins: number): number {
  return (bins + 7) >> 3;
}

/** Takes a tree node by node. */
export class TreeWriter {
  /** Read it anew after each `leaf()`: it grows. */
  leaves: Float64Array;
  #nodes = new Uint16Array(256);
  #cuts = new Uint8Array(256);
  #sets = new Uint8Array(64);
  #nodeCount = 0;
  #cutCount = 0;
  #setCount = 0;
  #leafCount = 0;
  readonly #outputs: number;
  readonly #gains: Float64Array;

  constructor(features: number, outputs: number) {
    this.#outputs = outputs;
    this.leaves = new Float64Array(256 * outputs);
    this.#gains = new Float64Array(features);
  }

  /** Returns where in `leaves` the leaf's `outputs` numbers are to be written. */
  leaf(): number {
    this.#node(0);
    const at = this.#leafCount++ * this.#outputs;
    if (at + this.#outputs > this.leaves.length) {
      const wider = new Float64Array(this.leaves.length * 2);
      wider.set(this.leaves);
      this.leaves = wider;
    }
    return at;
  }

  numeric({ feature, missingLeft }: Pick<Split, 'feature' | 'missingLeft'>, cut: number, gain: number): void {
    this.#node(1 + 2 * feature + (missingLeft ? 1 : 0));
    this.#gains[feature] += gain;
    if (this.#cutCount === this.#cuts.length) this.#cuts = widened(this.#cuts);
    this.#cuts[this.#cutCount++] = cut;
  }

  categorical(
    { feature, missingLeft, leftBins }: Pick<Split, 'feature' | 'missingLeft' | 'leftBins'>,
    bins: number,
    gain: number,
  ): void {
    this.#node(1 + 2 * feature + (missingLeft ? 1 : 0));
    this.#gains[feature] += gain;
    const bytes = bytesOfSet(bins);
    while (this.#setCount + bytes > this.#sets.length) this.#sets = widened(this.#sets);
    this.#sets.set(leftBins.subarray(0, bytes), this.#setCount);
    this.#setCount += bytes;
  }

  finish(): TreeRecord {
    return {
      nodes: this.#nodes.slice(0, this.#nodeCount),
      cuts: this.#cuts.slice(0, this.#cutCount),
      sets: this.#sets.slice(0, this.#setCount),
      leaves: this.leaves.slice(0, this.#leafCount * this.#outputs),
      gains: this.#gains,
    };
  }

  #node(code: number): void {
    if (this.#nodeCount === this.#nodes.length) {
      const wider = new Uint16Array(this.#nodes.length * 2);
      wider.set(this.#nodes);
      this.#nodes = wider;
    }
    this.#nodes[this.#nodeCount++] = code;
  }
}

function widened(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(bytes.length * 2);
  wider.set(bytes);
  return wider;
}
