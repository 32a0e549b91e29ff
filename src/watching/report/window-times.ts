// The windows of the records on one axis of time. Pure.

import type { Row } from '../../monitoring/records/record-file.ts';
import { type Scale, timeScale } from '../../report/scale.ts';
import { shortCommit } from '../../terminal/format.ts';
import { timeText } from '../describe-verdicts.ts';
import type { RecordRows } from '../records.ts';

export type WindowTimes = {
  scale: Scale;
  title: string;
  /** Where the window of a row stands; null where it is left out. */
  of: (row: Row) => number | null;
  /** When that is. */
  textOf: (x: number) => string;
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
 * By the end of their rows where all of them say it by the same clock, that of the data or that of the log. Else side by
 * side in the order in which they were judged: dates of old data and of today do not go on one axis. Null where there
 * is no window.
 */
export function windowTimes({ drift, performance, decisions }: RecordRows): WindowTimes | null {
  const first = new Map<string, Row>();
  for (const row of [...drift, ...performance, ...decisions])
    if (!first.has(keyOf(row))) first.set(keyOf(row), row);
  if (first.size === 0) return null;
  const rows = [...first.values()];
  const isOneClock = new Set(rows.map(row => row['source'])).size === 1;
  const isInTime = isOneClock && rows.every(row => Number.isFinite(Date.parse(row['to'])));
  const all = rows
    .map(row => {
      const time = Date.parse(row[isInTime ? 'to' : 'at']);
      return { key: keyOf(row), release: row['release'], time: Number.isFinite(time) ? time : 0 };
    })
    .sort((one, other) => one.time - other.time);
  const shown = all.slice(-MOST_WINDOWS).map((each, at) => ({ ...each, x: isInTime ? each.time : at }));
  const places = new Map(shown.map(({ key, x }) => [key, x]));
  const texts = new Map(shown.map(({ x, time }) => [x, timeText(new Date(time).toISOString())]));
  const every = isInTime ? mostlyApart(shown.map(({ x }) => x)) : 1;
  const [from, to] = [shown[0].x - every / 2, shown[shown.length - 1].x + every / 2];
  const releases = shown.filter(
    ({ release }, at) => at > 0 && shown.findIndex(each => each.release === release) === at,
  );
  return {
    scale: isInTime ? timeScale([from, to]) : { from, to, ticks: ticksInOrder(shown) },
    title: isInTime ? 'end of the window, UTC' : 'windows as they were judged, UTC',
    of: row => places.get(keyOf(row)) ?? null,
    textOf: x => texts.get(x) ?? '',
    windows: shown.length,
    left: all.length - shown.length,
    every,
    releases: releases.map(({ x, release }) => ({ x, release })),
  };
}

/** How far neighbours are apart in the middle of all of them. */
function mostlyApart(ascending: readonly number[]): number {
  const gaps = ascending
    .slice(1)
    .map((x, at) => x - ascending[at])
    .filter(gap => gap > 0)
    .sort((one, other) => one - other);
  return gaps[Math.floor(gaps.length / 2)] ?? DAY;
}

const TICKS = 4;

/** Days on which some of the windows were judged; a day is named once. */
function ticksInOrder(shown: readonly { x: number; time: number }[]): Scale['ticks'] {
  const step = Math.ceil(shown.length / TICKS);
  return shown
    .map(({ x, time }) => ({ value: x, label: new Date(time).toISOString().slice(0, 10) }))
    .filter((_, at) => at % step === 0)
    .filter(({ label }, at, all) => at === 0 || all[at - 1].label !== label);
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
