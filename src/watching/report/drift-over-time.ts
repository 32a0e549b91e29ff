// Which columns drifted when, from monitoring/drift.csv.

import { fieldNumber, type Row } from '../../monitoring/records/record-file.ts';
import { figure } from '../../report/figure.ts';
import { type Html, html } from '../../report/html.ts';
import { htmlTable } from '../../report/html-table.ts';
import { lineChart } from '../../report/line-chart.ts';
import { type StripLane, stripChart } from '../../report/strip-chart.ts';
import { formatNumber } from '../../terminal/format.ts';
import { placedRows, releaseEvents, type WindowTimes } from './window-times.ts';

const MOST_LANES = 12;

type Lane = StripLane & { drifted: number; windows: number; last: number; psi: number };

export function driftOverTime(rows: readonly Row[], times: WindowTimes): Html {
  const columns = placedRows(rows, times).filter(({ row }) => row['column'] !== '');
  const lanes = lanesOf(columns);
  const drifted = lanes.filter(lane => lane.drifted > 0);
  const shown = drifted.slice(0, MOST_LANES);
  const left = drifted.length - shown.length;
  const never = lanes.length - drifted.length;
  const windows = new Set(columns.map(({ row }) => `${row['release']} ${row['window']}`)).size;
  const notes = [
    'A bar a window: how surprising the column was against its threshold, the broken line; what reaches it is drift. Bars end at 2.5 times the threshold.',
    ...(left > 0 ? [`${formatNumber(left)} further columns drifted more seldom.`] : []),
    ...(never > 0 ? [`${formatNumber(never)} ${never === 1 ? 'column' : 'columns'} never did.`] : []),
  ];
  const strip =
    shown.length === 0
      ? html`<p>No column drifted in ${formatNumber(windows)} ${windows === 1 ? 'window' : 'windows'}.</p>`
      : figure({
          title: 'Columns that drifted, those that did most often first',
          chart: stripChart({
            says: shown
              .map(({ name, drifted: count }) => `${name} drifted in ${count} of ${windows} windows`)
              .join('; '),
            x: { title: times.title, scale: times.scale },
            lanes: shown,
            every: times.every,
          }),
          note: notes.join(' '),
          numbers: htmlTable({
            says: 'how often each column drifted',
            columns: [
              { title: 'column' },
              ...['drifted in', 'of windows'].map(title => ({ title, align: 'right' as const })),
              { title: 'last' },
              { title: 'PSI then', align: 'right' },
            ],
            rows: drifted.map(({ name, drifted: count, windows: of, last, psi }) => [
              name,
              formatNumber(count),
              formatNumber(of),
              times.textOf(last),
              Number.isNaN(psi) ? '' : formatNumber(psi),
            ]),
          }),
        });
  return strip;
}

function lanesOf(columns: readonly { row: Row; x: number }[]): Lane[] {
  const lanes = new Map<string, Lane & { bars: { x: number; ratio: number }[] }>();
  for (const { row, x } of columns) {
    // A column may be called "prediction", and is not what is predicted.
    const key = `${row['kind'] === 'prediction'} ${row['column']}`;
    const lane = lanes.get(key) ?? {
      name: row['column'],
      bars: [],
      drifted: 0,
      windows: 0,
      last: x,
      psi: Number.NaN,
    };
    lanes.set(key, lane);
    const isDrift = row['verdict'] === 'drift';
    const value = row['value'] === '' ? Number.POSITIVE_INFINITY : fieldNumber(row['value']);
    const ratio = value / fieldNumber(row['threshold']);
    lane.bars.push({ x, ratio: isDrift ? Math.max(1, ratio || 1) : Math.min(0.99, ratio || 0) });
    lane.windows++;
    if (isDrift) {
      lane.drifted++;
      lane.last = x;
      lane.psi = fieldNumber(row['psi']);
    }
  }
  return [...lanes.values()].sort((one, other) => other.drifted - one.drifted || other.last - one.last);
}

/** The simple rule: shown where it has a value, as a line of its own. */
export function meanDifferenceOverTime(rows: readonly Row[], times: WindowTimes): Html | null {
  const placed = placedRows(rows, times).filter(({ row }) => row['statistic'] === 'relative_mean_difference');
  const points = placed.map(({ row, x }) => ({ x, y: fieldNumber(row['value']) }));
  const known = points.filter(({ y }) => Number.isFinite(y));
  const limit = fieldNumber(placed.at(-1)?.row['threshold']);
  if (known.length === 0) return null;
  return figure({
    title: 'Relative mean difference',
    chart: lineChart({
      says: `relative mean difference of the newest window: ${formatNumber(known[known.length - 1].y)}`,
      x: { title: times.title, kind: 'time', scale: times.scale },
      y: { title: 'mean of |change of mean| / |mean|', holds: [0] },
      series: [
        { name: 'reference', points: [] },
        { name: 'relative mean difference', points },
      ],
      limits: Number.isFinite(limit) ? [{ name: 'limit', value: limit }] : [],
      events: releaseEvents(times),
      height: 110,
    }),
    note: 'A simple rule that knows neither chance nor spread, and has no part in the verdict: a policy may ask for it by name.',
  });
}
