// Windows on one axis of time.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Row } from '../../../src/monitoring/records/record-file.ts';
import { placedRows, releaseEvents, windowTimes } from '../../../src/watching/report/window-times.ts';

const day = (date: number) => `2025-03-${String(date).padStart(2, '0')}T00:00:00.000Z`;

function windowRow(at: number, more: Row = {}): Row {
  return {
    window: `w${at}`,
    release: 'a'.repeat(40),
    source: 'file',
    at: `2026-01-01T00:0${at}:00Z`,
    from: day(at),
    to: day(at + 1),
    ...more,
  };
}

const timesOf = (decisions: Row[]) => windowTimes({ drift: [], performance: [], decisions });

test('windows stand at the end of their rows, in order of time whatever that of the records', () => {
  const rows = [windowRow(5), windowRow(1), windowRow(3)];
  const times = timesOf(rows)!;
  assert.match(times.title, 'end of the window');
  assert.equal(
    placedRows(rows, times).map(({ row }) => row['window']),
    ['w1', 'w3', 'w5'],
  );
  assert.equal([times.windows, times.left, times.every], [3, 0, 2 * 86_400_000]);
});

test('where one has no time, or some are of the log, all stand side by side as they were judged', () => {
  for (const other of [
    windowRow(2, { to: '', from: '' }),
    windowRow(2, { source: 'log', to: '2026-01-01T00:00:00Z' }),
  ]) {
    const times = timesOf([windowRow(1), other])!;
    assert.match(times.title, 'judged');
    assert.equal([times.of(other), times.textOf(1), times.every], [1, '2026-01-01 00:02', 1]);
    assert.equal(times.scale, { from: -0.5, to: 1.5, ticks: [{ value: 0, label: '2026-01-01' }] });
  }
  assert.is(timesOf([]), null);
});

test('the newest two hundred are shown, and a release begins with its first window', () => {
  const rows = Array.from({ length: 230 }, (_, at) =>
    windowRow(1, {
      window: `w${at}`,
      to: new Date(Date.UTC(2025, 0, at)).toISOString(),
      release: (at < 220 ? 'a' : 'b').repeat(40),
    }),
  );
  const times = timesOf(rows)!;
  assert.equal([times.windows, times.left, times.of(rows[29])], [200, 30, null]);
  assert.equal(releaseEvents(times), [{ x: Date.UTC(2025, 0, 220), name: 'release bbbbbbb' }]);
});

test.run();
