// How errors lie, a line a branch: beside the verdicts in a pull request and in a report.

import { formatNumber } from '../terminal/format.ts';
import { renderMarkdown } from '../terminal/markdown.ts';
import type { ComparedBranch } from './compare.ts';

type ErrorTable = { columns: { title: string; align: 'left' | 'right' }[]; rows: string[][] };

/** Null where no branch has a summary. The first column is the branch. */
export function errorTable(rows: readonly ComparedBranch[]): ErrorTable | null {
  const known = rows.flatMap(({ branch, errors }) => (errors ? [{ branch, errors }] : []));
  if (known.length === 0) return null;
  const right = (title: string) => ({ title, align: 'right' as const });
  const left = (title: string) => ({ title, align: 'left' as const });
  const columns =
    'mean' in known[0].errors
      ? [right('mean error'), right('median size'), right('9 of 10 errors between')]
      : [right('calibration error'), left('most often taken for another')];
  return {
    columns: [left('branch'), ...columns],
    rows: known.map(({ branch, errors }) => {
      if ('mean' in errors) {
        const between = `${signed(errors.low)} and ${signed(errors.high)}`;
        return [branch, signed(errors.mean), formatNumber(errors.medianSize), between];
      }
      const confused = errors.mostConfused.map(
        ({ actual, predicted, rows: count }) => `${actual} as ${predicted} (${formatNumber(count)})`,
      );
      return [branch, formatNumber(errors.calibrationError), confused.join(', ')];
    }),
  };
}

export function errorsAsMarkdown(rows: readonly ComparedBranch[]): string | null {
  const table = errorTable(rows);
  if (table === null) return null;
  const [branch, ...others] = table.columns;
  return renderMarkdown({ columns: [{ ...branch, code: true }, ...others], rows: table.rows });
}

function signed(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}
