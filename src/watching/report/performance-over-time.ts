// How the model erred, window by window, with its bound and what it was at release: from monitoring/performance.csv.

import { shown } from '../../monitoring/decay/row-values.ts';
import { fieldNumber, type Row } from '../../monitoring/records/record-file.ts';
import { figure, smallMultiples } from '../../report/figure.ts';
import { type Html, html } from '../../report/html.ts';
import { lineChart } from '../../report/line-chart.ts';
import { formatNumber } from '../../terminal/format.ts';
import type { JudgedWindow } from '../judge-window.ts';
import type { WatchedModel } from '../watched-model.ts';
import { placedRows, releaseEvents, type WindowTimes } from './window-times.ts';

/** Beyond these, charts would be a list that nobody reads. */
const MOST_CHARTS = 12;

type Placed = { row: Row; x: number };

/** The metric, and the rules and segments apart; null where no window has labels. */
export function performanceOverTime(
  rows: readonly Row[],
  {
    times,
    performance,
    watched,
  }: { times: WindowTimes; performance: JudgedWindow['performance']; watched: WatchedModel },
): { whole: Html; parts: Html | null } | null {
  const placed = placedRows(rows, times);
  const { metric } = performance;
  const own = placed.filter(({ row }) => row['segment'] === '' && row['metric'] === metric);
  if (own.length === 0) return null;
  const spread = watched.reference.errors?.spread ?? null;
  const alone = ofReleases(own, ({ row, x }) => {
    const isOurs = row['release'] === watched.release || metric !== 'r2_score';
    return { x, y: isOurs ? shown(metric, fieldNumber(row['mean']), spread) : Number.NaN };
  });
  const names = [
    ...performance.rules.map(({ rule, metric: shown, verdict }) => ({
      ...{ title: rule, metric: rule, segment: '', shown, verdict },
    })),
    ...performance.segments.map(({ segment, metric: shown, verdict }) => ({
      ...{ title: segment, metric: null, segment, shown, verdict },
    })),
  ].sort((one, other) => Number(other.verdict === 'decay') - Number(one.verdict === 'decay'));
  const parts = names.flatMap(name => {
    const found = placed.filter(
      ({ row }) => row['segment'] === name.segment && (name.metric === null || row['metric'] === name.metric),
    );
    return found.length === 0 ? [] : [{ title: name.title, found, metric: name.shown }];
  });
  const left = parts.length - MOST_CHARTS;
  return {
    whole: figure({
      title: `${metric}, with its bound`,
      legend: [
        { name: 'at release', look: 'line' },
        { name: 'as judged, with its bound', look: 'line' },
        { name: 'each window alone', look: 'line' },
      ],
      chart: chartOf(own, { name: metric, times, alone, height: 220 }),
      note: 'Judged are the newest 1, 2, 4, 7, 14 and 28 windows together, and shown is the stretch that speaks loudest. It is decay where the value at release lies outside of the bound, on the better side.',
    }),
    parts:
      parts.length === 0
        ? null
        : html`<h3>By rule and segment, over time</h3>
<p>The grey line is the value at release, of a rule its limit; the band is the bound.</p>
${smallMultiples(
  parts
    .slice(0, MOST_CHARTS)
    .map(({ title, found, metric: name }) =>
      figure({ title, chart: chartOf(found, { name, times, alone: [], height: 110 }) }),
    ),
)}${left > 0 ? html`<p class="note">Charts of ${left} further segments are left out.</p>` : null}`,
  };
}

function chartOf(
  placed: readonly Placed[],
  {
    name,
    times,
    alone,
    height,
  }: {
    name: string;
    times: WindowTimes;
    alone: readonly { x: number; y: number }[];
    height: number;
  },
): Html {
  const points = (field: string) => ofReleases(placed, ({ row, x }) => ({ x, y: fieldNumber(row[field]) }));
  const last = placed[placed.length - 1].row;
  const value = (field: string) => formatNumber(fieldNumber(last[field]));
  return lineChart({
    says: `${name} of the newest window: ${value('value')}, bound ${value('low')} to ${value('high')}, ${value('reference')} at release`,
    x: { title: times.title, kind: 'time', scale: times.scale },
    y: { title: name },
    series: [
      { name: 'at release', points: points('reference') },
      {
        name: 'as judged',
        points: ofReleases(placed, ({ row, x }) => ({
          x,
          y: fieldNumber(row['value']),
          low: fieldNumber(row['low']),
          high: fieldNumber(row['high']),
        })),
      },
      { name: 'each window alone', points: alone },
    ],
    events: releaseEvents(times),
    height,
  });
}

/** With a gap where the release changes: values of two models are no line. */
function ofReleases<Point extends { x: number; y: number }>(
  placed: readonly Placed[],
  point: (of: Placed) => Point,
): { x: number; y: number; low?: number; high?: number }[] {
  return placed.flatMap((each, at) => {
    const isNew = at > 0 && placed[at - 1].row['release'] !== each.row['release'];
    return isNew ? [{ x: each.x, y: Number.NaN }, point(each)] : [point(each)];
  });
}
