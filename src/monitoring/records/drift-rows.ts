// monitoring/drift.csv: what drifted in each window, a row a column; monitoring/decisions.csv: retrain or not, and why.

import type { Decision } from '../decisions/decide.ts';
import type { JudgedDrift } from '../drift/judge-drift.ts';
import { FIRST_CELL } from '../drift/reasons.ts';
import { numberField, type Row } from './record-file.ts';

const WINDOW_COLUMNS = ['at', 'release', 'window', 'from', 'to', 'source', 'rows'] as const;

export const DRIFT_COLUMNS = [
  ...WINDOW_COLUMNS,
  'column',
  'kind',
  'statistic',
  'value',
  'threshold',
  'adjusted_p_value',
  'psi',
  'jensen_shannon',
  'wasserstein',
  'ks',
  'verdict',
  'reasons',
] as const;

export const DECISION_COLUMNS = [...WINDOW_COLUMNS, 'drift', 'decay', 'cause', 'retrain', 'reasons'] as const;

/** The kind of the row that speaks of the window as a whole: the last of each window. */
const WHOLE_WINDOW = 'window';

export function driftFields({ columns, verdict, relativeMeanDifference }: JudgedDrift): Row[] {
  return [
    ...columns.map(column => ({
      column: column.column,
      kind: column.kind,
      statistic: column.statistic,
      value: numberField(column.value),
      threshold: numberField(column.threshold),
      adjusted_p_value: numberField(column.adjustedPValue),
      ...reportedFields(column.reported),
      verdict: column.verdict,
      // Git does not forget: a column that slipped may have put anything into that cell.
      reasons: column.reasons.map(reason => reason.split(FIRST_CELL)[0]).join('; '),
    })),
    {
      kind: WHOLE_WINDOW,
      statistic: 'relative_mean_difference',
      value: numberField(relativeMeanDifference.value),
      threshold: numberField(relativeMeanDifference.threshold),
      verdict,
    },
  ];
}

/** Four digits: they are for people, and 2,000 rows of them take 60 KB at the most. */
function reportedFields({
  psi,
  jensenShannon,
  wasserstein,
  ks,
}: JudgedDrift['columns'][number]['reported']): Row {
  const field = (value: number | null | undefined) =>
    numberField(typeof value === 'number' ? Number(value.toPrecision(4)) : null);
  return {
    psi: field(psi),
    jensen_shannon: field(jensenShannon),
    wasserstein: field(wasserstein),
    ks: field(ks),
  };
}

export function decisionFields({
  drift,
  decay,
  cause,
  decision,
}: {
  drift: string;
  decay: string;
  cause: string | null;
  decision: Decision;
}): Row {
  return {
    drift,
    decay,
    cause: cause ?? '',
    retrain: decision.retrain ? 'yes' : 'no',
    reasons: decision.reasons.join('; '),
  };
}
