// Estimates with their intervals on one scale, a row each: what a table says, drawn in a column of its own.

import { type Html, html, type Piece } from './html.ts';
import { htmlTable, type TableColumn } from './html-table.ts';
import { percent } from './plot.ts';
import { numberScale, placeOn, type Scale } from './scale.ts';

/** How a row is to be taken; each has a form of its own besides its colour. */
export type Tone = 'good' | 'bad' | 'neutral' | 'unsure' | 'reference';

export type IntervalRow = {
  cells: readonly Piece[];
  /** Null: nothing is drawn. `low` and `high` null: a mark alone. */
  estimate: { value: number; low: number | null; high: number | null; tone: Tone } | null;
};

/**
 * `scaleTitle` stands above what is drawn; `zero` is where a line goes through all rows. The drawings stand after the
 * first `before` columns: what is wanted on a narrow screen comes first.
 */
export function intervalTable({
  says,
  columns,
  rows,
  before = columns.length,
  scaleTitle,
  zero = 0,
}: {
  says: string;
  columns: readonly TableColumn[];
  rows: readonly IntervalRow[];
  before?: number;
  scaleTitle: string;
  zero?: number;
}): Html {
  const values = rows.flatMap(({ estimate }) =>
    estimate ? [estimate.value, estimate.low ?? estimate.value, estimate.high ?? estimate.value] : [],
  );
  const scale = numberScale([zero, ...values]);
  const [first, last] = [scale.ticks[0], scale.ticks[scale.ticks.length - 1]];
  const drawings = { title: `${scaleTitle}: ${first.label} to ${last.label}` };
  return htmlTable({
    says,
    columns: [...columns.slice(0, before), drawings, ...columns.slice(before)],
    rows: rows.map(({ cells, estimate }) => [
      ...cells.slice(0, before),
      drawn(scale, zero, estimate),
      ...cells.slice(before),
    ]),
  });
}

/** A mark that says how to take what stands beside it, without colour too. */
export function toneMark(tone: Tone): Html {
  return html`<span class="mark ${tone}" aria-hidden="true">${MARKS[tone]}</span>`;
}

const MARKS: Record<Tone, string> = { good: '▲', bad: '▼', neutral: '●', unsure: '○', reference: '◆' };

function drawn(scale: Scale, zero: number, estimate: IntervalRow['estimate']): Html {
  const at = (value: number) => percent(placeOn(scale, value));
  const middle = html`<line class="zero" x1="${at(zero)}" x2="${at(zero)}" y2="100%"/>`;
  if (estimate === null) return html`<svg class="interval" height="22" aria-hidden="true">${middle}</svg>`;
  const { value, low, high, tone } = estimate;
  const line =
    low === null || high === null
      ? null
      : html`<line class="span" x1="${at(low)}" x2="${at(high)}" y1="50%" y2="50%"/>`;
  return html`<svg class="interval ${tone}" height="22" aria-hidden="true">${middle}${line}<circle cx="${at(value)}" cy="50%" r="4"/></svg>`;
}
