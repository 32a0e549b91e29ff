// One decision tree, grown depth first, in the order in which it is stored: a node, its left subtree, its right one.

import type { BinRange } from '../binning/binned-rows.ts';
import { FeatureDraw } from './feature-draw.ts';
import type { GrowInput } from './grow-input.ts';
import { growLimited } from './grow-limited-tree.ts';
import { cutBetween, partRows, rowsWithWeight } from './part-rows.ts';
import { type TreeRecord, TreeWriter } from './tree-record.ts';

/** The tree over the rows with a weight, of which there is at least one. */
export function growTree(input: GrowInput): TreeRecord {
  return input.limits.maxLeaves === null ? growDepthFirst(input) : growLimited(input);
}

function growDepthFirst({ space, ranges, search, limits, weights, random }: GrowInput): TreeRecord {
  const features = space.binCounts.length;
  const writer = new TreeWriter(features, search.outputs);
  const rows = rowsWithWeight(weights);
  const aside = new Uint32Array(rows.length);
  const draw = new FeatureDraw(features, limits.featuresPerSplit, random);
  // By depth: features not known to be constant below a node of that depth, and how many. Slot d + 1 is what a node of
  // depth d leaves to its children; a whole subtree is done before it is written again.
  const varying = [draw.all()];
  const counts = [features];
  search.startTree(weights);

  // Right children that wait: start, end, depth of each.
  const waiting: number[] = [0, rows.length, 0];
  while (waiting.length > 0) {
    const depth = waiting.pop() as number;
    const end = waiting.pop() as number;
    const start = waiting.pop() as number;
    const pure = search.enterNode(rows, start, end);
    const size = end - start;
    const mayBeSplit =
      !pure &&
      size >= limits.minSamplesSplit &&
      size >= 2 * space.minSamplesLeaf &&
      (limits.maxDepth === null || depth < limits.maxDepth);
    if (mayBeSplit) {
      varying[depth + 1] ??= new Uint16Array(features);
      counts[depth + 1] = draw.search(search, size, varying[depth], counts[depth], varying[depth + 1]);
    }
    const split = search.best;
    if (!mayBeSplit || split.feature < 0) {
      const at = writer.leaf();
      search.writeLeaf(writer.leaves, at);
      continue;
    }
    let cut = -1;
    if (split.categorical) writer.categorical(split, space.binCounts[split.feature], search.gainOfBest());
    else {
      cut = cutBetween(split, ranges[split.feature] as BinRange);
      writer.numeric(split, cut, search.gainOfBest());
    }
    const middle = partRows(space.binned, split, cut, rows, start, end, aside);
    waiting.push(middle, end, depth + 1, start, middle, depth + 1);
  }
  return writer.finish();
}
