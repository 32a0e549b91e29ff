// Counts by two things, as a table whose cells are darker the larger their share of the row: a confusion matrix.

import { type Html, html } from './html.ts';
import { htmlTable } from './html-table.ts';

const SHADES = 5;

/** `counts[row][column]`; names of rows and columns in their order. `corner` says what is across and what is down. */
export function shadedTable({
  says,
  corner,
  rows,
  columns,
  counts,
  format = String,
}: {
  says: string;
  corner: string;
  rows: readonly string[];
  columns: readonly string[];
  counts: readonly (readonly number[])[];
  format?: (count: number) => string;
}): Html {
  const cells = counts.map((own, at) => {
    const total = own.reduce((sum, count) => sum + count, 0) || 1;
    const shaded = own.map(count => {
      const shade = count === 0 ? null : Math.min(SHADES - 1, Math.floor((SHADES * count) / total));
      return html`<span class="${shade === null ? 'none' : `cell shade${shade}`}">${format(count)}</span>`;
    });
    return [rows[at], ...shaded];
  });
  const titles = columns.map(title => ({ title, align: 'right' as const }));
  return htmlTable({ says, columns: [{ title: corner }, ...titles], rows: cells });
}
