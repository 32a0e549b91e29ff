// The newest logged predictions of a model as the window that it is judged on, with the labels that have come.

import { batchCounter } from '../monitoring/drift/batch-counts.ts';
import { type KilledWriter, killedWriters } from '../prediction-log/killed-writers.ts';
import type { LogFaults } from '../prediction-log/log-faults.ts';
import { logFolder } from '../prediction-log/log-folder.ts';
import type { LoggedPrediction } from '../prediction-log/parse-line.ts';
import { readNewestPredictions } from '../prediction-log/read-newest.ts';
import { inputsOf, schemasOf } from '../project/input-columns.ts';
import { windowSize } from '../project/monitoring-rules.ts';
import type { Repository } from '../repository/repository.ts';
import { windowId } from './file-window.ts';
import { labelledRows } from './labelled-rows.ts';
import { labelsAtHand } from './labels-at-hand.ts';
import { loggedPrediction, loggedTable } from './logged-table.ts';
import { predictionsFile } from './predictions-file.ts';
import type { Records } from './records.ts';
import { type Stretch, stretchesOfLog } from './stretches-of-log.ts';
import type { WatchedModel } from './watched-model.ts';
import type { LabelledStretch, Window } from './window.ts';

const DAY = 86_400_000;
/** More are not held in memory: of a window of days the newest. */
const MOST_ROWS = 200_000;

/** Null where this model has predicted nothing that is logged. `now` in milliseconds since 1970. */
export async function logWindow({
  repository,
  watched,
  records,
  now,
}: {
  repository: Repository;
  watched: WatchedModel;
  records: Records;
  now: number;
}): Promise<Window | null> {
  const { release, settings, reference, model } = watched;
  const folder = logFolder(repository);
  const commits = new Set(watched.commits);
  const wanted = ({ commit, role }: LoggedPrediction) => role === 'answer' && commits.has(commit);
  const size = windowSize(settings.monitoring.window) ?? { rows: 1000 };
  const { predictions, faults } = await readNewestPredictions({
    ...{ folder, wanted, now },
    rows: 'rows' in size ? Math.min(size.rows, MOST_ROWS) : MOST_ROWS,
    ...('days' in size ? { since: now - size.days * DAY } : {}),
  });
  if (predictions.length === 0) return null;
  const [first, last] = [predictions[0], predictions[predictions.length - 1]];
  const id = windowId('log', first.id, last.id, String(predictions.length));
  const [from, to] = [timeText(first), timeText(last)];

  const { configuration } = model;
  const inputs = schemasOf(configuration, inputsOf(configuration));
  const { table, leftOut, unreadable } = loggedTable(predictions, inputs);
  const missing = new Set(leftOut.map(({ column }) => column));
  const seen = { ...reference, columns: reference.columns.filter(({ name }) => !missing.has(name)) };
  const counter = batchCounter(seen);
  counter.add(table.columns, table.rows);
  for (const [column, cells] of unreadable) counter.counts.unreadable.set(column, cells);
  counter.addPredictions(loggedPrediction(predictions, model));

  const stretches = stretchesOfLog(records.drift, { release, window: { id, from, to } });
  const labels = await labelsAtHand(repository);
  const older = await readNewestPredictions({
    ...{ folder, wanted, now },
    rows: MOST_ROWS,
    since: Date.parse(stretches[0].from),
  });
  const labelled = stretches.flatMap((stretch): LabelledStretch[] => {
    const own = older.predictions.filter(({ time }) => isIn(stretch, time));
    const found = own.flatMap(prediction => {
      const label = labels.of(prediction);
      return label === null ? [] : [{ prediction, label: label.label }];
    });
    if (found.length === 0) return [];
    const some = found.map(({ prediction }) => prediction);
    const rows = labelledRows({
      table: loggedTable(some, inputs, {
        target: configuration.problem,
        labels: found.map(({ label }) => label),
      }).table,
      prediction: loggedPrediction(some, model),
      ...{ configuration, settings },
    });
    return rows === null ? [] : [{ id: stretch.id, source: 'log', from: stretch.from, to: stretch.to, rows }];
  });
  const killed = await killedWriters({ folder, source: 'serve', now });
  // A clock may have been set back meanwhile: the last is not always the latest.
  const times = predictions.map(({ time }) => time);
  const earliest = times.reduce((one, other) => Math.min(one, other));
  const latest = times.reduce((one, other) => Math.max(one, other));
  const within = killed.filter(({ began, last: wrote }) => began <= latest && wrote >= earliest);
  return {
    ...{ id, source: 'log', from, to, rows: predictions.length, leftOut, labelled },
    batch: counter.counts,
    reference: seen,
    predictions: predictionsFile(predictions, inputs, labels),
    notes: notesOf(faults, within),
  };
}

function isIn({ from, to, first }: Stretch, time: number): boolean {
  const [low, high] = [Date.parse(from), Date.parse(to)];
  return (first ? time >= low : time > low) && time <= high;
}

function timeText({ time }: LoggedPrediction): string {
  return new Date(time).toISOString();
}

/** What a person should hear of a log that is not whole. */
function notesOf({ torn, foreign }: LogFaults, killed: readonly KilledWriter[]): string[] {
  const lines = (count: number) => `${count} ${count === 1 ? 'line' : 'lines'}`;
  return [
    ...(torn > 0 ? [`${lines(torn)} of the log were cut short and are left out`] : []),
    ...(foreign > 0 ? [`${lines(foreign)} of the log are none of ours and are left out`] : []),
    ...killed.map(
      ({ last }) =>
        `a server was ended without a word at ${new Date(last).toISOString()}: of what it answered in its last quarter of a second some may be missing`,
    ),
  ];
}
