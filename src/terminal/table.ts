// A table for people: columns two cells apart, headings above, no lines drawn, no line wider than the screen.

import { type Column, fitColumns } from './fit-columns.ts';
import { sanitize } from './sanitize.ts';
import { displayWidth, truncate } from './width.ts';

/** Text of a cell; where it is painted, `paint` gets it cut and sanitized, so that escapes come from us alone. */
type Cell = string | { text: string; paint: (text: string) => string };

type Table = {
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  /** Cells in a line; Infinity where there is no screen. */
  width: number;
  paintTitle?: (title: string) => string;
};

/**
 * The table as lines joined by a line feed, none at the end. Text is sanitized here: pass it raw.
 * A column in which no row says anything is left out.
 * Where it is too wide, columns give way (see `Column.shrink`), and a last line names those that were left out.
 *
 * @example renderTable({ columns: [{ title: 'branch', align: 'left' }, { title: 'rmse', align: 'right' }],
 *   rows: [['prod', '41.90']], width: 80 }) // 'branch   rmse\nprod    41.90'
 */
export function renderTable({ paintTitle = title => title, width, ...table }: Table): string {
  const { columns, rows } = withoutEmptyColumns(table);
  const titles = columns.map(({ title }) => measure({ text: title, paint: paintTitle }));
  const lines = [titles, ...rows.map(row => columns.map((_, i) => measure(row[i] ?? '')))];
  const contents = columns.map((column, i) => {
    let widest = 1;
    for (const line of lines) widest = Math.max(widest, line[i].cells);
    return { ...column, title: titles[i].text, natural: widest };
  });
  const { widths, dropped } = fitColumns(contents, width);
  const text = lines.map(line => joinCells(line, contents, widths));
  if (dropped.length > 0) text.push(truncate(`(too narrow for: ${dropped.join(', ')})`, width));
  return text.join('\n');
}

function withoutEmptyColumns({
  columns,
  rows,
}: Pick<Table, 'columns' | 'rows'>): Pick<Table, 'columns' | 'rows'> {
  const says = (cell: Cell | undefined) =>
    cell !== undefined && (typeof cell === 'string' ? cell : cell.text) !== '';
  const used = columns.map((_, i) => rows.length === 0 || rows.some(row => says(row[i])));
  if (used.every(Boolean)) return { columns, rows };
  return {
    columns: columns.filter((_, i) => used[i]),
    rows: rows.map(row => columns.map((_, i) => row[i] ?? '').filter((_, i) => used[i])),
  };
}

/** A cell as it is shown where there is room, and how much it takes: a table of a thousand rows asks once. */
type Measured = { text: string; cells: number; paint: ((text: string) => string) | null };

function measure(cell: Cell): Measured {
  const text = sanitize(typeof cell === 'string' ? cell : cell.text);
  return { text, cells: displayWidth(text), paint: typeof cell === 'string' ? null : cell.paint };
}

function joinCells(line: readonly Measured[], columns: readonly Column[], widths: readonly number[]): string {
  let joined = '';
  for (const [i, { text, cells, paint }] of line.entries()) {
    if (widths[i] === 0) continue;
    if (joined !== '') joined += '  ';
    const whole = cells <= widths[i];
    const shown = whole ? text : truncate(text, widths[i], columns[i].cut);
    const padding = ' '.repeat(widths[i] - (whole ? cells : displayWidth(shown)));
    const painted = paint ? paint(shown) : shown;
    joined += columns[i].align === 'right' ? padding + painted : painted + padding;
  }
  return joined.trimEnd();
}
