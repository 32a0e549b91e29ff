// One decision tree with a limit on its leaves: grown best first, so that those it has are where they gain most.

import type { BinRange } from '../binning/binned-rows.ts';
import { FeatureDraw } from './feature-draw.ts';
import type { GrowInput } from './grow-input.ts';
import { LeafQueue } from './leaf-queue.ts';
import { NodeTable } from './node-table.ts';
import { cutBetween, partRows, rowsWithWeight } from './part-rows.ts';
import { emptySplit } from './split.ts';
import { type TreeRecord, TreeWriter } from './tree-record.ts';

/** The tree over the rows with a weight, with at most `limits.maxLeaves` leaves. */
export function growLimited({ space, ranges, search, limits, weights, random }: GrowInput): TreeRecord {
  const features = space.binCounts.length;
  const rows = rowsWithWeight(weights);
  const aside = new Uint32Array(rows.length);
  const most = Math.min(limits.maxLeaves!, rows.length);
  const draw = new FeatureDraw(features, limits.featuresPerSplit, random);
  const drawsAll = limits.featuresPerSplit >= features;
  const kept = new Uint16Array(features);
  const nodes = new NodeTable(2 * most, search.outputs);
  const { starts, ends, depths, gains } = nodes;
  const queue = new LeafQueue<number>(
    (one, other) => gains[one] > gains[other] || (gains[one] === gains[other] && one < other),
  );
  const split = emptySplit();
  search.startTree(weights);

  addNode(0, rows.length, 0, draw.all());
  for (let leaves = 1; leaves < most; leaves++) {
    const node = queue.pop();
    if (node === undefined) break;
    nodes.readSplit(node, split);
    const [start, end] = [starts[node], ends[node]];
    const middle = partRows(space.binned, split, split.lowBin, rows, start, end, aside);
    const varying = nodes.varying[node] as Uint16Array;
    nodes.varying[node] = null;
    const left = addNode(start, middle, depths[node] + 1, varying);
    nodes.leftChild[node] = left;
    addNode(middle, end, depths[node] + 1, varying);
  }
  return written();

  function addNode(start: number, end: number, depth: number, known: Uint16Array): number {
    const node = nodes.add(start, end, depth);
    const pure = search.enterNode(rows, start, end);
    search.writeLeaf(nodes.predictions, node * search.outputs);
    const size = end - start;
    const mayBeSplit =
      !pure &&
      size >= limits.minSamplesSplit &&
      size >= 2 * space.minSamplesLeaf &&
      (limits.maxDepth === null || depth < limits.maxDepth);
    if (!mayBeSplit) return node;
    const count = draw.search(search, size, known, known.length, kept);
    const { best } = search;
    if (best.feature < 0) return node;
    const cut = best.categorical ? -1 : cutBetween(best, ranges[best.feature] as BinRange);
    nodes.writeSplit(node, best, cut, search.gainOfBest());
    // One list serves all nodes below, as long as nothing is learned to be constant.
    nodes.varying[node] = drawsAll && count === known.length ? known : kept.slice(0, count);
    queue.push(node);
    return node;
  }

  function written(): TreeRecord {
    const writer = new TreeWriter(features, search.outputs);
    const waiting = [0];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const left = nodes.leftChild[node];
      if (left === 0) {
        const from = node * search.outputs;
        // In two steps: taking a leaf may make the array of leaves anew.
        const at = writer.leaf();
        for (let i = 0; i < search.outputs; i++) writer.leaves[at + i] = nodes.predictions[from + i];
        continue;
      }
      nodes.readSplit(node, split);
      if (split.categorical) writer.categorical(split, space.binCounts[split.feature], gains[node]);
      else writer.numeric(split, split.lowBin, gains[node]);
      waiting.push(left + 1, left);
    }
    return writer.finish();
  }
}
