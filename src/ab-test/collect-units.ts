// From logged predictions and their labels to what is judged: units and losses by epoch and arm.

import type { EpochCounts } from './judge.ts';
import { addLoss, type LossMoments, noLosses } from './loss-moments.ts';
import { type PairCollector, pairCollector } from './pair-rows.ts';
import type { Predicted, RowLoss } from './row-loss.ts';
import { unitTable } from './unit-table.ts';

/** A prediction of the log, as far as it is needed. */
export type ServedRow = Predicted & {
  id: string;
  role: 'answer' | 'shadow';
  branch: string;
  commit: string;
  assignment: { experiment: string; unit: string; arm: string; epoch: number } | null;
};

export type Collected = {
  /** By epoch, as the log numbers them; weights are not known here. */
  epochs: Map<number, Omit<EpochCounts, 'weights'>>;
  /** Losses of units by arm, over all epochs, for each loss that was asked for. */
  losses: LossMoments[][];
  pairs: ReturnType<PairCollector['pairs']>;
  /** The commit that answered last, and how many did, by arm. */
  commits: { last: string | null; count: number }[];
  /** Answers that were left out: of units that had met another arm before, and of branches that are no arm. */
  moved: number;
  otherArms: number;
  /** Answers whose label is of another kind than the prediction. */
  unusable: number;
};

export type UnitCollector = {
  /** Rows in the order of time; `label` is null where none has come. */
  take(row: ServedRow, label: number | string | null): void;
  collected(): Collected;
};

/** The first sums of a unit: its arm, its epoch, and labelled rows; losses follow. */
const [ARM, EPOCH, LABELLED, LOSSES] = [0, 1, 2, 3];

/**
 * Rows of one experiment; the first of `losses` is what arms are compared by. A unit counts in the arm and epoch in which
 * it was first seen, so that each was drawn by the weights it is held against. Memory is some sixty bytes a unit.
 */
export function collectUnits({
  experiment,
  arms,
  losses,
}: {
  experiment: string;
  arms: readonly string[];
  losses: readonly [RowLoss, ...RowLoss[]];
}): UnitCollector {
  const units = unitTable(LOSSES + losses.length);
  const pairing = pairCollector(arms);
  const commits = arms.map(() => ({ last: null as string | null, seen: new Set<string>() }));
  const left = { moved: 0, otherArms: 0, unusable: 0 };

  const lossesOf = (row: ServedRow, label: number | string | null): number[] | null => {
    if (label === null) return null;
    const found = losses.map(loss => loss(row, label));
    if (found.every(loss => loss !== null)) return found;
    if (row.role === 'answer') left.unusable++;
    return null;
  };
  const answer = (row: ServedRow, arm: number, label: number | string | null): void => {
    const { unit, epoch } = row.assignment!;
    commits[arm].last = row.commit;
    commits[arm].seen.add(row.commit);
    const place = units.place(unit);
    if (units.isNew()) {
      units.add(place, ARM, arm);
      units.add(place, EPOCH, epoch);
    }
    const found = lossesOf(row, label);
    if (found !== null) pairing.answer({ id: row.id, branch: row.branch, unit, loss: found[0] });
    if (units.sum(place, ARM) !== arm) {
      left.moved++;
    } else if (found !== null) {
      units.add(place, LABELLED, 1);
      for (const [which, loss] of found.entries()) units.add(place, LOSSES + which, loss);
    }
  };

  return {
    take(row, label) {
      if (row.role === 'shadow') {
        const loss = lossesOf(row, label)?.[0];
        if (loss !== undefined) pairing.shadow({ id: row.id, branch: row.branch, loss });
        return;
      }
      if (row.assignment?.experiment !== experiment) return;
      const arm = arms.indexOf(row.assignment.arm);
      if (arm === -1) left.otherArms++;
      else answer(row, arm, label);
    },
    collected() {
      const epochs: Collected['epochs'] = new Map();
      const all = losses.map(() => arms.map(noLosses));
      for (let place = 0; place < units.size(); place++) {
        const [arm, epoch] = [units.sum(place, ARM), units.sum(place, EPOCH)];
        let counts = epochs.get(epoch);
        if (counts === undefined) {
          counts = { units: arms.map(() => 0), losses: arms.map(noLosses) };
          epochs.set(epoch, counts);
        }
        (counts.units as number[])[arm]++;
        const labelled = units.sum(place, LABELLED);
        if (labelled === 0) continue;
        addLoss(counts.losses[arm], units.sum(place, LOSSES) / labelled);
        for (const [which, moments] of all.entries())
          addLoss(moments[arm], units.sum(place, LOSSES + which) / labelled);
      }
      return {
        epochs,
        losses: all,
        pairs: pairing.pairs(),
        commits: commits.map(({ last, seen }) => ({ last, count: seen.size })),
        ...left,
      };
    },
  };
}
