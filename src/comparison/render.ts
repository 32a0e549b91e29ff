// A comparison as a table for a terminal, for a pull request, or for a spreadsheet.

import { formatChange } from '../metrics/format-change.ts';
import type { Colours } from '../terminal/colour.ts';
import { type CsvCell, renderCsv } from '../terminal/csv-output.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { escapeMarkdown, renderMarkdown } from '../terminal/markdown.ts';
import { sanitize } from '../terminal/sanitize.ts';
import { renderTable } from '../terminal/table.ts';
import type { ComparedBranch, Comparison } from './compare.ts';
import { onText, otherMetrics, parametersText, verdictText } from './describe-comparison.ts';
import { errorsAsMarkdown } from './render-errors.ts';
import { segmentsAsCsv, segmentsAsMarkdown, segmentsAsTable } from './render-segments.ts';

type Look = { colours: Colours; width: number };

export function renderComparison(
  look: Look,
  comparison: Comparison,
  format: 'table' | 'markdown' | 'csv',
): string {
  const { by } = comparison;
  if (format === 'csv') return by ? segmentsAsCsv(comparison, by) : asCsv(comparison);
  const [whole, parts] =
    format === 'markdown'
      ? [asMarkdown(comparison), by && segmentsAsMarkdown(comparison, by)]
      : [asTable(look, comparison), by && segmentsAsTable(look, comparison, by)];
  return parts === undefined ? whole : `${whole}\n\n${parts}`;
}

function asTable({ colours, width }: Look, comparison: Comparison): string {
  const { metric, rows, warnings, baseline, direction } = comparison;
  const others = otherMetrics(comparison);
  const reference = referenceOf(comparison);
  const pin = commonPin(rows);
  const paint = {
    better: colours.green,
    worse: colours.red,
    'no-difference': (text: string) => text,
    'not-comparable': colours.yellow,
  };
  const table = renderTable({
    columns: [
      { title: 'branch', align: 'left', shrink: 1, cut: 'end' },
      { title: metric, align: 'right' },
      { title: 'difference', align: 'right' },
      { title: 'verdict', align: 'left' },
      { title: 'model', align: 'left' },
      ...(pin === null ? [{ title: 'data', align: 'left' as const, shrink: 3 }] : []),
      ...others.map(name => ({ title: name, align: 'right' as const, shrink: 4 })),
      { title: 'differs in', align: 'left', shrink: 2 },
    ],
    rows: rows.map(row => [
      row.isBaseline ? { text: row.branch, paint: colours.bold } : row.branch,
      formatNumber(row.metrics[metric]),
      row.isBaseline ? 'baseline' : relativeText(row, metric, reference),
      row.isBaseline ? '' : { text: verdictText(row), paint: paint[row.verdict] },
      row.fresh ? 'fresh' : { text: 'stale', paint: colours.yellow },
      ...(pin === null ? [pinText(row)] : []),
      ...others.map(name => formatNumber(row.metrics[name])),
      parametersText(row),
    ]),
    width,
    paintTitle: colours.dim,
  });
  const against = colours.bold(sanitize(baseline));
  const data = pin === null || rows.length === 1 ? '' : `; all on data ${shortCommit(pin)}`;
  const said = onText(comparison);
  const warned = warnings.map(text => `${colours.yellow('warning:')} ${sanitize(text)}`);
  return [
    `by ${colours.bold(metric)} (${direction} is better), against ${against}${data}`,
    ...(said === null ? [] : [sanitize(said)]),
    '',
    table,
    ...(warned.length > 0 ? ['', ...warned] : []),
  ].join('\n');
}

function asMarkdown(comparison: Comparison): string {
  const { metric, rows, warnings, baseline, direction } = comparison;
  const others = otherMetrics(comparison);
  const reference = referenceOf(comparison);
  const table = renderMarkdown({
    columns: [
      { title: 'branch', align: 'left', code: true },
      { title: metric, align: 'right' },
      { title: 'difference', align: 'right' },
      { title: 'verdict', align: 'left' },
      { title: 'model', align: 'left' },
      { title: 'data', align: 'left', code: true },
      ...others.map(name => ({ title: name, align: 'right' as const })),
      { title: 'differs in', align: 'left' },
    ],
    rows: rows.map(row => [
      row.branch,
      formatNumber(row.metrics[metric]),
      row.isBaseline ? 'baseline' : relativeText(row, metric, reference),
      row.isBaseline ? '' : verdictText(row),
      row.fresh ? 'fresh' : 'stale',
      pinText(row),
      ...others.map(name => formatNumber(row.metrics[name])),
      parametersText(row),
    ]),
  });
  const notes = warnings.map(text => `> **Warning:** ${escapeMarkdown(text)}`);
  const title = `Models by ${escapeMarkdown(metric)} (${direction} is better), against ${escapeMarkdown(baseline)}`;
  const said = onText(comparison);
  const errors = errorsAsMarkdown(rows);
  return [
    title,
    table,
    ...(said === null ? [] : [escapeMarkdown(said)]),
    ...notes,
    ...(errors === null ? [] : [errors]),
  ].join('\n\n');
}

function asCsv(comparison: Comparison): string {
  const names = [...new Set(comparison.rows.flatMap(row => Object.keys(row.metrics)))];
  const ends = comparison.on === null ? [] : (['low', 'high', 'level', 'effectiveRows'] as const);
  const titles = ends.map(name => (name === 'effectiveRows' ? 'effective_rows' : name));
  const header = [
    'branch',
    'commit',
    'fresh',
    'data',
    'verdict',
    'difference',
    ...titles,
    ...names,
    'differs_in',
  ];
  return renderCsv(
    header,
    comparison.rows.map((row): CsvCell[] => [
      row.branch,
      row.commit,
      row.fresh,
      row.data.commit,
      row.verdict,
      row.difference?.value ?? null,
      ...ends.map(name => row.difference?.[name] ?? null),
      ...names.map(name => row.metrics[name] ?? null),
      parametersText(row),
    ]),
  );
}

function relativeText(
  { metrics, difference }: ComparedBranch,
  metric: string,
  reference: number | null,
): string {
  if (difference === null) return '';
  const text = formatChange(metric, metrics[metric], reference);
  const { low, high } = difference;
  if (low === null || high === null || reference === null) return text;
  const end = (by: number) => formatChange(metric, reference + by, reference);
  return `${text} [${end(low)}, ${end(high)}]`;
}

function referenceOf({ rows, metric }: Comparison): number | null {
  return rows.find(row => row.isBaseline)?.metrics[metric] ?? null;
}

function pinText({ data }: ComparedBranch): string {
  return data.commit === null ? '' : shortCommit(data.commit);
}

/** The pin that all share: then it is said once. Null where they differ. */
function commonPin(rows: readonly ComparedBranch[]): string | null {
  const [first] = rows;
  return rows.every(({ data }) => data.commit === first.data.commit) ? first.data.commit : null;
}
