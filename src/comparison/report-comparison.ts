// A comparison on the same rows as a page: which branch is better, where, and how each goes wrong.

import { type Html, html, type Piece } from '../report/html.ts';
import { htmlTable } from '../report/html-table.ts';
import { type IntervalRow, intervalTable, type Tone, toneMark } from '../report/interval-table.ts';
import { page, type Section } from '../report/page.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import type { ComparedBranch, Comparison, Segment } from './compare.ts';
import { onText, otherMetrics, parametersText, verdictText } from './describe-comparison.ts';
import { errorTable } from './render-errors.ts';
import { chartsOfErrors } from './report-errors.ts';
import type { Residuals } from './residuals.ts';

/** Beyond this many, a page would be a list of charts that nobody compares. */
const MOST_CHARTED = 12;

/** `branches` is the order of `residuals.models`, the baseline first; `target` and `version` are what the words name. */
export function reportComparison(
  comparison: Comparison,
  {
    residuals,
    branches,
    target,
    version,
  }: { residuals: Residuals | null; branches: readonly string[]; target: string; version: string },
): string {
  const { metric, direction, baseline, warnings, by, rows } = comparison;
  const errors = errorTable(rows);
  const sections: Section[] = [
    { title: 'Which is better', body: verdicts(comparison) },
    ...(by ? [{ title: `Where, by ${by.column}`, body: segments(comparison, by.column, by.segments) }] : []),
    ...(errors
      ? [{ title: 'How errors lie', body: htmlTable({ says: 'errors of each branch', ...errors }) }]
      : []),
    ...charts(comparison, { residuals, branches, target }),
  ];
  return page({
    title: `Models of ${target} by ${metric}`,
    lead: html`<p>${direction === 'lower' ? 'Lower' : 'Higher'} is better. Held against <strong>${baseline}</strong>, ${onText(comparison)}.</p>
${warnings.map(text => html`<p class="warning"><strong>Warning:</strong> ${text}</p>\n`)}`,
    sections,
    footer: `Made by git-model ${version}: compare --on ${comparison.on?.source ?? ''}`,
  });
}

const TONES: Record<ComparedBranch['verdict'], Tone> = {
  better: 'good',
  worse: 'bad',
  'no-difference': 'neutral',
  'not-comparable': 'unsure',
};

type Judged = Pick<ComparedBranch, 'difference' | 'verdict'>;

function toneOf(row: Judged, isBaseline: boolean): Tone {
  if (isBaseline) return 'reference';
  return row.difference?.withheld ? 'unsure' : TONES[row.verdict];
}

function verdicts(comparison: Comparison): Html {
  const { metric, rows } = comparison;
  const others = otherMetrics(comparison);
  const right = (title: string) => ({ title, align: 'right' as const });
  return intervalTable({
    says: `${metric} of every branch, with the difference and its interval`,
    columns: [
      { title: 'branch' },
      { title: 'verdict' },
      right(metric),
      right('difference'),
      ...others.map(right),
      { title: 'model' },
      { title: 'differs in' },
    ],
    before: 2,
    scaleTitle: `difference in ${metric}`,
    rows: rows.map(row => ({
      cells: [
        row.branch,
        judgedText(row, row.isBaseline),
        formatNumber(row.metrics[metric]),
        row.isBaseline ? '' : betweenText(row.difference),
        ...others.map(name => formatNumber(row.metrics[name])),
        html`<code>${shortCommit(row.commit)}</code>${row.fresh ? null : ' stale'}`,
        parametersText(row),
      ],
      estimate: estimateOf(row, row.isBaseline),
    })),
  });
}

function segments(comparison: Comparison, column: string, parts: readonly Segment[]): Html {
  const { metric } = comparison;
  const shown = new Set(charted(comparison));
  const right = (title: string) => ({ title, align: 'right' as const });
  return intervalTable({
    says: `${metric} of every branch by ${column}`,
    columns: [
      { title: column },
      { title: 'branch' },
      { title: 'verdict' },
      right('rows'),
      right(metric),
      right('difference'),
    ],
    before: 3,
    scaleTitle: `difference in ${metric}`,
    rows: parts.flatMap(({ name, rows, branches }) =>
      branches
        .filter(({ branch }) => shown.has(branch))
        .map(
          (row, at): IntervalRow => ({
            cells: [
              name,
              row.branch,
              judgedText(row, at === 0),
              formatNumber(rows),
              formatNumber(row.value),
              at === 0 ? '' : betweenText(row.difference),
            ],
            estimate: estimateOf(row, at === 0),
          }),
        ),
    ),
  });
}

function judgedText(row: Judged, isBaseline: boolean): Piece {
  return [toneMark(toneOf(row, isBaseline)), isBaseline ? 'baseline' : verdictText(row)];
}

function betweenText(difference: ComparedBranch['difference']): string {
  if (difference === null) return '';
  const { value, low, high } = difference;
  return `${formatNumber(value)} [${formatNumber(low)}, ${formatNumber(high)}]`;
}

function estimateOf({ difference, verdict }: Judged, isBaseline: boolean): IntervalRow['estimate'] {
  const tone = toneOf({ difference, verdict }, isBaseline);
  if (isBaseline) return { value: 0, low: null, high: null, tone };
  return difference && { value: difference.value, low: difference.low, high: difference.high, tone };
}

/** The baseline and the best of the others. */
function charted({ rows, baseline }: Comparison): string[] {
  const others = rows.filter(row => !row.isBaseline && Object.keys(row.metrics).length > 0);
  return [baseline, ...others.slice(0, MOST_CHARTED - 1).map(row => row.branch)];
}

function charts(
  comparison: Comparison,
  {
    residuals,
    branches,
    target,
  }: { residuals: Residuals | null; branches: readonly string[]; target: string },
): Section[] {
  const { baseline, rows } = comparison;
  // Where too few rows are left for a number there is no picture either.
  if (residuals === null || rows.every(row => Object.keys(row.metrics).length === 0)) return [];
  const shown = charted(comparison);
  const left = rows.length - shown.length;
  const sections = shown.flatMap((branch): Section[] => {
    const body = chartsOfErrors(residuals, branches.indexOf(branch), { branch, baseline, target });
    return body === null ? [] : [{ title: `Errors of ${branch}`, body }];
  });
  const last = sections.at(-1);
  if (last && left > 0) {
    last.body = [last.body, html`<p class="note">Charts of ${left} further branches are left out.</p>`];
  }
  return sections;
}
