// A table for people: columns two cells apart, headings above, no lines drawn, no line wider than the screen.

import { type Column, fitColumns } from './fit-columns.ts';
import { sanitize } from './sanitize.ts';
import { displayWidth, truncate } from './width.ts';

/** Text of a cell; where it is painted, `paint` gets it cut and sanitized, so that escapes come from us alone. */
export type Cell = string | { text: string; paint: (text: string) => string };

type Table = {
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  /** Cells in a line; Infinity where there is no screen. */
  width: number;
  paintTitle?: (title: string) => string;
};

/**
 * The table as lines joined by a line feed, none at the end. Text is sanitized here: pass it raw.
 * Where it is too wide, columns give way (see `Column.shrink`), and a last line names those that were left out.
 *
 * @example renderTable({ columns: [{ title: 'branch', align: 'left' }, { title: 'rmse', align: 'right' }],
 *   rows: [['prod', '41.90']], width: 80 }) // 'branch   rmse\nprod    41.90'
 */
export function renderTable({ columns, rows, width, paintTitle = title => title }: Table): string {
  const titles = columns.map(({ title }) => sanitize(title));
  const texts = rows.map(row => columns.map((_, i) => sanitize(textOf(row[i] ?? ''))));
  const contents = columns.map((column, i) => {
    let widest = Math.max(1, displayWidth(titles[i]));
    for (const row of texts) widest = Math.max(widest, displayWidth(row[i]));
    return { ...column, title: titles[i], natural: widest };
  });
  const { widths, dropped } = fitColumns(contents, width);

  const lineOf = (cells: readonly string[], paintOf: (i: number) => (text: string) => string) => {
    const shown = contents.flatMap(({ align, cut }, i) => {
      if (widths[i] === 0) return [];
      const text = truncate(cells[i], widths[i], cut);
      const padding = ' '.repeat(widths[i] - displayWidth(text));
      return [align === 'right' ? padding + paintOf(i)(text) : paintOf(i)(text) + padding];
    });
    return shown.join('  ').trimEnd();
  };
  const lines = [lineOf(titles, () => paintTitle)];
  for (const [row, cells] of texts.entries()) lines.push(lineOf(cells, i => paintOfCell(rows[row][i])));
  if (dropped.length > 0) lines.push(truncate(`(too narrow for: ${dropped.join(', ')})`, width));
  return lines.join('\n');
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function paintOfCell(cell: Cell | undefined): (text: string) => string {
  return cell === undefined || typeof cell === 'string' ? text => text : cell.paint;
}
