// The windows of the records on one axis of time. Pure.

import type { Row } from '../../monitoring/records/record-file.ts';
import { type Scale, timeScale } from '../../report/scale.ts';
import { shortCommit } from '../../terminal/format.ts';
import type { RecordRows } from '../records.ts';

export type WindowTimes = {
  scale: Scale;
  title: string;
  /** Milliseconds since 1970 of the window of a row; null where it is left out. */
  of: (row: Row) => number | null;
  /** Windows on the axis, and older ones that are left out. */
  windows: number;
  left: number;
  /** How far windows are apart, mostly. */
  every: number;
  /** The first window of each release but the first. */
  releases: { x: number; release: string }[];
};

const MOST_WINDOWS = 200;
const DAY = 86_400_000;

/**
 * By the end of their rows where all of them say it, else by when they were judged: dates of old data and of today would
 * not stand on one axis. Null where there is no window.
 */
export function windowTimes({ drift, performance, decisions }: RecordRows): WindowTimes | null {
  const first = new Map<string, Row>();
  for (const row of [...drift, ...performance, ...decisions])
    if (!first.has(keyOf(row))) first.set(keyOf(row), row);
  if (first.size === 0) return null;
  const rows = [...first.values()];
  const field = rows.every(row => Number.isFinite(Date.parse(row['to']))) ? 'to' : 'at';
  const all = rows
    .map(row => ({ key: keyOf(row), release: row['release'], x: Date.parse(row[field]) }))
    .filter(({ x }) => Number.isFinite(x))
    .sort((one, other) => one.x - other.x);
  const shown = all.slice(-MOST_WINDOWS);
  if (shown.length === 0) return null;
  const places = new Map(shown.map(({ key, x }) => [key, x]));
  const xs = [...new Set(shown.map(({ x }) => x))];
  const gaps = xs
    .slice(1)
    .map((x, at) => x - xs[at])
    .sort((one, other) => one - other);
  const every = gaps[Math.floor(gaps.length / 2)] ?? DAY;
  const releases = shown.filter(
    ({ release }, at) => at > 0 && shown.findIndex(each => each.release === release) === at,
  );
  return {
    scale: timeScale([xs[0] - every / 2, xs[xs.length - 1] + every / 2]),
    title: field === 'to' ? 'end of the window, UTC' : 'when the window was judged, UTC',
    of: row => places.get(keyOf(row)) ?? null,
    windows: shown.length,
    left: all.length - shown.length,
    every,
    releases: releases.map(({ x, release }) => ({ x, release })),
  };
}

function keyOf(row: Row): string {
  return `${row['release']} ${row['window']}`;
}

/** Rows of the windows that are on the axis, in its order. */
export function placedRows(rows: readonly Row[], times: WindowTimes): { row: Row; x: number }[] {
  return rows
    .flatMap(row => {
      const x = times.of(row);
      return x === null ? [] : [{ row, x }];
    })
    .sort((one, other) => one.x - other.x);
}

const MOST_NAMED = 6;

/** For charts on this axis; where releases are many they have no names. */
export function releaseEvents({ releases }: WindowTimes): { name: string; x: number }[] {
  const isNamed = releases.length <= MOST_NAMED;
  return releases.map(({ x, release }) => ({ x, name: isNamed ? `release ${shortCommit(release)}` : '' }));
}
