// From logged predictions and their labels to what is judged: units and losses by epoch and arm.

import type { EpochCounts } from './judge.ts';
import { addLoss, type LossMoments, noLosses } from './loss-moments.ts';
import { type PairCollector, pairCollector } from './pair-rows.ts';
import type { AskedLoss } from './request-loss.ts';
import type { Predicted, RowLoss } from './row-loss.ts';
import { growingSums, unitTable } from './unit-table.ts';

type Assigned = { experiment: string; unit: string; arm: string; epoch: number };

/** A prediction of the log, as far as it is needed. */
export type ServedRow = Predicted & {
  id: string;
  role: 'answer' | 'shadow';
  branch: string;
  commit: string;
  assignment: Assigned | null;
  milliseconds: number | null;
};

/** A request that was not answered, as far as it is needed. */
type FailedRows = {
  commit: string;
  rows: number;
  assignment: Assigned | null;
  milliseconds: number | null;
};

export type Collected = {
  /** By epoch, as the log numbers them; weights are not known here. */
  epochs: Map<number, CollectedEpoch>;
  pairs: ReturnType<PairCollector['pairs']>;
  /** The commit that answered last, and how many did, by arm. */
  commits: { last: string | null; count: number }[];
  /** Answers that were left out: of units that had met another arm before, and of branches that are no arm. */
  moved: number;
  otherArms: number;
  /** Answers whose label is of another kind than the prediction. */
  unusable: number;
};

type CollectedEpoch = Omit<EpochCounts, 'weights'> & {
  /** By loss of a guardrail, then by arm: of units that have one. */
  guarded: LossMoments[][];
};

/** What a guardrail looks at: what a label says of a prediction, or what a request was like, labelled or not. */
export type GuardedLoss = { by: 'label'; of: RowLoss } | { by: 'request'; of: AskedLoss };

export type UnitCollector = {
  /** Rows in the order of time; `label` is null where none has come. */
  take(row: ServedRow, label: number | string | null): void;
  takeFailure(failure: FailedRows): void;
  collected(): Collected;
};

/** The first sums of a unit: its arm, its epoch, labelled rows and their losses; then rows and losses of each guardrail. */
const [ARM, EPOCH, LABELLED, LOSS, GUARDED] = [0, 1, 2, 3, 4];

/**
 * Rows of one experiment; arms are compared by `loss`. A unit counts in the arm and epoch in which it was first seen, so
 * that each was drawn by the weights it is held against. Memory is some fifty bytes a unit.
 */
export function collectUnits({
  experiment,
  arms,
  loss,
  guarded = [],
}: {
  experiment: string;
  arms: readonly string[];
  loss: RowLoss;
  guarded?: readonly GuardedLoss[];
}): UnitCollector {
  const units = unitTable();
  const sums = growingSums(GUARDED + 2 * guarded.length);
  const pairing = pairCollector(arms);
  const commits = arms.map(() => ({ last: null as string | null, seen: new Set<string>() }));
  const left = { moved: 0, otherArms: 0, unusable: 0 };

  const lossOf = (row: ServedRow, label: number | string | null): number | null => {
    if (label === null) return null;
    const found = loss(row, label);
    if (found === null && row.role === 'answer') left.unusable++;
    return found;
  };
  const addGuarded = (place: number, which: number, value: number | null, rows: number): void => {
    if (value === null) return;
    sums.add(place, GUARDED + 2 * which, rows);
    sums.add(place, GUARDED + 2 * which + 1, rows * value);
  };
  /** Place of the unit; null where another arm was the first that it met. */
  const met = ({ unit, epoch }: Assigned, arm: number, commit: string): number | null => {
    commits[arm].last = commit;
    commits[arm].seen.add(commit);
    const place = units.place(unit);
    if (units.isNew()) {
      sums.add(place, ARM, arm);
      sums.add(place, EPOCH, epoch);
    }
    if (sums.at(place, ARM) === arm) return place;
    left.moved++;
    return null;
  };
  /** -1 where it is none of this experiment's. */
  const armOf = (assignment: Assigned | null): number => {
    if (assignment?.experiment !== experiment) return -1;
    const arm = arms.indexOf(assignment.arm);
    if (arm === -1) left.otherArms++;
    return arm;
  };

  return {
    take(row, label) {
      if (row.role === 'shadow') {
        const found = lossOf(row, label);
        if (found !== null) pairing.shadow({ id: row.id, branch: row.branch, loss: found });
        return;
      }
      const arm = armOf(row.assignment);
      if (arm === -1) return;
      const assigned = row.assignment!;
      const found = lossOf(row, label);
      const place = met(assigned, arm, row.commit);
      if (found !== null) {
        const unit = place ?? units.place(assigned.unit);
        pairing.answer({ id: row.id, branch: row.branch, unit, loss: found });
      }
      if (place === null) return;
      if (found !== null) {
        sums.add(place, LABELLED, 1);
        sums.add(place, LOSS, found);
      }
      for (const [which, each] of guarded.entries()) {
        if (each.by === 'request') {
          addGuarded(place, which, each.of({ failed: false, milliseconds: row.milliseconds }), 1);
        } else if (label !== null) addGuarded(place, which, each.of(row, label), 1);
      }
    },
    takeFailure({ assignment, commit, rows, milliseconds }) {
      const arm = armOf(assignment);
      const place = arm === -1 ? null : met(assignment!, arm, commit);
      if (place === null) return;
      for (const [which, each] of guarded.entries()) {
        if (each.by === 'request') addGuarded(place, which, each.of({ failed: true, milliseconds }), rows);
      }
    },
    collected() {
      const epochs: Collected['epochs'] = new Map();
      for (let place = 0; place < units.size(); place++) {
        const [arm, epoch] = [sums.at(place, ARM), sums.at(place, EPOCH)];
        let counts = epochs.get(epoch);
        if (counts === undefined) {
          counts = {
            units: arms.map(() => 0),
            losses: arms.map(noLosses),
            guarded: guarded.map(() => arms.map(noLosses)),
          };
          epochs.set(epoch, counts);
        }
        (counts.units as number[])[arm]++;
        const labelled = sums.at(place, LABELLED);
        if (labelled > 0) addLoss(counts.losses[arm], sums.at(place, LOSS) / labelled);
        for (const [which, moments] of counts.guarded.entries()) {
          const rows = sums.at(place, GUARDED + 2 * which);
          if (rows > 0) addLoss(moments[arm], sums.at(place, GUARDED + 2 * which + 1) / rows);
        }
      }
      return {
        epochs,
        pairs: pairing.pairs(),
        commits: commits.map(({ last, seen }) => ({ last, count: seen.size })),
        ...left,
      };
    },
  };
}
