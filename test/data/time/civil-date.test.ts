import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  civilDate,
  dayOfWeek,
  firstDayOfYear,
  isoWeek,
  yearOfDay,
} from '../../../src/data/time/civil-date.ts';

const DAY = 86_400_000;
const dayOf = (text: string) => Date.parse(text) / DAY;

test('every day of the years 1600 to 2400 has the date that Date gives it', () => {
  for (let day = dayOf('1600-01-01'); day <= dayOf('2400-12-31'); day++) {
    const date = new Date(day * DAY);
    const expected = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const { year, month, day: dayOfMonth, dayOfYear } = civilDate(day);
    // One comparison a day, and no assertion unless it fails: 292,000 assertions would take a second.
    const isRight =
      year === expected[0] &&
      month === expected[1] &&
      dayOfMonth === expected[2] &&
      dayOfYear === day - Date.UTC(year, 0, 1) / DAY + 1 &&
      dayOfWeek(day) === (date.getUTCDay() || 7);
    if (!isRight) assert.equal([year, month, dayOfMonth, dayOfYear, dayOfWeek(day)], expected, String(day));
  }
});

test('days far in the past and the future have the date that Date gives them', () => {
  // Date reaches 100,000,000 days on either side of 1970.
  fc.assert(
    fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), day => {
      const date = new Date(day * DAY);
      const { year, month, day: dayOfMonth } = civilDate(day);
      assert.equal(
        [year, month, dayOfMonth, dayOfWeek(day)],
        [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay() || 7],
      );
      assert.is(yearOfDay(firstDayOfYear(year)), year);
      assert.is(yearOfDay(firstDayOfYear(year) - 1), year - 1);
    }),
  );
});

test('weeks around the turn of a year are those that are published for ISO 8601', () => {
  // The examples of Wikipedia's article "ISO week date": date, week, weekday.
  const published: [string, number, number][] = [
    ['1977-01-01', 53, 6],
    ['1977-01-02', 53, 7],
    ['1977-12-31', 52, 6],
    ['1978-01-01', 52, 7],
    ['1978-01-02', 1, 1],
    ['1978-12-31', 52, 7],
    ['1979-01-01', 1, 1],
    ['1979-12-30', 52, 7],
    ['1979-12-31', 1, 1],
    ['1980-01-01', 1, 2],
    ['1980-12-28', 52, 7],
    ['1980-12-29', 1, 1],
    ['1981-12-31', 53, 4],
    ['1982-01-01', 53, 5],
    ['1982-01-03', 53, 7],
  ];
  for (const [date, week, weekday] of published) {
    assert.equal([isoWeek(dayOf(date)), dayOfWeek(dayOf(date))], [week, weekday], date);
  }
});

test('in 400 years 71 have a 53rd week', () => {
  // 400 years are 146,097 days = 20,871 weeks = 400 x 52 + 71. December 28th is always in a year's last week.
  const long = Array.from({ length: 400 }, (_, i) => isoWeek(firstDayOfYear(2001 + i) - 4)).filter(
    week => week === 53,
  );
  assert.is(long.length, 71);
});

test.run();
