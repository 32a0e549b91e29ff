// What each feature gained: the package's own figures mistake the error that is left for the gain.

import type { NumericColumn } from '../../data/table.ts';
import type { Target } from '../learner.ts';
import { layOutThresholds, leafOf, type ThresholdTrees } from './threshold-trees.ts';

/**
 * By feature its share of what all splits gain on the training rows: how much less variance, or Gini impurity, their
 * two sides have than the node. All 0 where nothing was split.
 */
export function importanceOf(
  trees: ThresholdTrees,
  columns: readonly NumericColumn[],
  target: Target,
): Float64Array {
  const gains = new Float64Array(columns.length);
  const laid = layOutThresholds(trees, columns.length);
  const outputs = target.task === 'regression' ? 1 : target.classes.length;
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  // Sums of the target less its mean, or counts of the classes: either way their squares by row are what a side explains.
  const centre = target.task === 'regression' ? meanOf(target.values) : 0;
  const counts = new Float64Array(trees.nodes.length);
  const sums = new Float64Array(trees.nodes.length * outputs);
  for (const root of laid.roots) {
    for (let row = 0; row < rows; row++) {
      leafOf(trees, laid, root, columns, row, node => {
        counts[node]++;
        if (target.task === 'regression') sums[node] += target.values[row] - centre;
        else sums[node * outputs + target.codes[row]]++;
      });
    }
  }
  const explained = (node: number) => {
    if (counts[node] === 0) return 0;
    let squares = 0;
    for (let i = node * outputs; i < (node + 1) * outputs; i++) squares += sums[i] * sums[i];
    return squares / counts[node];
  };
  trees.nodes.forEach((code, node) => {
    if (code === 0) return;
    gains[code - 1] += Math.max(0, explained(node + 1) + explained(laid.right[node]) - explained(node));
  });
  const whole = gains.reduce((sum, gain) => sum + gain, 0);
  return whole > 0 ? gains.map(gain => gain / whole) : gains;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
