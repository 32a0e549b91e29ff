// Rows that were answered by one branch and predicted by another beside it, found by their prediction id.

import { hashedPlaces, textBits } from '../prediction-log/hashed-places.ts';
import type { PairCounts } from './judge.ts';
import { addLoss, noLosses } from './loss-moments.ts';
import { growingSums, type Sums } from './unit-table.ts';

export type PairCollector = {
  /** `unit` is its place. */
  answer(row: { id: string; branch: string; unit: number; loss: number }): void;
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
  const [answers, shadows] = [waitingRows(), waitingRows()];
  const sumsOf = new Map<string, Sums>();
  const names: string[] = [];
  const numberOf = (branch: string): number => {
    const known = names.indexOf(branch);
    return known === -1 ? names.push(branch) - 1 : known;
  };

  const pair = (
    unit: number,
    answer: { branch: string; loss: number },
    shadow: { branch: string; loss: number },
  ): void => {
    const isAnswered = answer.branch === baseline;
    const [ours, other] = isAnswered ? [answer, shadow] : [shadow, answer];
    if (ours.branch !== baseline || other.branch === baseline) return;
    const sums = sumsOf.get(other.branch) ?? growingSums(3);
    sumsOf.set(other.branch, sums);
    sums.add(unit, PAIRS, 1);
    sums.add(unit, BASELINE, ours.loss);
    sums.add(unit, CHALLENGER, other.loss);
  };

  return {
    answer({ id, branch, unit, loss }) {
      const shadow = shadows.take(id);
      if (shadow === null) return answers.add(id, [numberOf(branch), loss, unit]);
      pair(unit, { branch, loss }, { branch: names[shadow[0]], loss: shadow[1] });
    },
    shadow({ id, branch, loss }) {
      const answer = answers.take(id);
      if (answer === null) return shadows.add(id, [numberOf(branch), loss, -1]);
      pair(answer[2], { branch: names[answer[0]], loss: answer[1] }, { branch, loss });
    },
    pairs() {
      return new Map([...sumsOf].map(([branch, sums]) => [branch, countsOf(sums)]));
    },
  };
}

/** Number of its branch, loss, place of its unit. */
type WaitingRow = [branch: number, loss: number, unit: number];

/** Rows by id, forgotten after `WAITS_FOR` more at the earliest; two tables by turns, each of a size that never changes. */
function waitingRows(): { add(id: string, row: WaitingRow): void; take(id: string): WaitingRow | null } {
  const bitsOf = textBits({ high: 0, low: 0 });
  const table = () => ({
    places: hashedPlaces(),
    branches: new Int32Array(WAITS_FOR),
    losses: new Float64Array(WAITS_FOR),
    units: new Int32Array(WAITS_FOR),
  });
  let [young, old]: [ReturnType<typeof table> | null, ReturnType<typeof table> | null] = [null, null];
  return {
    add(id, [branch, loss, unit]) {
      young ??= table();
      if (young.places.size() === WAITS_FOR) {
        [young, old] = [old ?? table(), young];
        young.places.clear();
      }
      const { high, low } = bitsOf(id);
      const place = young.places.place(high, low);
      young.branches[place] = branch;
      young.losses[place] = loss;
      young.units[place] = unit;
    },
    take(id) {
      if (young === null) return null;
      const { high, low } = bitsOf(id);
      for (const each of [young, old]) {
        const place = each?.places.find(high, low) ?? -1;
        if (each === null || place === -1 || each.branches[place] === TAKEN) continue;
        const row: WaitingRow = [each.branches[place], each.losses[place], each.units[place]];
        each.branches[place] = TAKEN;
        return row;
      }
      return null;
    },
  };
}

const TAKEN = -1;

function countsOf(sums: Sums): PairCounts {
  const counts: PairCounts = { differences: noLosses(), baseline: noLosses(), challenger: noLosses() };
  for (let unit = 0; unit < sums.size(); unit++) {
    const rows = sums.at(unit, PAIRS);
    if (rows === 0) continue;
    const [baseline, challenger] = [BASELINE, CHALLENGER].map(which => sums.at(unit, which) / rows);
    addLoss(counts.differences, challenger - baseline);
    addLoss(counts.baseline, baseline);
    addLoss(counts.challenger, challenger);
  }
  return counts;
}
