// Has a batch drifted from the reference? At a stated rate of false alarms, or that there are too few rows to tell.

import { probit } from 'simple-statistics';
import type { Dependence } from '../dependence.ts';
import type { ColumnProfile, Profile } from '../profile.ts';
import { type CategoryProfile, hashOf } from '../profile-categories.ts';
import type { NumberProfile } from '../profile-numbers.ts';
import type { BatchCounts } from './batch-counts.ts';
import type { Compared, Drawing } from './compare-cells.ts';
import { compareCategories, compareNumbers } from './compare-column.ts';
import type { CategoryCounts } from './count-categories.ts';
import type { NumberCounts } from './count-numbers.ts';
import type { EffectiveRows } from './effective-rows.ts';
import { holm } from './holm.ts';
import { missingShareP } from './missing-share.ts';
import { reasonsOf } from './reasons.ts';
import { type RelativeMeanDifference, relativeMeanDifference } from './relative-mean-difference.ts';
import { type Reported, reportedStatistics } from './reported-statistics.ts';

type DriftVerdict = 'drift' | 'none' | 'too-few-rows';

/** What stood out most of a column. `gone`: the batch lacks it. */
type Statistic = Compared['signal']['name'] | 'missing-share' | 'gone';

type JudgedColumn = {
  column: string;
  kind: 'numeric' | 'categorical' | 'prediction';
  statistic: Statistic;
  /** How surprising the column is, were nothing different: -log10 of its p-value. Null where that is 0 (gone). */
  value: number | null;
  /** What `value` must reach to be drift, given how many columns are judged: -log10 of Holm's limit. */
  threshold: number;
  adjustedPValue: number;
  verdict: DriftVerdict;
  reasons: string[];
  reported: Reported;
  /** Independent rows that the column's values are worth, of the batch. */
  effectiveRows: number;
  /** The least shift, in standard deviations, that would be found four times out of five; null where none would. */
  detectable: number | null;
};

export type JudgedDrift = {
  verdict: DriftVerdict;
  falseAlarmRate: number;
  rows: number;
  /** Rows that were predicted for the verdict on predictions; null where there are none to compare with. */
  predictedRows: number | null;
  columns: JudgedColumn[];
  /** Columns of the batch that the model does not know. */
  newColumns: string[];
  /** Columns that are no evidence: times, which are expected to move. */
  leftOut: { column: string; reason: string }[];
  relativeMeanDifference: RelativeMeanDifference;
};

export type DriftOptions = {
  /** Of all batches in which nothing has changed, the share in which a column is flagged all the same. Default 0.05. */
  falseAlarmRate?: number;
  /** Of the draws by which small batches are calibrated; the same seed gives the same verdict. */
  seed: number;
  /** For the policy of that name. Default 0.1. */
  meanDifferenceThreshold?: number;
};

/** Why a time is left out. */
export const MOVES_ON = 'a time moves on by itself';

/** A shift of so many standard deviations should be found; where even this would not, there are too few rows. */
const LARGEST_MISSED = 1;
const POWER = 0.8;

/** Four times as many draws as would just do for an alarm under Holm's strictest limit. */
const FEWEST_DRAWS = 1000;
const MOST_DRAWS = 50_000;

type Pair =
  | { type: 'numeric'; profile: NumberProfile; batch: NumberCounts }
  | { type: 'categorical'; profile: CategoryProfile; batch: CategoryCounts };

type Evidence = {
  name: string;
  kind: JudgedColumn['kind'];
  pair: Pair | null;
  rows: EffectiveRows;
  pValue: number;
  statistic: Statistic;
  compared: Compared | null;
  missingP: number;
};

export function judgeDrift(
  reference: Profile,
  batch: BatchCounts,
  { falseAlarmRate = 0.05, seed, meanDifferenceThreshold }: DriftOptions,
): JudgedDrift {
  const columns = reference.columns.filter(column => column.type !== 'time');
  const predictions = predictionPair(reference, batch);
  const judged = columns.length + (predictions ? 1 : 0);
  const drawing: Drawing = {
    seed: seedOf(batch, seed),
    most: Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, Math.ceil((4 * judged) / falseAlarmRate))),
    plain: falseAlarmRate / (2 * judged),
    kept: new Map(),
  };
  const evidence = columns.map(column => evidenceOf(column, batch, drawing));
  if (predictions) evidence.push(evidenceOfPair('prediction', 'prediction', predictions, drawing));
  const adjusted = holm(evidence.map(({ pValue }) => pValue));
  const order = evidence
    .map((_, index) => index)
    .sort((a, b) => evidence[a].pValue - evidence[b].pValue || a - b);
  const judgedColumns = evidence.map((own, index): JudgedColumn => {
    const detectable = detectableShift(own.rows, falseAlarmRate / judged);
    const isDrift = adjusted[index] <= falseAlarmRate;
    const seesLittle = !own.rows.enough || detectable === null || detectable > LARGEST_MISSED;
    const verdict = isDrift ? 'drift' : seesLittle ? 'too-few-rows' : 'none';
    return {
      column: own.name,
      kind: own.kind,
      statistic: own.statistic,
      value: own.pValue > 0 ? Math.max(0, -Math.log10(own.pValue)) : null,
      threshold: -Math.log10(falseAlarmRate / (judged - order.indexOf(index))),
      adjustedPValue: adjusted[index],
      verdict,
      reasons: reasonsOf({ ...own, verdict, detectable, unreadable: batch.unreadable.get(own.name) ?? null }),
      reported: own.pair ? reportedStatistics(own.pair) : {},
      effectiveRows: own.rows.batch,
      detectable,
    };
  });
  return {
    verdict: overall(judgedColumns),
    falseAlarmRate,
    rows: batch.rows,
    predictedRows: predictions ? (batch.predictions?.rows ?? 0) : null,
    columns: judgedColumns,
    newColumns: batch.newColumns,
    leftOut: reference.columns
      .filter(column => column.type === 'time')
      .map(({ name }) => ({ column: name, reason: MOVES_ON })),
    relativeMeanDifference: relativeMeanDifference(reference, batch, meanDifferenceThreshold),
  };
}

/**
 * Draws are chance too. With the same ones for every batch a project could be stuck with a limit that happens to be low;
 * with others for each they even out, and the same batch is still judged the same.
 */
function seedOf(batch: BatchCounts, seed: number): number {
  const told = [...batch.columns].map(([name, counts]) => [
    name,
    counts.missing,
    counts.type === 'numeric' ? [...counts.cells] : counts.type === 'categorical' ? [...counts.hashCells] : 0,
  ]);
  return (seed ^ hashOf(JSON.stringify([batch.rows, told]))) >>> 0;
}

/** Drift where one column drifts; too few rows where most could not have been seen to. */
function overall(columns: readonly JudgedColumn[]): DriftVerdict {
  if (columns.some(({ verdict }) => verdict === 'drift')) return 'drift';
  const blind = columns.filter(({ verdict }) => verdict === 'too-few-rows').length;
  return columns.length === 0 || 2 * blind > columns.length ? 'too-few-rows' : 'none';
}

function detectableShift({ reference, batch, enough }: EffectiveRows, level: number): number | null {
  if (!enough || batch < 1) return null;
  return (probit(1 - level / 2) + probit(POWER)) * Math.sqrt(1 / batch + 1 / reference);
}

function evidenceOf(column: ColumnProfile, batch: BatchCounts, drawing: Drawing): Evidence {
  const counts = batch.columns.get(column.name);
  const { name } = column;
  if (column.type === 'numeric' && counts?.type === 'numeric')
    return evidenceOfPair(name, 'numeric', { type: 'numeric', profile: column, batch: counts }, drawing);
  if (column.type === 'categorical' && counts?.type === 'categorical')
    return evidenceOfPair(
      name,
      'categorical',
      { type: 'categorical', profile: column, batch: counts },
      drawing,
    );
  const kind = column.type === 'numeric' ? 'numeric' : 'categorical';
  const rows = { reference: column.count, batch: 0, enough: false };
  const gone = batch.rows > 0;
  return {
    ...{ name, kind, rows, pair: null, compared: null, missingP: 1, pValue: gone ? 0 : 1 },
    statistic: gone ? 'gone' : 'location',
  };
}

function evidenceOfPair(name: string, kind: JudgedColumn['kind'], pair: Pair, drawing: Drawing): Evidence {
  const { rows, compared } =
    pair.type === 'numeric'
      ? compareNumbers(pair.profile, pair.batch, drawing)
      : compareCategories(pair.profile, pair.batch, drawing);
  const { profile, batch } = pair;
  const missingP = missingShareP(
    { rows: profile.count, missing: profile.missing },
    { rows: batch.rows, missing: batch.missing },
    profile.missingDependence as Dependence,
  );
  const valueP = compared?.pValue ?? 1;
  // Two questions where anything is missing, one where nothing is.
  const questions = profile.missing + batch.missing > 0 ? 2 : 1;
  return {
    ...{ name, kind, pair, rows, compared, missingP },
    pValue: Math.min(1, questions * Math.min(valueP, missingP)),
    statistic: missingP < valueP ? 'missing-share' : (compared?.signal.name ?? 'missing-share'),
  };
}

function predictionPair({ predictions }: Profile, batch: BatchCounts): Pair | null {
  const counts = batch.predictions?.counts;
  if (predictions === null || counts === undefined) return null;
  const profile =
    predictions.task === 'regression' ? predictions.values : (predictions.probability ?? predictions.classes);
  if (profile.type === 'numeric' && counts.type === 'numeric')
    return { type: 'numeric', profile, batch: counts };
  if (profile.type === 'categorical' && counts.type === 'categorical')
    return { type: 'categorical', profile, batch: counts };
  return null;
}
