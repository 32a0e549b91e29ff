// When to retrain, as policies say it of what was seen. Pure: each answers with its reason.

type Policy =
  | 'drift'
  | 'decay'
  | 'drift and decay'
  | { schedule?: string; new_rows?: number; relative_mean_difference?: number };
export type PolicyGroup = { any?: readonly PolicyEntry[]; all?: readonly PolicyEntry[] };
type PolicyEntry = Policy | (Exclude<Policy, string> & PolicyGroup);

/** What was seen of a model when it was monitored. */
export type Facts = {
  drift: { found: boolean; words: string };
  /** Decay, or a rule of mv.yaml that is broken. */
  decay: { found: boolean; words: string };
  /** Days since the model was trained; null where that is unknown. */
  ageDays: number | null;
  /** Rows of the newest data that the model was not made from; null where that is unknown. */
  newRows: number | null;
  relativeMeanDifference: number | null;
};

export type Answer = { fires: boolean; reasons: string[] };

/**
 * Of a group `any` the reasons are those of the policies that fire, of `all` those of the ones that do not; where that
 * leaves none, all of them.
 */
export function askPolicies(group: PolicyGroup, facts: Facts): Answer {
  const every = group.all !== undefined;
  const answers = (group.all ?? group.any ?? []).map(entry => askEntry(entry, facts));
  const fires = every ? answers.every(answer => answer.fires) : answers.some(answer => answer.fires);
  const decisive = answers.filter(answer => answer.fires === fires);
  return { fires, reasons: [...new Set(decisive.flatMap(({ reasons }) => reasons))] };
}

function askEntry(entry: PolicyEntry, facts: Facts): Answer {
  if (typeof entry === 'string') {
    const { drift, decay } = facts;
    if (entry === 'drift') return { fires: drift.found, reasons: [drift.words] };
    if (entry === 'decay') return { fires: decay.found, reasons: [decay.words] };
    return askPolicies({ all: ['drift', 'decay'] }, facts);
  }
  if ('any' in entry || 'all' in entry) return askPolicies(entry as PolicyGroup, facts);
  if (entry.schedule !== undefined) return askSchedule(entry.schedule, facts);
  if (entry.new_rows !== undefined) return askNewRows(entry.new_rows, facts);
  return askMeans(entry.relative_mean_difference ?? 0, facts);
}

function askSchedule(schedule: string, { ageDays }: Facts): Answer {
  const days = Number.parseInt(schedule, 10);
  if (ageDays === null) return { fires: false, reasons: ['schedule: when the model was trained is unknown'] };
  const fires = ageDays >= days;
  const age = `${ageDays.toFixed(1)} days ago`;
  return { fires, reasons: [`schedule: trained ${age}, due after ${days} days`] };
}

function askNewRows(least: number, { newRows }: Facts): Answer {
  if (newRows === null) return { fires: false, reasons: ['new rows: the newest data are unknown'] };
  return {
    fires: newRows >= least,
    reasons: [`new rows: ${newRows} that the model was not made from, due at ${least}`],
  };
}

function askMeans(limit: number, { relativeMeanDifference: value }: Facts): Answer {
  if (value === null) return { fires: false, reasons: ['relative mean difference: no column has one'] };
  return {
    fires: value > limit,
    reasons: [`relative mean difference ${Number(value.toPrecision(3))}, limit ${limit}`],
  };
}
