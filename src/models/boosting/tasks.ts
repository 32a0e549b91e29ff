// The parts of a fit that threads share. A thread does part `part` of `parts`, and where the parts meet leaves no
// trace in the result: sums are exact, and whatever is chosen is chosen from all of them together.

import type { Kernels } from '../kernels/plain/plain.ts';
import { type BoostingLayout, HISTOGRAM, LEAF, RESULT } from './layout.ts';

export type Workplace = {
  kernels: Kernels;
  layout: BoostingLayout;
  words: Uint32Array;
  numbers: Float64Array;
};

type Task = (place: Workplace, args: ArrayLike<number>, part: number, parts: number) => void;

/** Where part `part` of `total` things begins. */
function cut(total: number, part: number, parts: number): number {
  return Math.floor((total * part) / parts);
}

/** () -> errors[part] */
const greatestError: Task = ({ kernels, layout, numbers }, _args, part, parts) => {
  const { rows, raw, target, weights, errors } = layout;
  const [from, to] = [cut(rows, part, parts), cut(rows, part + 1, parts)];
  numbers[(errors >> 3) + part] = kernels.greatestError(raw, target, weights, from, to);
};

/** (gradient scale, hessian scale) -> pairs */
const squaredPairs: Task = ({ kernels, layout }, args, part, parts) => {
  const { rows, raw, target, weights, countBits, pairs } = layout;
  const [from, to] = [cut(rows, part, parts), cut(rows, part + 1, parts)];
  kernels.squaredPairs(raw, target, weights, from, to, args[0], args[1], countBits, pairs);
};

/** () -> probabilities of all classes */
const probabilities: Task = ({ kernels, layout }, _args, part, parts) => {
  const { rows, raw, outputs, probabilities } = layout;
  const [from, to] = [cut(rows, part, parts), cut(rows, part + 1, parts)];
  if (outputs === 1) kernels.logisticProbabilities(raw, from, to, probabilities);
  else kernels.softmaxProbabilities(raw, rows, outputs, from, to, probabilities);
};

/** (gradient scale, hessian scale, class) -> pairs */
const classPairs: Task = ({ kernels, layout }, args, part, parts) => {
  const { rows, probabilities, codes, outputs, weights, countBits, pairs } = layout;
  const [from, to] = [cut(rows, part, parts), cut(rows, part + 1, parts)];
  const [gradientScale, hessianScale, code] = [args[0], args[1], args[2]];
  // Of two classes the one tree is that of the second.
  const [truth, place] = outputs === 1 ? [1, probabilities] : [code, probabilities + code * rows * 8];
  kernels.classPairs(place, codes, truth, weights, from, to, gradientScale, hessianScale, countBits, pairs);
};

/** (slot, rows) -> histograms of rows order[0..rows) */
const rootHistogram: Task = (place, args, part, parts) => {
  const [first, last] = featuresOf(place.layout, part, parts);
  fillHistogram(place, args[0], 0, args[1], first, last);
};

/** (which of the two results, slot, least hessian, l2): scans what `sums[which]` says of a node. */
const scanNode: Task = (place, args, part, parts) => {
  const [first, last] = featuresOf(place.layout, part, parts);
  scan(place, args[0], args[1], first, last, args[2], args[3]);
};

/** (feature, from, to, held from, held to): both kinds of rows parted to `aside`, by `goesLeft`. */
const partRows: Task = ({ kernels, layout, words }, args, part, parts) => {
  const { columns, rows, order, goesLeft, aside, counts } = layout;
  for (const kind of [0, 1]) {
    const from = args[1 + 2 * kind];
    const size = args[2 + 2 * kind] - from;
    words[(counts >> 2) + part * 2 + kind] = kernels.partRows(
      columns + args[0] * rows,
      order,
      from + cut(size, part, parts),
      from + cut(size, part + 1, parts),
      goesLeft,
      aside,
    );
  }
};

/** The same arguments: from `aside` back to `order`, those that go left first. */
const placeRows: Task = ({ kernels, layout, words }, args, part, parts) => {
  const { order, aside, counts } = layout;
  for (const kind of [0, 1]) {
    const from = args[1 + 2 * kind];
    const size = args[2 + 2 * kind] - from;
    let before = 0;
    let all = 0;
    for (let other = 0; other < parts; other++) {
      const left = words[(counts >> 2) + other * 2 + kind];
      if (other < part) before += left;
      all += left;
    }
    const start = cut(size, part, parts);
    const end = cut(size, part + 1, parts);
    const left = words[(counts >> 2) + part * 2 + kind];
    const rightBefore = start - before;
    kernels.copyRows(aside + (from + start) * 4, order + (from + before) * 4, left);
    const rightTo = order + (from + all + rightBefore) * 4;
    kernels.copyRowsReversed(aside + (from + end) * 4, rightTo, end - start - left);
  }
};

/**
 * (small from, small to, its slot, large from, large to, its slot, whether that holds the parent's sums, scan small?,
 * scan large?, which result is the small one's, least hessian, l2)
 */
const children: Task = (place, args, part, parts) => {
  const { kernels, layout } = place;
  const [first, last] = featuresOf(layout, part, parts);
  const [smallSlot, largeSlot] = [args[2], args[5]];
  const [subtracts, scansSmall, scansLarge] = [args[6] === 1, args[7] === 1, args[8] === 1];
  if (scansSmall || subtracts) fillHistogram(place, smallSlot, args[0], args[1], first, last);
  if (scansLarge && subtracts) {
    for (let feature = first; feature < Math.min(last, layout.binCounts.length); feature++) {
      const child = histogramAt(layout, smallSlot, feature);
      kernels.subtractBins(histogramAt(layout, largeSlot, feature), child, layout.binCounts[feature]);
    }
  } else if (scansLarge) fillHistogram(place, largeSlot, args[3], args[4], first, last);
  if (scansSmall) scan(place, args[9], smallSlot, first, last, args[10], args[11]);
  if (scansLarge) scan(place, 1 - args[9], largeSlot, first, last, args[10], args[11]);
};

/** (leaves, fitted rows, held-out rows, class): what each leaf predicts is added to its rows. */
const addLeaves: Task = ({ kernels, layout, words, numbers }, args, part, parts) => {
  const { order, leaves, raw, rows } = layout;
  const rawOfClass = raw + args[3] * rows * 8;
  const [fitted, held] = [args[1], args[2]];
  const ranges = [
    [cut(fitted, part, parts), cut(fitted, part + 1, parts)],
    [fitted + cut(held, part, parts), fitted + cut(held, part + 1, parts)],
  ];
  for (let leaf = 0; leaf < args[0]; leaf++) {
    const at = leaves + leaf * LEAF;
    const value = numbers[(at + 16) >> 3];
    ranges.forEach(([first, last], kind) => {
      const from = Math.max(first, words[(at >> 2) + 2 * kind]);
      const to = Math.min(last, words[(at >> 2) + 2 * kind + 1]);
      if (from < to) kernels.addToRows(rawOfClass, order, from, to, value);
    });
  }
};

export const tasks = {
  greatestError,
  squaredPairs,
  probabilities,
  classPairs,
  rootHistogram,
  scanNode,
  partRows,
  placeRows,
  children,
  addLeaves,
};

export type TaskName = keyof typeof tasks;

export function histogramAt({ histograms, features }: BoostingLayout, slot: number, feature: number): number {
  return histograms + (slot * features + feature) * HISTOGRAM;
}

/** The features of a part: two at a time, as their bins are read. */
function featuresOf({ features }: BoostingLayout, part: number, parts: number): [number, number] {
  return [2 * cut(features / 2, part, parts), 2 * cut(features / 2, part + 1, parts)];
}

function fillHistogram(
  { kernels, layout }: Workplace,
  slot: number,
  from: number,
  to: number,
  first: number,
  last: number,
): void {
  for (let feature = first; feature < last; feature++)
    kernels.clearBins(histogramAt(layout, slot, feature), layout.binCounts[feature] ?? 1);
  const { cells, stride, order, pairs } = layout;
  kernels.addRows(cells, stride, first, last, order, from, to, pairs, histogramAt(layout, slot, 0));
}

function scan(
  { kernels, layout, numbers }: Workplace,
  which: number,
  slot: number,
  first: number,
  last: number,
  leastHessian: number,
  l2: number,
): void {
  const { binCounts, categorical, countBits, leastRows, sums, results } = layout;
  for (let feature = first; feature < Math.min(last, binCounts.length); feature++) {
    const result = results[which] + feature * RESULT;
    const histogram = histogramAt(layout, slot, feature);
    // Categories need an order first: that is for the one who chooses.
    if (categorical[feature]) numbers[result >> 3] = -1;
    else {
      const ofNode = sums + 16 * (1 + which);
      const bins = binCounts[feature];
      kernels.scan(histogram, bins, ofNode, countBits, leastRows, leastHessian, l2, result);
    }
  }
}
