// A forest fitted by the package ml-random-forest, its trees taken over into our own form.

import { RandomForestClassifier, RandomForestRegression } from 'ml-random-forest';
import { UserError } from '../../errors.ts';
import { checkInput } from '../binning/check-input.ts';
import type { FitInput, Target } from '../learner.ts';
import { randomOfTree } from '../trees/tree-random.ts';
import { numbersOnly, refuseHours } from './guards.ts';
import { importanceOf } from './importance.ts';
import type { MlForest } from './ml-forest-file.ts';
import { type MlParameters, mlParameters } from './ml-parameters.ts';
import type { ThresholdTrees } from './threshold-trees.ts';

/** What a fitted forest of the package holds; its types leave it out. */
type Fitted = { estimators: [{ root: TreeNode }]; indexes: [number[]] };
type TreeNode = {
  left?: TreeNode;
  right?: TreeNode;
  splitColumn?: number;
  splitValue?: number;
  /** A number, or a row of class shares. */
  distribution?: number | { data: [ArrayLike<number>] };
};

/**
 * Tree after tree, each a forest of one, so that others get their turn between two of them.
 * Throws UserError where the package would be wrong or take hours.
 */
export async function fitMlForest(input: FitInput<Partial<MlParameters>>): Promise<MlForest> {
  const { features, target, seed, onProgress } = input;
  const settings = mlParameters(input.parameters);
  if (input.weights) {
    throw new UserError('ml-random-forest takes no weights of rows', {
      code: 'invalid-parameter',
      hint: 'Choose kind: random-forest or gradient-boosting',
    });
  }
  checkInput(features, target, undefined);
  const columns = numbersOnly(features);
  const goal = Array.from<number>(target.task === 'regression' ? target.values : target.codes);
  refuseHours({ rows: goal.length, features: columns.length, trees: settings.trees });
  const rows = goal.map((_, row) => columns.map(column => column.values[row]));

  const streams = { sizes: [], nodes: [], thresholds: [], leaves: [] } as Record<
    keyof ThresholdTrees,
    number[]
  >;
  for (let tree = 0; tree < settings.trees; tree++) {
    const before = streams.nodes.length;
    const { estimators, indexes } = fitOne(rows, goal, target.task, settings, columns.length, seed, tree);
    takeOver(estimators[0].root, indexes[0], streams);
    streams.sizes.push(streams.nodes.length - before);
    onProgress?.((tree + 1) / settings.trees);
    await new Promise(resolve => setImmediate(resolve));
  }
  const trees: ThresholdTrees = {
    sizes: Uint32Array.from(streams.sizes),
    nodes: Uint16Array.from(streams.nodes),
    thresholds: Float64Array.from(streams.thresholds),
    leaves: Float64Array.from(streams.leaves),
  };
  return {
    features: columns.map(column => column.name),
    classes: target.task === 'regression' ? null : target.classes,
    importance: importanceOf(trees, columns, target),
    trees,
  };
}

function fitOne(
  rows: number[][],
  goal: number[],
  task: Target['task'],
  settings: MlParameters,
  features: number,
  seed: number,
  tree: number,
): Fitted {
  const options = {
    nEstimators: 1,
    seed: randomOfTree(seed, tree).next() | 0,
    // Of one feature it would be 1, which the package reads as all of them.
    maxFeatures: settings.max_features === 1 ? 1 : Math.max(settings.max_features, (1 + 1e-9) / features),
    replacement: false,
    useSampleBagging: settings.bootstrap,
    // It fails with few trees, and is not used.
    noOOB: true,
    treeOptions: {
      maxDepth: settings.max_depth ?? Number.POSITIVE_INFINITY,
      minNumSamples: settings.min_samples_split - 1,
    },
  };
  const Forest = task === 'regression' ? RandomForestRegression : RandomForestClassifier;
  const forest = new Forest(options as never);
  forest.train(rows, goal);
  return forest as unknown as Fitted;
}

/** Appends a tree in the order node, left, right subtree. Features are those of the whole table again. */
function takeOver(root: TreeNode, features: number[], streams: Record<keyof ThresholdTrees, number[]>): void {
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { left, right, splitColumn, splitValue, distribution } = node;
    if (left && right) {
      streams.nodes.push(1 + features[splitColumn as number]);
      streams.thresholds.push(splitValue as number);
      waiting.push(right, left);
      continue;
    }
    streams.nodes.push(0);
    streams.leaves.push(typeof distribution === 'number' ? distribution : greatestAt(distribution!.data[0]));
  }
}

function greatestAt(shares: ArrayLike<number>): number {
  let at = 0;
  for (let i = 1; i < shares.length; i++) if (shares[i] > shares[at]) at = i;
  return at;
}
