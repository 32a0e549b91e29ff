// A model that was watched for long, made without Git: fifty columns, windows, segments, and names that mean harm.

import type { Column } from '../../src/data/table.ts';
import { batchCounter } from '../../src/monitoring/drift/batch-counts.ts';
import { profileColumns } from '../../src/monitoring/profile.ts';
import type { Row } from '../../src/monitoring/records/record-file.ts';
import { judgeWindow } from '../../src/watching/judge-window.ts';
import type { Monitored } from '../../src/watching/monitor-branch.ts';
import { recordWindow } from '../../src/watching/records.ts';
import type { WatchedModel } from '../../src/watching/watched-model.ts';
import type { Window } from '../../src/watching/window.ts';

export const HOSTILE = '"><script>document.title="run"</script><img src=x onerror=alert(1)>|`&\'\u202e';
const DAY = 86_400_000;
const start = Date.UTC(2025, 0, 1);

/** Numbers from 0 to 1 that look like chance and are the same each time. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Every fifth column is categorical; a part of the values is missing. `shift` moves the first `moved` of them. */
function columnsOf({
  columns,
  rows,
  seed,
  moved,
}: {
  columns: number;
  rows: number;
  seed: number;
  moved: number;
}) {
  const roll = dice(seed);
  return Array.from({ length: columns }, (_, at): Column => {
    const name = at === 0 ? HOSTILE : at === 4 ? `${HOSTILE} in words` : `column ${at}`;
    const isMoved = at < moved;
    if (at % 5 === 4) {
      const categories = [HOSTILE, 'fog', 'rain', 'snow', 'sun', 'storm', 'hail', 'wind', 'Sun'];
      const kinds = isMoved ? 9 : 8;
      return {
        name,
        type: 'categorical',
        codes: Int32Array.from({ length: rows }, () =>
          roll() < 0.02 ? -1 : Math.floor(kinds * roll() ** 1.5),
        ),
        categories,
      };
    }
    const values = Float64Array.from({ length: rows }, () =>
      roll() < 0.02 ? Number.NaN : 100 * (roll() + roll() + roll()) + (isMoved ? 60 : 0),
    );
    return { name, type: 'numeric', values };
  });
}

/** Errors that grow with the windows. */
function labelled(rows: number, seed: number, spread: number) {
  const roll = dice(seed);
  const values = Float64Array.from({ length: rows }, () => 100 * roll());
  const segments = [
    {
      column: HOSTILE,
      values: Array.from({ length: rows }, (_, row) => (row % 12 === 0 ? HOSTILE : `part ${row % 12}`)),
    },
  ];
  return {
    target: {
      task: 'regression' as const,
      values: values.map(value => value + spread * (roll() + roll() - 1)),
    },
    prediction: { task: 'regression' as const, values },
    segments,
  };
}

/** What `monitor` finds on the newest of `windows` windows; the others are on record with the same verdicts, at times. */
export function monitored({
  columns = 50,
  windows = 1,
  rows = 500,
  moved = 0,
  labels = true,
}: {
  columns?: number;
  windows?: number;
  rows?: number;
  moved?: number;
  labels?: boolean;
} = {}): Monitored {
  const held = labelled(1200, 7, 20);
  const reference = profileColumns(columnsOf({ columns, rows: 1500, seed: 1, moved: 0 }), {
    timed: false,
    heldOut: { prediction: held.prediction, truth: held.target, segments: held.segments },
  });
  const settings = {
    problem: { task: 'regression', target: 'sold' },
    features: { columns: { [HOSTILE]: 'numeric' }, exclude: [] },
    training: { seed: 42 },
    comparison: {},
    monitoring: {
      false_alarm_rate: 0.05,
      by: [HOSTILE],
      rules: ['rmse above 25'],
      retrain: { any: ['drift', 'decay'] },
      cool_down: '7 days',
      window: '1000 rows',
    },
  } as unknown as WatchedModel['settings'];
  const release = '0123456789abcdef0123456789abcdef01234567';
  const watched = {
    branch: { name: HOSTILE, commit: release },
    ...{ release, reference, settings, trainedAt: start },
    model: { configuration: settings },
  } as unknown as WatchedModel;
  const batch = batchCounter(reference);
  const errors = labelled(rows, 100, 60);
  batch.add(columnsOf({ columns, rows, seed: 1000, moved }), rows);
  if (rows > 0) batch.addPredictions(errors.prediction);
  const timesOf = (at: number) => ({
    from: new Date(start + at * DAY).toISOString(),
    to: new Date(start + (at + 1) * DAY).toISOString(),
  });
  const own = timesOf(windows - 1);
  const window: Window = {
    ...{ id: 'newest', source: 'log', rows, batch: batch.counts, reference, predictions: null },
    ...(rows > 0 ? own : { from: null, to: null }),
    leftOut: [{ column: HOSTILE, reason: 'it is kept as a hash' }],
    labelled: labels && rows > 0 ? [{ id: 'newest', source: 'log', ...own, rows: errors }] : [],
    notes: [],
  };
  const now = start + (windows + 1) * DAY;
  const judged = judgeWindow({
    ...{ watched, window, now, earlier: [], newRows: null, performanceBefore: [] },
  });
  const { files, rows: newest } = recordWindow({
    ...{ window, judged, release, branch: HOSTILE, at: new Date(now).toISOString() },
    records: { drift: [], performance: [], decisions: [], appLog: '', texts: new Map() },
  });
  const atTimes = (found: readonly Row[]) =>
    Array.from({ length: windows }, (_, at) =>
      found.map(row => ({
        ...row,
        ...timesOf(at),
        window: at === windows - 1 ? 'newest' : `window ${at}`,
        // Two releases, and columns that drift now and then.
        release: at < windows / 2 ? 'f'.repeat(40) : release,
        ...(row['verdict'] === 'drift' && at % 3 === 1 ? { verdict: 'none', value: '0.5' } : {}),
      })),
    ).flat();
  const records = {
    drift: atTimes(newest.drift),
    performance: atTimes(newest.performance),
    decisions: atTimes(newest.decisions),
  };
  return { watched, window, judged, files, records, against: null };
}
