// What a retraining does, as plain data: which data, on which branch, and why, or that there is nothing to do.

import { isStale, type Staleness } from '../provenance/freshness.ts';
import type { PinOrder } from '../repository/data/relate-pins.ts';
import { shortCommit } from '../terminal/format.ts';

export type RetrainingFacts = {
  branch: string;
  isEnvironment: boolean;
  /** Name of a new branch, where one was asked for. */
  as: string | null;
  /** Day of a name that is not given, `YYYY-MM-DD`. */
  date: string;
  /** Names that are taken. */
  names: readonly string[];
  /** Data commit of the branch. */
  pin: string | null;
  /** The data commit to go to, how it stands to the pin, and whether somebody named it. */
  to: { commit: string; order: PinOrder; named: boolean };
};

export type RetrainingPlan = {
  /** The branch that gets the commit, and whether it is to be made. */
  target: string;
  isNew: boolean;
  dataCommit: string;
};

/** An environment is left alone: what is trained on newer data stands on a branch beside it until it is promoted. */
export function planRetraining({
  branch,
  isEnvironment,
  as,
  date,
  names,
  pin,
  to,
}: RetrainingFacts): RetrainingPlan | { refused: 'unordered-data' } {
  if (!to.named && to.order === 'diverged') return { refused: 'unordered-data' };
  // The branch knows of newer data than the repository's main: those it keeps.
  const keeps = !to.named && to.order === 'older' && pin !== null;
  return {
    target: as ?? (isEnvironment ? freeName(`${branch}-${date}`, names) : branch),
    isNew: as !== null || isEnvironment,
    dataCommit: keeps ? pin : to.commit,
  };
}

/** Why there is something to train, or null: the model is what code, configuration and these data would make. */
export function reasonToRetrain(staleness: Staleness, pin: string | null, dataCommit: string): string | null {
  if (!isStale(staleness)) return null;
  const others = staleness.reasons.filter(
    (_, index) => !(staleness.data && index === staleness.reasons.length - 1),
  );
  const moved =
    pin === dataCommit
      ? []
      : [`data move from ${pin === null ? 'nothing' : shortCommit(pin)} to ${shortCommit(dataCommit)}`];
  const reasons = [...moved, ...others];
  return (reasons.length > 0 ? reasons : staleness.reasons).join('; ');
}

/** Whether it is a name that a retraining of the environment gave. */
export function isRetrainedBranch(name: string, environment: string): boolean {
  return (
    name.startsWith(`${environment}-`) && /^-\d{4}-\d\d-\d\d(-\d+)?$/.test(name.slice(environment.length))
  );
}

/** `prod-2012-01-31`, or `prod-2012-01-31-2` where that is taken. */
function freeName(wish: string, names: readonly string[]): string {
  let name = wish;
  for (let number = 2; names.includes(name); number++) name = `${wish}-${number}`;
  return name;
}
