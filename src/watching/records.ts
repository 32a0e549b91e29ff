// The running records of a branch: read from its tip, and what they become with a window. Pure but for the reading.

import type { EarlierDecision } from '../monitoring/decisions/decide.ts';
import {
  DECISION_COLUMNS,
  DRIFT_COLUMNS,
  decisionFields,
  driftFields,
} from '../monitoring/records/drift-rows.ts';
import { PERFORMANCE_COLUMNS } from '../monitoring/records/performance-rows.ts';
import { completeRows, parseRows, putRows, type Row, writeRows } from '../monitoring/records/record-file.ts';
import { APP_LOG, DECISIONS, DRIFT, PERFORMANCE, PREDICTIONS } from '../project/layout.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { JudgedWindow } from './judge-window.ts';
import type { Window } from './window.ts';

export type Records = {
  drift: Row[];
  performance: Row[];
  decisions: Row[];
  appLog: string;
  /** As they stand on the branch. */
  texts: Map<string, string>;
};

const MOST_DRIFT_ROWS = 2000;
const MOST_DECISIONS = 1000;
const MOST_LOG_LINES = 1000;

export async function readRecords(reader: ObjectReader, commit: string): Promise<Records> {
  const paths = [DRIFT, PERFORMANCE, DECISIONS, APP_LOG, PREDICTIONS];
  const blobs = await Promise.all(paths.map(path => reader.read(`${commit}:${path}`)));
  const texts = new Map(
    paths.flatMap((path, at) => {
      const blob = blobs[at];
      return blob?.type === 'blob' ? [[path, blob.bytes.toString('utf8')] as const] : [];
    }),
  );
  const rows = (path: string, columns: readonly string[]) => parseRows(texts.get(path) ?? '', columns);
  return {
    drift: rows(DRIFT, DRIFT_COLUMNS),
    performance: rows(PERFORMANCE, PERFORMANCE_COLUMNS),
    decisions: rows(DECISIONS, DECISION_COLUMNS),
    appLog: texts.get(APP_LOG) ?? '',
    texts,
  };
}

/** Decisions of this branch, but for that of the window at hand: judged again, it must not hold itself back. */
export function earlierDecisions(
  { decisions }: Records,
  { release, window }: { release: string; window: string },
): EarlierDecision[] {
  return decisions
    .filter(row => row['release'] !== release || row['window'] !== window)
    .map(row => ({ at: row['at'], retrain: row['retrain'] === 'yes' }));
}

/** Rows of the records with the window at hand, whether they are written or not. */
export type RecordRows = Pick<Records, 'drift' | 'performance' | 'decisions'>;

/**
 * `files`: contents by path of the files that this window changes; none where it was recorded already. A window without
 * rows leaves no trace but for labels that came for earlier ones.
 */
export function recordWindow({
  records,
  window,
  judged,
  release,
  branch,
  at,
}: {
  records: Records;
  window: Window;
  judged: JudgedWindow;
  release: string;
  branch: string;
  /** ISO 8601 UTC. */
  at: string;
}): { files: Map<string, string>; rows: RecordRows } {
  const { drift, performance, diagnosis, decision } = judged;
  const ofWindow = {
    at,
    release,
    window: window.id,
    from: window.from ?? '',
    to: window.to ?? '',
    source: window.source,
    rows: String(window.rows),
  };
  const driftRows = putRows(
    records.drift,
    window.rows === 0 ? [] : driftFields(drift).map(row => ({ ...ofWindow, ...row })),
    { most: MOST_DRIFT_ROWS },
  );
  const decided = {
    ...ofWindow,
    ...decisionFields({
      drift: drift.verdict,
      decay: performance.verdict,
      cause: diagnosis.cause,
      decision,
    }),
  };
  // The age of a model and the time until a cool-down ends stand in the reasons: only the decision itself makes a new one.
  const same = (one: Row, other: Row) =>
    (['retrain', 'drift', 'decay', 'cause'] as const).every(name => one[name] === other[name]);
  const decisions = putRows(records.decisions, window.rows === 0 ? [] : [decided], {
    most: MOST_DECISIONS,
    same,
  });
  const stamped = judged.performanceRows.map(row => (row['at'] ? row : { ...row, at }));
  const files = new Map<string, string>([
    [DRIFT, writeRows(DRIFT_COLUMNS, driftRows)],
    [PERFORMANCE, writeRows(PERFORMANCE_COLUMNS, stamped)],
    [DECISIONS, writeRows(DECISION_COLUMNS, decisions)],
    ...(window.predictions === null ? [] : [[PREDICTIONS, window.predictions] as const]),
  ]);
  const isEmpty = (path: string) => files.get(path)?.trimEnd().includes('\n') !== true;
  for (const [path, text] of [...files])
    if (records.texts.get(path) === text || (isEmpty(path) && !records.texts.has(path))) files.delete(path);
  const rows = {
    drift: completeRows(DRIFT_COLUMNS, driftRows),
    performance: completeRows(PERFORMANCE_COLUMNS, stamped),
    decisions: completeRows(DECISION_COLUMNS, decisions),
  };
  if (files.size === 0) return { files, rows };
  const line = logLine({ at, branch, release, window, judged });
  files.set(APP_LOG, withLine(records.appLog, line));
  return { files, rows };
}

/** `2026-11-21T17:00:00Z monitor prod 1234567: 1000 rows, drift none, decay no-labels, retrain no` */
function logLine({
  at,
  branch,
  release,
  window,
  judged: { drift, performance, decision },
}: {
  at: string;
  branch: string;
  release: string;
  window: Window;
  judged: JudgedWindow;
}): string {
  return `${at} monitor ${branch} ${release.slice(0, 10)}: window ${window.id}, ${window.rows} rows, drift ${drift.verdict}, decay ${performance.verdict}, retrain ${decision.retrain ? 'yes' : 'no'}`;
}

function withLine(log: string, line: string): string {
  const lines = log.split('\n').filter(each => each !== '');
  return `${[...lines, line].slice(-MOST_LOG_LINES).join('\n')}\n`;
}
