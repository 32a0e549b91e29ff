// What was judged of every column, and the distances that people know.

import type { JudgedDrift } from '../../monitoring/drift/judge-drift.ts';
import { shareText } from '../../report/bar-pairs.ts';
import { type Html, html } from '../../report/html.ts';
import { htmlTable } from '../../report/html-table.ts';
import { toneMark } from '../../report/interval-table.ts';
import { formatNumber } from '../../terminal/format.ts';
import { driftedColumns, pValueText, shortNumber } from '../describe-verdicts.ts';
import { anchorOf, VERDICTS } from './column-charts.ts';

type Judged = JudgedDrift['columns'][number];

const right = (title: string) => ({ title, align: 'right' as const });

export function columnTables(drift: JudgedDrift): Html {
  const drifted = driftedColumns(drift);
  const inOrder = [...drifted, ...drift.columns.filter(column => !drifted.includes(column))];
  const nameOf = (column: Judged) => html`<a href="#${anchorOf(drift, column)}">${column.column}</a>`;
  const verdicts = htmlTable({
    says: 'verdict of every column',
    columns: [
      { title: 'column' },
      { title: 'verdict' },
      { title: 'what stands out' },
      right('value'),
      right('threshold'),
      right('adjusted p'),
      right('independent rows'),
      { title: 'why' },
    ],
    rows: inOrder.map(column => [
      nameOf(column),
      [
        toneMark(column.verdict === 'drift' ? 'bad' : column.verdict === 'none' ? 'good' : 'unsure'),
        VERDICTS[column.verdict],
      ],
      column.value === 0 ? '-' : column.statistic,
      column.value === null ? 'beyond any' : formatNumber(column.value),
      formatNumber(column.threshold),
      pValueText(column.adjustedPValue),
      formatNumber(Math.round(column.effectiveRows)),
      column.reasons.join('; '),
    ]),
  });
  const distances = htmlTable({
    says: 'distances between reference and window',
    columns: [
      { title: 'column' },
      ...['PSI', 'Jensen-Shannon', 'Hellinger', 'KS', 'Wasserstein (sd)', 'shift (sd)'].map(right),
      ...['mean', 'sd', 'missing', 'outside'].map(right),
    ],
    rows: inOrder.map(column => {
      const { psi, jensenShannon, hellinger, ks, wasserstein, shift, ...told } = column.reported;
      const { mean, std, missing, outOfRange, unseen } = told;
      const share = outOfRange ?? unseen?.share;
      return [
        nameOf(column),
        ...[psi, jensenShannon, hellinger, ks, wasserstein, shift].map(formatNumber),
        ...[mean, std].map(each =>
          each ? beforeAndNow(shortNumber(each.reference), shortNumber(each.batch)) : '-',
        ),
        missing ? beforeAndNow(shareText(missing.reference), shareText(missing.batch)) : '-',
        share === undefined ? '-' : shareText(share),
      ];
    }),
  });
  return html`<p>The value of a column is how surprising it would be had nothing changed: -log10 of its p-value. It is drift where that reaches the threshold, which counts how many columns are looked at (Holm). Rows that depend on each other are worth fewer independent ones.</p>
${verdicts}
<h3>Distances that people know</h3>
<p>They are reported and decide nothing, since what is much for one number of rows is little for another. PSI, Jensen-Shannon (base 2) and Hellinger are on ten cells of the reference, or on categories. Outside: values beyond the reference's range, or categories that it lacks. An arrow leads from the reference to the window.</p>
${distances}`;
}

function beforeAndNow(before: string, now: string): string {
  return before === now ? now : `${before} → ${now}`;
}
