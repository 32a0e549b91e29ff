// What `monitor` says, for a person: the verdicts first, then what moved, then what to do.

import { MOVES_ON } from '../monitoring/drift/judge-drift.ts';
import { FIRST_CELL } from '../monitoring/drift/reasons.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { sanitize } from '../terminal/sanitize.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';
import type { MonitorDocument } from './monitor-document.ts';

const MOST_COLUMNS = 20;

export function renderMonitor(context: Context, document: MonitorDocument): string {
  const { colours } = context;
  const { branch, commit, window, diagnosis, decision, written, against } = document;
  const span = window.from === null ? '' : `, ${day(window.from)} to ${day(window.to ?? window.from)}`;
  const isOne = window.rows === 1;
  const from =
    window.source === 'log' ? `logged ${isOne ? 'prediction' : 'predictions'}` : isOne ? 'row' : 'rows';
  const advice = decision.retrain ? colours.yellow('retrain') : 'do not retrain';
  return [
    `${colours.bold(branch)} ${shortCommit(commit)} on ${formatNumber(window.rows)} ${from}${span}`,
    ...(against === undefined
      ? []
      : [`held against ${formatNumber(against.rows)} rows of ${against.files.join(', ')}`]),
    '',
    `drift        ${driftWords(context, document)}`,
    `performance  ${performanceWords(context, document)}`,
    ...document.performance.rules
      .filter(rule => rule.verdict === 'decay')
      .map(rule => `             ${colours.red(rule.rule)}: ${range(rule)}`),
    ...document.performance.segments
      .filter(segment => segment.verdict === 'decay')
      .map(
        each =>
          `             ${colours.red(each.segment)}: ${each.metric} ${range(each)}, ${formatNumber(each.reference)} at release`,
      ),
    `decision     ${advice}: ${decision.reasons.join('; ')}`,
    ...(diagnosis.words.length === 0 ? [] : ['', ...diagnosis.words]),
    ...columnTable(context, document),
    ...remarks(document),
    '',
    written === null ? 'nothing new was written' : `written: ${shortCommit(written)}`,
  ].join('\n');
}

function day(time: string): string {
  return time.slice(0, 16).replace('T', ' ').replace(' 00:00', '');
}

function driftWords({ colours }: Context, { drift, relativeMeanDifference }: MonitorDocument): string {
  const count = drift.columns.filter(({ verdict }) => verdict === 'drift').length;
  const words =
    drift.verdict === 'drift'
      ? colours.yellow(`in ${count} of ${drift.columns.length} columns`)
      : drift.verdict === 'none'
        ? `none in ${drift.columns.length} columns`
        : 'too few rows to tell';
  const mean = relativeMeanDifference.value;
  return `${words} (false alarms in ${formatNumber(100 * drift.falseAlarmRate)} % of windows; relative mean difference ${mean === null ? 'unknown' : formatNumber(mean)})`;
}

function performanceWords({ colours }: Context, { performance }: MonitorDocument): string {
  const { verdict, metric, value, reference, labels, windows } = performance;
  const of = `${metric} ${formatNumber(value)} (${range(performance)}), ${formatNumber(reference)} at release; ${formatNumber(labels)} labels${windows > 1 ? ` of ${windows} windows` : ''}`;
  switch (verdict) {
    case 'no-labels':
      return 'no labels yet';
    case 'too-few-labels':
      return `too few labels to tell: ${of}`;
    case 'none':
      return `no decay: ${of}`;
    case 'decay':
      return `${colours.red('decay')}: ${of}`;
  }
}

function range({ low, high }: { low: number | null; high: number | null }): string {
  return `${formatNumber(low)} to ${formatNumber(high)}`;
}

/** Columns that drifted, or where all is quiet those nearest to it; and what each of them says. */
function columnTable({ colours, width }: Context, { drift }: MonitorDocument): string[] {
  const drifted = drift.columns.filter(({ verdict }) => verdict === 'drift');
  const shown = [...drifted].sort((one, other) => one.adjustedPValue - other.adjustedPValue);
  if (shown.length === 0) return [];
  const table = renderTable({
    columns: [
      { title: 'column', align: 'left', shrink: 1 },
      { title: 'what', align: 'left' },
      { title: 'adjusted p', align: 'right' },
      { title: 'why', align: 'left', shrink: 3 },
    ],
    rows: shown
      .slice(0, MOST_COLUMNS)
      .map(({ column, statistic, adjustedPValue, reasons }) => [
        column,
        statistic,
        adjustedPValue < 1e-6 ? '< 1e-6' : formatNumber(adjustedPValue),
        reasons.join('; '),
      ]),
    width,
    paintTitle: colours.dim,
  });
  const more = shown.length - MOST_COLUMNS;
  return ['', table, ...(more > 0 ? [`and ${more} more`] : [])];
}

/** What is odd of columns that did not drift, and which ones no verdict speaks of. */
function remarks({ drift }: MonitorDocument): string[] {
  const odd = drift.columns
    .filter(({ verdict }) => verdict !== 'drift')
    .flatMap(({ column, reasons }) =>
      reasons.filter(reason => reason.includes(FIRST_CELL)).map(reason => `${column}: ${reason}`),
    );
  const unknown =
    drift.newColumns.length > 0
      ? [`columns that the model does not know: ${drift.newColumns.join(', ')}`]
      : [];
  const reasons = new Map<string, string[]>();
  // Times never are: that is no news.
  for (const { column, reason } of drift.leftOut.filter(({ reason }) => reason !== MOVES_ON))
    reasons.set(reason, [...(reasons.get(reason) ?? []), column]);
  const leftOut = [...reasons].map(([reason, columns]) => `not judged: ${columns.join(', ')}: ${reason}`);
  const lines = [...odd, ...unknown, ...leftOut].map(line => sanitize(line));
  return lines.length > 0 ? ['', ...lines] : [];
}
