// What was decided when, on the axis of the charts above it: from monitoring/decisions.csv.

import type { Row } from '../../monitoring/records/record-file.ts';
import { figure } from '../../report/figure.ts';
import type { Html } from '../../report/html.ts';
import { htmlTable } from '../../report/html-table.ts';
import type { Tone } from '../../report/interval-table.ts';
import { type Lane, timeline } from '../../report/timeline.ts';
import { formatNumber, shortCommit } from '../../terminal/format.ts';
import { sanitize } from '../../terminal/sanitize.ts';
import { truncate } from '../../terminal/width.ts';
import { placedRows, type WindowTimes } from './window-times.ts';

const LISTED = 30;
const REASONS = 160;

export function decisionsOverTime(rows: readonly Row[], times: WindowTimes): Html {
  const placed = placedRows(rows, times);
  const lane = (name: string, tone: Tone, wanted: (row: Row) => boolean): Lane => ({
    name,
    events: placed
      .filter(({ row }) => wanted(row))
      .map(({ row, x }) => ({ x, tone, name: `${name}: ${times.textOf(x)}, ${row['cause'] || 'no cause'}` })),
  });
  const retrained = placed.filter(({ row }) => row['retrain'] === 'yes').length;
  const newest = [...placed].reverse().slice(0, LISTED);
  return figure({
    title: 'Decisions',
    chart: timeline({
      says: `retraining was advised in ${retrained} of ${placed.length} windows`,
      x: { title: times.title, scale: times.scale },
      lanes: [
        lane('drift', 'bad', row => row['drift'] === 'drift'),
        lane('decay', 'bad', row => row['decay'] === 'decay'),
        lane('retrain', 'neutral', row => row['retrain'] === 'yes'),
        ...(times.releases.length === 0
          ? []
          : [
              {
                name: 'another release',
                events: times.releases.map(({ x, release }) => ({
                  x,
                  tone: 'reference' as const,
                  name: `release ${shortCommit(release)}`,
                })),
              },
            ]),
      ],
    }),
    note: `Retraining was advised in ${formatNumber(retrained)} of ${formatNumber(placed.length)} windows.`,
    numbers: htmlTable({
      says: `the newest ${newest.length} decisions`,
      columns: ['window', 'rows', 'drift', 'decay', 'cause', 'retrain', 'why'].map(title => ({
        title,
      })),
      rows: newest.map(({ row, x }) => [
        times.textOf(x),
        formatNumber(Number(row['rows'])),
        ...['drift', 'decay', 'cause', 'retrain'].map(field => row[field]),
        truncate(sanitize(row['reasons']), REASONS),
      ]),
    }),
  });
}
