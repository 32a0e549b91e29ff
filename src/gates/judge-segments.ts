// A difference in every segment of the rows: better on the whole can be worse somewhere. Pure.

import type { Column } from '../data/table.ts';
import type { Gate } from '../project/gates-schema.ts';
import { partOfRows } from '../scoring/part-of-rows.ts';
import type { ScoredRows } from '../scoring/score-on-rows.ts';
import { judgeDifference } from './judge-difference.ts';
import type { Judgement } from './verdict.ts';

/** More of them are no segments. */
const MOST_SEGMENTS = 100;
const MISSING = '(missing)';

/**
 * The verdict of the segment that is worst against its limit. A segment with too few rows to say is named and not
 * judged: a rare category would otherwise refuse every model. Where none can be judged, nothing passes.
 */
export function judgeSegments(
  gate: Extract<Gate, { kind: 'not-worse' }>,
  {
    scored,
    column,
    ...asked
  }: { scored: ScoredRows; seed: number; environment: string; column: Column | undefined },
): Judgement {
  const failed = (reason: string): Judgement => ({ passed: false, value: null, limit: null, reason });
  if (column === undefined) return failed(`the model of ${asked.environment} knows no column "${gate.each}"`);
  const segments = segmentsOf(column);
  if (segments.size > MOST_SEGMENTS)
    return failed(`"${gate.each}" has ${segments.size} values, more than ${MOST_SEGMENTS} segments`);
  const judged: { label: string; verdict: Judgement; over: number }[] = [];
  const small: string[] = [];
  for (const [label, places] of segments) {
    const verdict = judgeDifference(gate, { ...asked, scored: partOfRows(scored, Uint32Array.from(places)) });
    if (verdict.value === null) small.push(label);
    else judged.push({ label, verdict, over: verdict.value - (verdict.limit ?? 0) });
  }
  if (judged.length === 0) return failed(`no segment of "${gate.each}" has rows enough to say`);
  const worst = judged.reduce((one, other) => (other.over > one.over ? other : one));
  const unsaid = small.length === 0 ? '' : `; too few rows to say: ${small.join(', ')}`;
  return {
    ...worst.verdict,
    reason: `worst of ${judged.length} segments, ${gate.each} ${worst.label}: ${worst.verdict.reason}${unsaid}`,
  };
}

/** Places of the rows by value, in the order of the values. */
function segmentsOf(column: Column): Map<string, number[]> {
  const values = column.type === 'categorical' ? column.codes : column.values;
  const found = new Map<number, number[]>();
  values.forEach((value, at) => {
    const key = value === -1 && column.type === 'categorical' ? Number.NaN : value;
    const places = found.get(key);
    if (places) places.push(at);
    else found.set(key, [at]);
  });
  const sorted = [...found].sort(([one], [other]) => {
    if (Number.isNaN(one) || Number.isNaN(other))
      return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
    return one - other;
  });
  const labelOf = (value: number) => {
    if (Number.isNaN(value)) return MISSING;
    return column.type === 'categorical' ? column.categories[value] : String(value);
  };
  return new Map(sorted.map(([value, places]) => [labelOf(value), places]));
}
