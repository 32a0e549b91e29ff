// What monitoring found as a page: verdicts in words, every column beside its reference, and how it went over time.

import { type Html, html, type Piece } from '../../report/html.ts';
import { page, type Section } from '../../report/page.ts';
import { formatNumber, shortCommit } from '../../terminal/format.ts';
import {
  type Described,
  describeDecision,
  describeDrift,
  describePerformance,
  timeText,
  windowText,
} from '../describe-verdicts.ts';
import type { Monitored } from '../monitor-branch.ts';
import { columnCharts } from './column-charts.ts';
import { columnTables } from './column-tables.ts';
import { decisionsOverTime } from './decisions-over-time.ts';
import { driftOverTime, meanDifferenceOverTime } from './drift-over-time.ts';
import { performanceOverTime } from './performance-over-time.ts';
import { performanceTable } from './performance-table.ts';
import { type WindowTimes, windowTimes } from './window-times.ts';

export function reportMonitor({ watched, window, judged, records }: Monitored, version: string): string {
  const { drift, performance } = judged;
  const { branch, release } = watched;
  const times = windowTimes(records);
  const decay =
    times === null ? null : performanceOverTime(records.performance, { times, performance, watched });
  const hasLabels = performance.labels > 0;
  const sections: Section[] = [
    { title: 'What moved', body: diagnosis(judged.diagnosis.words) },
    { title: 'Columns, reference and window', body: columnCharts(window, drift) },
    { title: 'Drift by column', body: columnTables(drift) },
    ...(hasLabels || decay?.parts
      ? [
          {
            title: 'Performance, by rule and segment',
            body: [hasLabels ? performanceTable(performance) : null, decay?.parts ?? null],
          },
        ]
      : []),
    {
      title: 'Over time',
      body: overTime({ records, decay: decay?.whole ?? null, times }),
    },
    { title: 'What was left out, and why', body: leftOut({ window, judged }) },
  ];
  return page({
    title: `${branch.name}: ${headline({ judged })}`,
    lead: html`<p>The model that commit <code>${shortCommit(release)}</code> brought to <strong>${branch.name}</strong>, on ${windowText(window)}.</p>
${verdicts({ branch: branch.name, judged })}
${facts({ watched, window, judged })}`,
    sections,
    footer: `Made by git-model ${version}: monitor ${branch.name}; window ${window.id}`,
  });
}

/** All on one axis, so that a decision stands below what it was made of. */
function overTime({
  records,
  decay,
  times,
}: Pick<Monitored, 'records'> & { decay: Html | null; times: WindowTimes | null }): Html {
  if (times === null) return html`<p>No window is on record yet.</p>`;
  if (times.windows === 1)
    return html`<p>This is the first window on record: what changes from window to window is drawn from the second on.</p>`;
  const left =
    times.left > 0
      ? html`<p class="note">The newest ${formatNumber(times.windows)} windows; ${formatNumber(times.left)} older ones are left out.</p>`
      : null;
  return html`${left}${decay}${driftOverTime(records.drift, times)}${decisionsOverTime(records.decisions, times)}${meanDifferenceOverTime(records.drift, times)}`;
}

type Judged = Pick<Monitored, 'judged'>;

function headline({ judged: { drift, performance, decision } }: Judged): string {
  const drifts = { drift: 'drift', none: 'no drift', 'too-few-rows': 'too few rows to tell drift' };
  const decays = {
    decay: 'decay',
    none: 'no decay',
    'no-labels': 'no labels yet',
    'too-few-labels': 'too few labels to tell decay',
  };
  return `${drifts[drift.verdict]}, ${decays[performance.verdict]}, ${decision.retrain ? 'retrain' : 'do not retrain'}`;
}

function verdicts({ branch, judged }: Judged & { branch: string }): Html {
  const { drift, performance, diagnosis, decision } = judged;
  const what = describeDecision({ branch, decision, cause: diagnosis.cause });
  const card = (title: string, { head, tone, details }: Described, more: Piece = null) =>
    html`<section class="verdict ${tone}"><h3>${title}</h3><p class="head">${head}</p>${details.map(text => html`<p>${text}</p>`)}${more}</section>`;
  return html`<div class="verdicts">${[
    card('Inputs and predictions', describeDrift(drift)),
    card('Performance', describePerformance(performance)),
    card('What to do', what, what.command === null ? null : html`<p><code>${what.command}</code></p>`),
  ]}</div>`;
}

function facts({ watched, window, judged: { drift } }: Pick<Monitored, 'watched' | 'window'> & Judged): Html {
  const { value, threshold, exceeded } = drift.relativeMeanDifference;
  const entries: [string, Piece][] = [
    [
      'Model',
      [
        html`<code>${shortCommit(watched.release)}</code>`,
        watched.trainedAt === null
          ? null
          : `, trained ${timeText(new Date(watched.trainedAt).toISOString())}`,
      ],
    ],
    ['Window', [`${window.source === 'log' ? 'of the log' : 'of files'}, `, html`<code>${window.id}</code>`]],
    ['Reference', `${formatNumber(watched.reference.rows)} rows that the model was made from`],
    [
      'Predicted for the verdict',
      drift.predictedRows === null
        ? 'nothing to compare predictions with'
        : `${formatNumber(drift.predictedRows)} rows`,
    ],
    [
      'Relative mean difference',
      value === null
        ? 'no column has one'
        : `${formatNumber(value)}, ${exceeded ? 'above' : 'not above'} ${formatNumber(threshold)}; decides only where a policy asks`,
    ],
  ];
  return html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function diagnosis(words: readonly string[]): Html {
  if (words.length === 0) return html`<p>Nothing that could be told from chance.</p>`;
  return html`<ul>${words.map(text => html`<li>${text}</li>\n`)}</ul>`;
}

function leftOut({ window, judged: { drift } }: Pick<Monitored, 'window'> & Judged): Html {
  const means = drift.relativeMeanDifference.leftOut;
  const entries: [string, string][] = [
    ...drift.leftOut.map(({ column, reason }): [string, string] => [column, reason]),
    ...drift.newColumns.map((column): [string, string] => [column, 'the model does not know this column']),
    ...(means.length > 0
      ? [
          [
            means.join(', '),
            'no part of the relative mean difference: the mean in the reference is 0, or there is none',
          ] satisfies [string, string],
        ]
      : []),
  ];
  const notes = window.notes.map(note => html`<li>${note}</li>\n`);
  if (entries.length + notes.length === 0) return html`<p>Nothing.</p>`;
  return html`<ul>${entries.map(([column, reason]) => html`<li><strong>${column}</strong>: ${reason}</li>\n`)}${notes}</ul>`;
}
