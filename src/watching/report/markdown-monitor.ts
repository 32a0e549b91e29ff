// What monitoring found, for a pull request: the verdicts, the columns that are flagged, what to do.

import { formatNumber, shortCommit } from '../../terminal/format.ts';
import { escapeMarkdown, renderMarkdown } from '../../terminal/markdown.ts';
import {
  describeDecision,
  describeDrift,
  describePerformance,
  driftedColumns,
  pValueText,
  windowText,
} from '../describe-verdicts.ts';
import type { Monitored } from '../monitor-branch.ts';

const MOST_COLUMNS = 20;

/** Lines joined by a line feed, none at the end. */
export function markdownMonitor({ watched, window, judged }: Omit<Monitored, 'files' | 'records'>): string {
  const { drift, performance, diagnosis, decision } = judged;
  const found = describeDrift(drift);
  const performed = describePerformance(performance);
  const what = describeDecision({ branch: watched.branch.name, decision, cause: diagnosis.cause });
  const line = (title: string, { head, details }: { head: string; details: readonly string[] }) =>
    `- ${title}: **${escapeMarkdown(head)}.** ${details.map(escapeMarkdown).join(' ')}`.trimEnd();
  return [
    `**${escapeMarkdown(watched.branch.name)}** ${shortCommit(watched.release)} on ${escapeMarkdown(windowText(window))}`,
    '',
    line('Drift', found),
    line('Performance', performed),
    line('Decision', what),
    ...(diagnosis.words.length === 0
      ? []
      : ['', ...diagnosis.words.map(text => `> ${escapeMarkdown(text)}  `)]),
    ...flagged(drift),
  ].join('\n');
}

function flagged(drift: Monitored['judged']['drift']): string[] {
  const columns = driftedColumns(drift);
  if (columns.length === 0) return [];
  const left = columns.length - MOST_COLUMNS;
  const table = renderMarkdown({
    columns: [
      { title: 'column', align: 'left', code: true },
      { title: 'what', align: 'left' },
      { title: 'value', align: 'right' },
      { title: 'threshold', align: 'right' },
      { title: 'adjusted p', align: 'right' },
      { title: 'PSI', align: 'right' },
      { title: 'why', align: 'left' },
    ],
    rows: columns
      .slice(0, MOST_COLUMNS)
      .map(({ column, statistic, value, threshold, adjustedPValue, reported, reasons }) => [
        column,
        statistic,
        value === null ? 'beyond any' : formatNumber(value),
        formatNumber(threshold),
        pValueText(adjustedPValue),
        formatNumber(reported.psi),
        reasons.join('; '),
      ]),
  });
  return ['', table, ...(left > 0 ? ['', `and ${formatNumber(left)} more`] : [])];
}
