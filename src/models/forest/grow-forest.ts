// The trees of a forest, grown by as many threads as there are: each takes the next one that nobody has.

import type { Worker } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';
import { startThread } from '../threads/worker-entry.ts';
import type { TreeRecord } from '../trees/tree-record.ts';
import { type ForestWork, treeGrower } from './forest-work.ts';

/** What another thread is given. `next[0]` is the tree that nobody has taken yet. */
export type ForestShift = { work: ForestWork; next: Int32Array };

type Grown = { tree: number; record: TreeRecord };

/** Cells to look at (rows x features x trees) from which on another thread is worth its start of 50 ms. */
const WORTH_A_THREAD = 4e6;
/** Milliseconds after which others get their turn on this thread. */
const TURN = 50;

type Growth = {
  work: ForestWork;
  threads: number;
  onProgress?: (share: number) => void;
};

/** All trees, in their order; no thread outlives the call. */
export async function growForest({ work, threads, onProgress }: Growth): Promise<TreeRecord[]> {
  const trees = new Array<TreeRecord>(work.trees);
  const next = new Int32Array(new SharedArrayBuffer(4));
  let grown = 0;
  const take = ({ tree, record }: Grown) => {
    trees[tree] = record;
    grown++;
    onProgress?.(grown / work.trees);
  };
  const cells = work.space.binned.rows * work.space.binCounts.length * work.trees;
  const helpers = Math.min(threads, work.trees, 1 + Math.floor(cells / WORTH_A_THREAD)) - 1;
  const others: Worker[] = [];
  try {
    const ends = Array.from({ length: helpers }, () => {
      const thread = startThread({ learner: 'forest', shift: { work, next } });
      others.push(thread);
      return new Promise<void>((resolve, reject) => {
        thread.on('message', take);
        thread.on('error', reject);
        thread.on('exit', () => resolve());
      });
    });
    const all = Promise.all(ends);
    // Whatever goes wrong there is thrown where it is awaited.
    all.catch(() => {});
    const growTree = treeGrower(work);
    let turn = performance.now();
    for (let tree = takeNext(next); tree < work.trees; tree = takeNext(next)) {
      take({ tree, record: growTree(tree) });
      if (performance.now() - turn > TURN) {
        await new Promise(resolve => setImmediate(resolve));
        turn = performance.now();
      }
    }
    await all;
  } finally {
    Atomics.store(next, 0, work.trees);
    await Promise.all(others.map(thread => thread.terminate()));
  }
  if (grown < work.trees) throw new Error('a thread ended before its trees were grown');
  return trees;
}

/** What another thread does. */
export function growForestTrees({ work, next }: ForestShift): void {
  const growTree = treeGrower(work);
  for (let tree = takeNext(next); tree < work.trees; tree = takeNext(next)) {
    parentPort!.postMessage({ tree, record: growTree(tree) } satisfies Grown);
  }
}

function takeNext(next: Int32Array): number {
  return Atomics.add(next, 0, 1);
}
