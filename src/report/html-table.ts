// A table of a page: it scrolls by itself where it is too wide, also by keyboard.

import { type Html, html, type Piece } from './html.ts';

export type TableColumn = { title: string; align?: 'left' | 'right' };

/** The first cell of a row is its heading. `says` names the table for who cannot see it. */
export function htmlTable({
  says,
  columns,
  rows,
}: {
  says: string;
  columns: readonly TableColumn[];
  rows: readonly (readonly Piece[])[];
}): Html {
  const side = (at: number) => (columns[at].align === 'right' ? html` class="right"` : null);
  const head = columns.map(({ title }, at) => html`<th scope="col"${side(at)}>${title}</th>`);
  const body = rows.map(
    cells =>
      html`<tr>${cells.map((cell, at) => (at === 0 ? html`<th scope="row"${side(at)}>${cell}</th>` : html`<td${side(at)}>${wrapped(cell)}</td>`))}</tr>\n`,
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${says}"><table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

/** Cells keep to one line, but for texts that would make the table too wide. */
function wrapped(cell: Piece): Piece {
  return typeof cell === 'string' && cell.length > LONG ? html`<span class="wrap">${cell}</span>` : cell;
}

const LONG = 32;
