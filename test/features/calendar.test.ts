import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CALENDAR_PARTS, type CalendarPart, calendarFeatures } from '../../src/features/calendar.ts';

const at = (...texts: string[]) => ({
  type: 'time' as const,
  name: 'at',
  values: Float64Array.from(texts, text => Date.parse(text)),
});

test('an instant gives all its parts, in the order they were asked for', () => {
  const columns = calendarFeatures(at('2024-12-30T23:59:30Z'), CALENDAR_PARTS);
  assert.equal(Object.fromEntries(columns.map(column => [column.name, column.values[0]])), {
    at_year: 2024,
    at_quarter: 4,
    at_month: 12,
    // A Monday whose Thursday is 2025-01-02.
    at_week: 1,
    at_day: 30,
    at_day_of_week: 1,
    at_day_of_year: 365,
    at_weekend: 0,
    at_hour: 23,
    at_minute: 59,
    // 20,087 days from 1970-01-01 to 2024-12-30 (55 x 365 + 14 leap days - 2), and 86,370 of 86,400 seconds.
    at_elapsed_days: 20_087 + 86_370 / 86_400,
  });
  assert.equal(
    calendarFeatures(at('2024-12-30T23:59:30Z'), ['hour', 'year']).map(column => column.name),
    ['at_hour', 'at_year'],
  );
});

test('instants before 1970 count forwards within their day', () => {
  const values = (part: CalendarPart) => calendarFeatures(at('1969-12-31T23:15:00Z'), [part])[0].values[0];
  assert.equal([values('year'), values('month'), values('day')], [1969, 12, 31]);
  assert.equal([values('day_of_week'), values('hour'), values('minute')], [3, 23, 15]);
  assert.is(values('elapsed_days'), -45 / (24 * 60));
});

test('Saturday and Sunday are the weekend, and each month is in its quarter', () => {
  const week = at(...[1, 2, 3, 4, 5, 6, 7].map(day => `2024-01-0${day}`));
  assert.equal([...calendarFeatures(week, ['weekend'])[0].values], [0, 0, 0, 0, 0, 1, 1]);
  const months = at(...Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2023, i, 15)).toISOString()));
  assert.equal([...calendarFeatures(months, ['quarter'])[0].values], [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
});

test('a missing instant has missing parts, and its neighbours keep theirs', () => {
  const column = at('2024-02-29', 'nothing', '2024-02-29');
  for (const part of calendarFeatures(column, CALENDAR_PARTS)) {
    assert.is(Number.isNaN(part.values[1]), true, part.name);
    assert.is(part.values[2], part.values[0], part.name);
  }
});

test('the parts are those that Intl writes for UTC', () => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  // Steps of 41 days, 7 hours and 13 minutes from 1950 on reach every month, hour and kind of year.
  const instants = Array.from(
    { length: 1000 },
    (_, i) => Date.UTC(1950, 0, 1) + i * (((41 * 24 + 7) * 60 + 13) * 60_000),
  );
  const parts = ['year', 'month', 'day', 'hour', 'minute'] as const;
  const columns = calendarFeatures({ type: 'time', name: 'at', values: Float64Array.from(instants) }, parts);
  for (const [row, instant] of instants.entries()) {
    const written = new Map(
      format.formatToParts(instant).map(({ type, value }) => [type as string, Number(value)]),
    );
    for (const [k, part] of parts.entries())
      assert.is(columns[k].values[row], written.get(part), `${instant} ${part}`);
  }
});

test.run();
