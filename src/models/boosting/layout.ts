// Where in the shared memory everything of a fit lies, and what every thread must know to work on it.

import { UserError } from '../../errors.ts';
import { type MemoryPlan, MOST_MEMORY } from '../kernels/kernel-memory.ts';

/** Bytes of the histogram of one feature: 256 bins of 16. */
export const HISTOGRAM = 4096;
/** Bytes of what a scan found in one feature. */
export const RESULT = 32;
/** Most threads that take part; each has a place for its counts. */
export const MOST_THREADS = 64;
/** Histograms kept for leaves that may still be split; beyond them they are made again. */
const HISTOGRAM_BYTES = 2 ** 28;

export type BoostingLayout = {
  rows: number;
  stride: number;
  /** Even: a feature that is not there may fill up the last pair. */
  features: number;
  /** By feature of the model; empty until the columns have been binned. */
  binCounts: readonly number[];
  categorical: readonly boolean[];
  /** Trees a round: 1, or one a class. */
  outputs: number;
  /** Histograms there is room for. */
  slots: number;
  /** Bits of a packed word that count rows. */
  countBits: number;
  leastRows: number;
  /** Addresses; 0 where there is none. */
  /** Bins row by row, for histograms, and once more feature by feature, for the parting of rows. */
  cells: number;
  columns: number;
  order: number;
  aside: number;
  pairs: number;
  raw: number;
  probabilities: number;
  target: number;
  codes: number;
  weights: number;
  histograms: number;
  /** Results of the two children of a split, feature by feature. */
  results: readonly [number, number];
  /** Sums of a node, of its left and of its right child, 16 bytes each. */
  sums: number;
  goesLeft: number;
  /** While columns are binned; `pairs` then has room for two columns. */
  edges: number;
  digits: number;
  /** By thread: how many rows went left, of the fitted and of the held-out; its greatest error. */
  counts: number;
  errors: number;
  /** From, to (of fitted rows), from, to (of held-out rows), value: what leaves add. */
  leaves: number;
};

type Sizes = {
  rows: number;
  stride: number;
  /** Of the model; the layout has one more where they are odd. */
  features: number;
  outputs: number;
  classes: boolean;
  weighed: boolean;
  maxLeaves: number;
  leastRows: number;
};

/** Bytes of one entry of `leaves`. */
export const LEAF = 24;

/** Throws UserError `too-many-rows` where the memory cannot hold them. */
export function layOut(plan: MemoryPlan, sizes: Sizes): BoostingLayout {
  const { rows, stride, outputs, classes, weighed, maxLeaves } = sizes;
  const features = Math.ceil(sizes.features / 2) * 2;
  const wanted = maxLeaves + 2;
  const slots = Math.max(4, Math.min(wanted, Math.floor(HISTOGRAM_BYTES / (features * HISTOGRAM))));
  const layout: BoostingLayout = {
    rows,
    stride,
    features,
    binCounts: [],
    categorical: [],
    outputs,
    slots,
    countBits: 32 - Math.clz32(rows),
    leastRows: sizes.leastRows,
    cells: plan.take(rows * stride),
    columns: plan.take(rows * features),
    order: plan.take(rows * 4),
    aside: plan.take(rows * 4),
    pairs: plan.take(rows * 16),
    raw: plan.take(rows * 8 * outputs),
    probabilities: classes ? plan.take(rows * 8 * outputs) : 0,
    target: classes ? 0 : plan.take(rows * 8),
    codes: classes ? plan.take(rows * 4) : 0,
    weights: weighed ? plan.take(rows * 8) : 0,
    histograms: plan.take(slots * features * HISTOGRAM),
    results: [plan.take(features * RESULT), plan.take(features * RESULT)],
    sums: plan.take(48),
    goesLeft: plan.take(256),
    edges: plan.take(256 * 8),
    digits: plan.take(6 * 2048 * 4),
    counts: plan.take(MOST_THREADS * 8),
    errors: plan.take(MOST_THREADS * 8),
    leaves: plan.take(maxLeaves * LEAF),
  };
  if (plan.bytes > MOST_MEMORY) {
    throw new UserError(`${rows} rows of ${sizes.features} features are more than a fit can hold`, {
      code: 'too-many-rows',
      hint: 'Train on a sample of the rows, or on fewer features',
      details: { rows, features: sizes.features, bytes: plan.bytes },
    });
  }
  return layout;
}
