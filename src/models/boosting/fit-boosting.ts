// Fitting by gradient boosting (Friedman, 2001) over histograms: each tree mends what those before it left.

import { strideOf } from '../binning/binned-rows.ts';
import { checkInput, rowsOfTarget } from '../binning/check-input.ts';
import { MemoryPlan } from '../kernels/kernel-memory.ts';
import { type KernelChoice, kernelModule, kernelsOver } from '../kernels/kernels.ts';
import type { FitInput } from '../learner.ts';
import { rowWeights } from '../row-weights.ts';
import { storeTrees } from '../trees/stored-trees.ts';
import type { TreeRecord } from '../trees/tree-record.ts';
import { binColumns, binFacts } from './bin-columns.ts';
import type { Boosting } from './boosting-file.ts';
import { type BoostingParameters, boostingParameters } from './boosting-parameters.ts';
import { crewOf } from './crew.ts';
import { type GrownLeaf, growBestFirst } from './grow-best-first.ts';
import { holdOut } from './held-rows.ts';
import { LEAF, layOut } from './layout.ts';
import { classLoss, type Scales, squaredLoss } from './loss.ts';
import { workplaceOver } from './serve-boosting.ts';
import { stopsAfter } from './stopping.ts';
import type { Workplace } from './tasks.ts';

/** From this many rows on `early_stopping: auto` stops early, as in scikit-learn. */
const MANY_ROWS = 10_000;
/** A node's hessian, as a sum over its rows, below which it is not split off: scikit-learn's. */
const LEAST_HESSIAN = 1e-3;
/** Milliseconds after which others get their turn on this thread. */
const TURN = 50;

/** Throws UserError where there is nothing to learn from. */
export async function fitBoosting(
  input: FitInput<Partial<BoostingParameters>>,
  choice: KernelChoice = 'fastest',
): Promise<Boosting> {
  const { features, target, seed, ordered = false, onProgress } = input;
  const settings = boostingParameters(input.parameters);
  checkInput(features, target, input.weights);
  const rows = rowsOfTarget(target);
  const weights = rowWeights(target, input.weights, settings.class_weight);
  const counted = weights
    ? Uint32Array.from({ length: rows }, (_, row) => row).filter(row => weights[row] > 0)
    : Uint32Array.from({ length: rows }, (_, row) => row);
  const stops =
    counted.length >= 2 &&
    (settings.early_stopping === 'auto' ? counted.length > MANY_ROWS : settings.early_stopping);
  const { fitted, held } = stops
    ? holdOut(counted, target, settings.stopping_fraction, { ordered, seed })
    : { fitted: counted, held: new Uint32Array(0) };

  const classes = target.task === 'classification' ? target.classes.length : 0;
  const maxLeaves = Math.min(
    settings.max_leaves ?? Number.POSITIVE_INFINITY,
    Math.max(1, Math.floor(fitted.length / settings.min_samples_leaf)),
  );
  const plan = new MemoryPlan();
  const places = layOut(plan, {
    rows,
    stride: strideOf(features.length),
    features: features.length,
    outputs: classes > 2 ? classes : 1,
    classes: classes > 0,
    weighed: weights !== null,
    maxLeaves,
    leastRows: settings.min_samples_leaf,
  });
  const memory = plan.make();
  const module = kernelModule(choice);
  const kernels = kernelsOver(memory, module);
  const bins = binColumns(kernels, memory.buffer, places, features, fitted, weights, settings.bins);
  const layout = { ...places, ...binFacts(bins) };
  const place = workplaceOver({ memory, module, layout });
  putRowsInOrder();
  if (weights) place.numbers.set(weights, layout.weights >> 3);
  const crew = crewOf(place, { memory, module, layout }, input.threads ?? 1);
  const greatestWeight = weights ? weights.reduce((most, weight) => Math.max(most, weight), 0) : 1;
  const fit = { place, crew, fitted: fitted.length, greatestWeight };
  const loss =
    target.task === 'regression'
      ? squaredLoss(fit, target.values, fitted)
      : classLoss(fit, target.codes, classes, fitted);

  const trees: TreeRecord[] = [];
  const losses = held.length > 0 ? [loss.meanLoss(fitted.length, fitted.length + held.length)] : [];
  let turn = performance.now();
  try {
    for (let round = 0; round < settings.trees; round++) {
      loss.startRound();
      for (let output = 0; output < layout.outputs; output++) growOne(output, loss.fillPairs(output));
      onProgress?.((round + 1) / settings.trees);
      if (held.length > 0) {
        losses.push(loss.meanLoss(fitted.length, fitted.length + held.length));
        if (stopsAfter(losses, settings.stopping_rounds, settings.stopping_tolerance)) break;
      }
      if (performance.now() - turn > TURN) {
        await new Promise(resolve => setImmediate(resolve));
        turn = performance.now();
      }
    }
  } finally {
    await crew.dismiss();
  }
  onProgress?.(1);
  return {
    bins,
    classes: target.task === 'regression' ? null : target.classes,
    baseline: loss.baseline,
    gains: summedGains(trees, bins.length),
    trees: storeTrees(inUnits(trees, loss.unit), 1),
  };

  /** As they stand in memory: each tree leaves them by its leaves, where every next look at a row is a jump. */
  function putRowsInOrder(): void {
    place.words.set(fitted, layout.order >> 2);
    place.words.set(held, (layout.order >> 2) + fitted.length);
  }

  function growOne(output: number, scales: Scales): void {
    putRowsInOrder();
    const l2 = settings.l2_regularization * scales.hessian;
    const perHessian = -settings.learning_rate * (scales.hessian / scales.gradient);
    const { record, leaves } = growBestFirst({
      crew,
      place,
      fitted: fitted.length,
      held: held.length,
      maxLeaves,
      maxDepth: settings.max_depth ?? Number.POSITIVE_INFINITY,
      limits: { leastHessian: LEAST_HESSIAN * scales.hessian, l2, hessianUnit: scales.hessian },
      leafValue: (gradient, hessian) => (hessian + l2 > 0 ? (perHessian * gradient) / (hessian + l2) : 0),
      gainUnit: scales.hessian / (scales.gradient * scales.gradient),
    });
    writeLeaves(place, leaves);
    crew.run('addLeaves', [leaves.length, fitted.length, held.length, output], rows);
    trees.push(record);
  }
}

function writeLeaves({ layout, words, numbers }: Workplace, leaves: readonly GrownLeaf[]): void {
  leaves.forEach(({ from, to, heldFrom, heldTo, value }, leaf) => {
    const at = layout.leaves + leaf * LEAF;
    words.set([from, to, heldFrom, heldTo], at >> 2);
    numbers[(at + 16) >> 3] = value;
  });
}

function summedGains(trees: readonly TreeRecord[], features: number): Float64Array {
  const sums = new Float64Array(features);
  for (const { gains } of trees)
    for (let feature = 0; feature < features; feature++) sums[feature] += gains[feature];
  const whole = sums.reduce((sum, gain) => sum + gain, 0);
  return whole > 0 ? sums.map(gain => gain / whole) : sums;
}

function inUnits(trees: readonly TreeRecord[], unit: number): readonly TreeRecord[] {
  return unit === 1 ? trees : trees.map(tree => ({ ...tree, leaves: tree.leaves.map(leaf => leaf * unit) }));
}
