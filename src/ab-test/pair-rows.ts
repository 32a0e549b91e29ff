// Rows that were answered by one branch and predicted by another beside it, found by their prediction id.

import type { PairCounts } from './judge.ts';
import { addLoss, noLosses } from './loss-moments.ts';
import { type UnitTable, unitTable } from './unit-table.ts';

export type PairCollector = {
  answer(row: { id: string; branch: string; unit: string; loss: number }): void;
  shadow(row: { id: string; branch: string; loss: number }): void;
  /** By branch other than the baseline: those of arms, and shadows that are no arm. */
  pairs(): Map<string, PairCounts>;
};

/** The shadow of a row is logged within moments of it; what has not met its other half among so many rows never will. */
const WAITS_FOR = 50_000;

const [PAIRS, BASELINE, CHALLENGER] = [0, 1, 2];

/** The first of `arms` is the baseline. A pair is of it and another branch, whichever of them answered. */
export function pairCollector(arms: readonly string[]): PairCollector {
  const [baseline] = arms;
  const answers = waitingRows<{ branch: string; unit: string; loss: number }>();
  const shadows = waitingRows<{ branch: string; loss: number }>();
  const tables = new Map<string, UnitTable>();

  const pair = (
    unit: string,
    answer: { branch: string; loss: number },
    shadow: { branch: string; loss: number },
  ): void => {
    const isAnswered = answer.branch === baseline;
    const [ours, other] = isAnswered ? [answer, shadow] : [shadow, answer];
    if (ours.branch !== baseline || other.branch === baseline) return;
    const table = tables.get(other.branch) ?? unitTable(3);
    tables.set(other.branch, table);
    const place = table.place(unit);
    table.add(place, PAIRS, 1);
    table.add(place, BASELINE, ours.loss);
    table.add(place, CHALLENGER, other.loss);
  };

  return {
    answer({ id, ...row }) {
      const shadow = shadows.take(id);
      if (shadow === undefined) return answers.add(id, row);
      pair(row.unit, row, shadow);
    },
    shadow({ id, ...row }) {
      const answer = answers.take(id);
      if (answer === undefined) return shadows.add(id, row);
      pair(answer.unit, answer, row);
    },
    pairs() {
      return new Map([...tables].map(([branch, table]) => [branch, countsOf(table)]));
    },
  };
}

/** Rows by id, forgotten after `WAITS_FOR` more at the earliest. To delete the oldest of a Map one by one takes ever longer. */
function waitingRows<Row>(): { add(id: string, row: Row): void; take(id: string): Row | undefined } {
  let [young, old] = [new Map<string, Row>(), new Map<string, Row>()];
  return {
    add(id, row) {
      if (young.size === WAITS_FOR) [young, old] = [new Map(), young];
      young.set(id, row);
    },
    take(id) {
      const found = young.get(id) ?? old.get(id);
      young.delete(id);
      old.delete(id);
      return found;
    },
  };
}

function countsOf(table: UnitTable): PairCounts {
  const counts: PairCounts = { differences: noLosses(), baseline: noLosses(), challenger: noLosses() };
  for (let place = 0; place < table.size(); place++) {
    const rows = table.sum(place, PAIRS);
    const [baseline, challenger] = [BASELINE, CHALLENGER].map(which => table.sum(place, which) / rows);
    addLoss(counts.differences, challenger - baseline);
    addLoss(counts.baseline, baseline);
    addLoss(counts.challenger, challenger);
  }
  return counts;
}
