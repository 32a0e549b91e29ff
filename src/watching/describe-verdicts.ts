// Verdicts of a window in words: a few that stand alone, and the sentences behind them. Pure.

import type { JudgedMetric } from '../monitoring/decay/judge-performance.ts';
import type { Decision } from '../monitoring/decisions/decide.ts';
import type { JudgedDrift } from '../monitoring/drift/judge-drift.ts';
import { quoteForShell } from '../terminal/completed-command.ts';
import { formatNumber } from '../terminal/format.ts';
import type { JudgedLabels } from './judge-labels.ts';
import type { Window } from './window.ts';

/** `head` is a few words, `details` are sentences or clauses. */
export type Described = { head: string; tone: 'good' | 'bad' | 'unsure'; details: string[] };

type Drift = Pick<JudgedDrift, 'verdict' | 'columns' | 'falseAlarmRate'>;
type Performance = JudgedLabels['performance'];

const NAMED = 5;

export function describeDrift({ verdict, columns, falseAlarmRate }: Drift): Described {
  const drifted = driftedColumns({ columns }).map(({ column }) => column);
  const rate = `Where nothing has changed, this says drift in at most ${formatNumber(100 * falseAlarmRate)} % of windows.`;
  const of = `${formatNumber(columns.length)} ${columns.length === 1 ? 'column' : 'columns'}`;
  switch (verdict) {
    case 'drift':
      return {
        head: `Drift in ${formatNumber(drifted.length)} of ${of}`,
        tone: 'bad',
        details: [`Drifted: ${listed(drifted, NAMED)}.`, rate],
      };
    case 'none': {
      const blind = columns.filter(each => each.verdict === 'too-few-rows').length;
      const unseen = blind > 0 ? [`For ${formatNumber(blind)} of them there are too few rows to tell.`] : [];
      return { head: `No drift in ${of}`, tone: 'good', details: [...unseen, rate] };
    }
    case 'too-few-rows': {
      const reasons = [...new Set(columns.flatMap(each => each.reasons.slice(0, 1)))].slice(0, 1);
      const why = reasons.map(reason => `${reason[0].toUpperCase()}${reason.slice(1)}.`);
      return { head: 'Too few rows to tell', tone: 'unsure', details: [...why, rate] };
    }
  }
}

/** By how surely they drifted. */
export function driftedColumns<Column extends { verdict: string; adjustedPValue: number }>({
  columns,
}: {
  columns: readonly Column[];
}): Column[] {
  return columns
    .filter(({ verdict }) => verdict === 'drift')
    .sort((one, other) => one.adjustedPValue - other.adjustedPValue);
}

export function describePerformance(performance: Performance): Described {
  const { verdict, metric, value, reference, labels, windows, detectable } = performance;
  const said = `${metric} ${formatNumber(value)} (bound ${rangeText(performance)}), ${formatNumber(reference)} at release.`;
  const from = `${formatNumber(labels)} labels${windows > 1 ? ` of ${formatNumber(windows)} windows` : ''}.`;
  switch (verdict) {
    case 'no-labels':
      return {
        head: 'No labels yet',
        tone: 'unsure',
        details: ['Whether it errs more is known once labels have come.'],
      };
    case 'too-few-labels':
      return {
        head: 'Too few labels to tell',
        tone: 'unsure',
        details: [
          ...(value === null ? [] : [said]),
          from,
          ...(detectable === null ? [] : [`${formatNumber(detectable)} would most likely be seen.`]),
        ],
      };
    case 'none':
      return { head: 'No decay', tone: 'good', details: [said, from] };
    case 'decay':
      return {
        head: `Decay: ${decayed(performance).join('; ')}`,
        tone: 'bad',
        details: [said, from],
      };
  }
}

/** What decays: the metric, rules that are broken, segments; at most a few of them. */
function decayed({ overall, metric, value, rules, segments }: Performance): string[] {
  const own = overall === 'decay' ? [`${metric} ${formatNumber(value)}`] : [];
  const broken = rules.filter(rule => rule.verdict === 'decay').map(({ rule }) => rule);
  const worse = segments.filter(each => each.verdict === 'decay').map(({ segment }) => `where ${segment}`);
  const all = [...own, ...broken, ...worse];
  return all.length > 3 ? [...all.slice(0, 3), `${formatNumber(all.length - 3)} more`] : all;
}

/** What is to be done. */
export function describeDecision({
  branch,
  decision,
  cause,
}: {
  branch: string;
  decision: Decision;
  cause: string | null;
}): Described & { command: string | null } {
  const reasons = decision.reasons.map(reason => `${reason}.`);
  // A model that learns from what a broken pipeline brought has learned the fault.
  const first = cause === 'pipeline' ? ['First mend what brings the data: see the diagnosis.'] : [];
  return decision.retrain
    ? {
        head: 'Retrain',
        tone: 'bad',
        details: [...first, ...reasons],
        command: `git-model retrain ${shellWord(branch)}`,
      }
    : { head: 'Do not retrain', tone: 'good', details: [...first, ...reasons], command: null };
}

/** A name as one types it in a shell: what Git allows in the name of a branch could be a command there. */
function shellWord(name: string): string {
  return /^[\w./@%+=:,-]+$/.test(name) ? name : quoteForShell(name);
}

/** @example windowText({ rows: 500, source: 'file', from: null, to: null }) // '500 rows' */
export function windowText({
  rows,
  source,
  from,
  to,
}: Pick<Window, 'rows' | 'source' | 'from' | 'to'>): string {
  const what = source === 'log' ? 'logged predictions' : rows === 1 ? 'row' : 'rows';
  const span = from === null ? '' : `, ${timeText(from)} to ${timeText(to ?? from)}`;
  return `${formatNumber(rows)} ${what}${span}`;
}

/** ISO 8601 to the minute; midnight is left out. */
export function timeText(time: string): string {
  return time.slice(0, 16).replace('T', ' ').replace(' 00:00', '');
}

export function rangeText({ low, high }: Pick<JudgedMetric, 'low' | 'high'>): string {
  return `${formatNumber(low)} to ${formatNumber(high)}`;
}

/** Where numbers stand close together: large ones by their digits that tell. @example shortNumber(228_827_596_763) // '2.288e11' */
export function shortNumber(value: number | null | undefined): string {
  const isLarge = typeof value === 'number' && Math.abs(value) >= 1e7 && Number.isFinite(value);
  return isLarge ? value.toExponential(3).replace('e+', 'e') : formatNumber(value);
}

/** @example pValueText(1e-9) // '< 1e-6' */
export function pValueText(value: number): string {
  return value < 1e-6 ? '< 1e-6' : formatNumber(value);
}

function listed(names: readonly string[], most: number): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
