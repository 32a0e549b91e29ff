// Where is which branch better? The parts of the rows as a table for a terminal, a pull request or a spreadsheet.

import { formatChange } from '../metrics/format-change.ts';
import type { Colours } from '../terminal/colour.ts';
import { type CsvCell, renderCsv } from '../terminal/csv-output.ts';
import { formatNumber } from '../terminal/format.ts';
import { renderMarkdown } from '../terminal/markdown.ts';
import { renderTable } from '../terminal/table.ts';
import type { Comparison, Segment } from './compare.ts';
import { verdictText } from './describe-comparison.ts';

type Segments = { column: string; segments: readonly Segment[] };

export function segmentsAsTable(
  { colours, width }: { colours: Colours; width: number },
  { metric }: Comparison,
  by: Segments,
): string {
  return renderTable({
    columns: columnsOf(metric, by).map(column => ({ ...column, shrink: 1 })),
    rows: cellsOf(metric, by),
    width,
    paintTitle: colours.dim,
  });
}

export function segmentsAsMarkdown({ metric }: Comparison, by: Segments): string {
  const columns = columnsOf(metric, by).map((column, at) => ({ ...column, code: at === 0 || at === 2 }));
  return renderMarkdown({ columns, rows: cellsOf(metric, by) });
}

export function segmentsAsCsv({ metric }: Comparison, { column, segments }: Segments): string {
  const header = [column, 'rows', 'branch', metric, 'verdict', 'difference', 'low', 'high', 'level'];
  return renderCsv(
    [...header, 'effective_rows'],
    segments.flatMap(({ name, rows, branches }) =>
      branches.map(({ branch, value, verdict, difference }): CsvCell[] => [
        ...[name, rows, branch, value, verdict, difference?.value ?? null, difference?.low ?? null],
        ...[difference?.high ?? null, difference?.level ?? null, difference?.effectiveRows ?? null],
      ]),
    ),
  );
}

function columnsOf(metric: string, { column }: Segments) {
  const left = (title: string) => ({ title, align: 'left' as const });
  const right = (title: string) => ({ title, align: 'right' as const });
  return [left(column), right('rows'), left('branch'), right(metric), right('difference'), left('verdict')];
}

function cellsOf(metric: string, { segments }: Segments): string[][] {
  return segments.flatMap(({ name, rows, branches }) => {
    const reference = branches[0]?.value ?? null;
    const end = (by: number | null) =>
      by === null || reference === null ? '' : formatChange(metric, reference + by, reference);
    return branches.map(({ branch, value, difference, verdict }, at) => [
      at === 0 ? name : '',
      at === 0 ? formatNumber(rows) : '',
      branch,
      formatNumber(value),
      at === 0
        ? 'baseline'
        : difference
          ? `${end(difference.value)} [${end(difference.low)}, ${end(difference.high)}]`
          : '',
      at === 0 ? '' : verdictText({ verdict, difference }),
    ]);
  });
}
