// Which training rows early stopping holds out.

import type { Target } from '../learner.ts';
import { belowOf, randomOfTree } from '../trees/tree-random.ts';

type Held = { fitted: Uint32Array; held: Uint32Array };

/** Below any tree's number: a stream of its own. */
const STREAM = -1;

/**
 * `share` of `rows`: the last where they stand in order of time, else drawn by seed, of each class its share. At
 * least one row stays fitted and one is held out. Both ascend.
 */
export function holdOut(
  rows: Uint32Array,
  target: Target,
  share: number,
  { ordered, seed }: { ordered: boolean; seed: number },
): Held {
  if (ordered) {
    const first = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * (1 - share))));
    return { fitted: rows.slice(0, first), held: rows.slice(first) };
  }
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const group = target.task === 'regression' ? 0 : target.codes[row];
    const list = groups.get(group);
    if (list) list.push(row);
    else groups.set(group, [row]);
  }
  const random = randomOfTree(seed, STREAM);
  const held: number[] = [];
  for (const [, list] of [...groups].sort(([one], [other]) => one - other)) {
    const count = Math.min(list.length - 1, Math.round(list.length * share));
    for (let drawn = 0; drawn < count; drawn++) {
      const at = drawn + belowOf(random, list.length - drawn);
      [list[drawn], list[at]] = [list[at], list[drawn]];
      held.push(list[drawn]);
    }
  }
  const out = new Set(held);
  return {
    fitted: rows.filter(row => !out.has(row)),
    held: Uint32Array.from(held).sort(),
  };
}
