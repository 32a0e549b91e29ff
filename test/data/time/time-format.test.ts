import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileTimeFormat, parseTimeText } from '../../../src/data/time/time-format.ts';
import { caught } from '../caught.ts';

// Date.UTC reads the years 0 to 99 as 19xx.
const FIRST = Date.UTC(1000, 0, 1);
const instants = fc.integer({ min: FIRST, max: Date.UTC(9999, 11, 31, 23, 59, 59) });

const utc = (...parts: [number, number, number, number?, number?, number?, number?]) =>
  Date.UTC(parts[0], parts[1] - 1, ...(parts.slice(2) as [number]));

test('every instant that Date writes as ISO 8601 reads back as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62135596800000, max: 253402300799999 }), instant => {
      assert.is(parseTimeText('iso', new Date(instant).toISOString()), instant);
    }),
    { numRuns: 2000 },
  );
});

test('a declared format reads what it would write', () => {
  const two = (value: number) => String(value).padStart(2, '0');
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const writers: Record<string, (date: Date) => string> = {
    'dd-MM-yyyy HH:mm:ss': d =>
      `${two(d.getUTCDate())}-${two(d.getUTCMonth() + 1)}-${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`,
    "d MMM yyyy 'at' H.mm.ss": d =>
      `${d.getUTCDate()} ${names[d.getUTCMonth()]} ${d.getUTCFullYear()} at ${d.getUTCHours()}.${two(d.getUTCMinutes())}.${two(d.getUTCSeconds())}`,
    'M/d/yyyy h:mm:ss a': d =>
      `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()} ${d.getUTCHours() % 12 || 12}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${d.getUTCHours() < 12 ? 'AM' : 'PM'}`,
    yyyyMMddHHmmss: d => d.toISOString().replace(/\D/g, '').slice(0, 14),
  };
  for (const [format, write] of Object.entries(writers)) {
    fc.assert(
      fc.property(instants, instant => {
        const seconds = Math.floor(instant / 1000) * 1000;
        assert.is(parseTimeText(format, write(new Date(seconds))), seconds);
      }),
      { numRuns: 500 },
    );
  }
});

test('ISO 8601 takes dates, times, fractions and zones', () => {
  const cases: [string, number][] = [
    ['2011-01-01', utc(2011, 1, 1)],
    ['2011-01-01 05:30', utc(2011, 1, 1, 5, 30)],
    ['2011-01-01T05:30:15', utc(2011, 1, 1, 5, 30, 15)],
    ['2011-01-01T05:30:15Z', utc(2011, 1, 1, 5, 30, 15)],
    ['2011-01-01T05:30:15.5', utc(2011, 1, 1, 5, 30, 15, 500)],
    ['2011-01-01 05:30:15.123456', utc(2011, 1, 1, 5, 30, 15, 123)],
    ['2011-01-01T05:30:15,25+02:00', utc(2011, 1, 1, 3, 30, 15, 250)],
    ['2011-01-01T00:30-0530', utc(2011, 1, 1, 6, 0)],
    ['2011-01-01T00:30+01', utc(2010, 12, 31, 23, 30)],
    ['2000-02-29', utc(2000, 2, 29)],
  ];
  for (const [text, expected] of cases) assert.is(parseTimeText('iso', text), expected, text);
});

test('dates that no calendar has and times that no clock shows are refused', () => {
  for (const text of [
    '2011-02-29',
    '1900-02-29',
    '2011-02-31',
    '2011-04-31',
    '2011-13-01',
    '2011-00-01',
    '2011-01-00',
    '0000-01-01',
    '2011-1-1',
    '2011-01-01T',
    '2011-01-01T24:00',
    '2011-01-01T23:60',
    '2011-01-01T23:59:60',
    '2011-01-01T1:00',
    '2011-01-01T10:00:00.',
    '2011-01-01T10:00:00+2',
    '2011-01-01T10:00:00+24:00',
    '2011-01-01x10:00',
    '2011-01-01 10',
    '2011/01/01',
    '12011-01-01',
    '',
    'today',
  ]) {
    assert.ok(Number.isNaN(parseTimeText('iso', text)), text);
  }
  assert.ok(Number.isNaN(parseTimeText('yyyy-MM-dd', '2011-01-01T00:00')));
  assert.ok(Number.isNaN(parseTimeText('dd-MM-yyyy', '31-02-2017')));
  assert.ok(Number.isNaN(parseTimeText('dd-MM-yyyy', '1-02-2017')));
  assert.ok(Number.isNaN(parseTimeText('dd-MM-yyyy', '01-02-2017 ')));
  assert.ok(Number.isNaN(parseTimeText('M/d/yyyy h:mm a', '1/2/2017 13:00 PM')));
  assert.ok(Number.isNaN(parseTimeText('M/d/yyyy h:mm a', '1/2/2017 0:00 AM')));
});

test('the days of the years 1600 to 2400 are those of Date', () => {
  for (let day = Date.UTC(1600, 0, 1); day < Date.UTC(2400, 0, 1); day += 86_400_000) {
    const text = new Date(day).toISOString().slice(0, 10);
    if (parseTimeText('yyyy-MM-dd', text) !== day) assert.unreachable(text);
  }
});

test('two digits of a year follow POSIX: 69 is 1969 and 68 is 2068', () => {
  assert.is(parseTimeText('dd-MMM-yy', '01-Jan-17'), utc(2017, 1, 1));
  assert.is(parseTimeText('dd-MMM-yy', '31-DEC-69'), utc(1969, 12, 31));
  assert.is(parseTimeText('dd-MMM-yy', '31-dec-68'), utc(2068, 12, 31));
});

test('names of months are read in full or by three letters, in any case', () => {
  assert.is(parseTimeText('MMMM d, yyyy', 'september 5, 2017'), utc(2017, 9, 5));
  assert.is(parseTimeText('MMM d, yyyy', 'MAY 5, 2017'), utc(2017, 5, 5));
  assert.ok(Number.isNaN(parseTimeText('MMM d, yyyy', 'Foo 5, 2017')));
});

test('noon and midnight of a twelve-hour clock', () => {
  assert.is(parseTimeText('M/d/yyyy h:mm a', '1/2/2017 12:30 AM'), utc(2017, 1, 2, 0, 30));
  assert.is(parseTimeText('M/d/yyyy h:mm a', '1/2/2017 12:30 pm'), utc(2017, 1, 2, 12, 30));
});

test('a part between brackets may be absent', () => {
  const format = 'dd.MM.yyyy[ HH:mm[:ss]]';
  assert.is(parseTimeText(format, '05.06.2017'), utc(2017, 6, 5));
  assert.is(parseTimeText(format, '05.06.2017 07:08'), utc(2017, 6, 5, 7, 8));
  assert.is(parseTimeText(format, '05.06.2017 07:08:09'), utc(2017, 6, 5, 7, 8, 9));
  assert.ok(Number.isNaN(parseTimeText(format, '05.06.2017 07')));
});

test('one value leaves nothing behind for the next', () => {
  const parse = compileTimeFormat('dd.MM.yyyy[ HH:mm]');
  const read = (text: string) => parse(Buffer.from(text), 0, text.length);
  assert.is(read('05.06.2017 07:08'), utc(2017, 6, 5, 7, 8));
  assert.is(read('05.06.2017'), utc(2017, 6, 5));
});

test('a zone and a fraction can be declared', () => {
  assert.is(
    parseTimeText('dd/MM/yyyy HH:mm:ss.SSSXXX', '05/06/2017 07:08:09.25+02:00'),
    utc(2017, 6, 5, 5, 8, 9, 250),
  );
  assert.is(parseTimeText('dd/MM/yyyy HH:mmX', '05/06/2017 07:08Z'), utc(2017, 6, 5, 7, 8));
});

test('seconds and milliseconds since 1970 are read where they are declared', () => {
  assert.is(parseTimeText('unix', '1293840000'), utc(2011, 1, 1));
  assert.is(parseTimeText('unix', '1293840000.5'), utc(2011, 1, 1) + 500);
  assert.is(parseTimeText('unix-ms', '1293840000123'), utc(2011, 1, 1) + 123);
  assert.ok(Number.isNaN(parseTimeText('unix', '1e99')));
  assert.ok(Number.isNaN(parseTimeText('unix', 'now')));
});

test('a format that cannot be used is refused with its reason', async () => {
  const cases: [string, RegExp][] = [
    ['dd-MM', /no year/],
    ['yyyy', /no month/],
    ['YYYY-MM-DD', /"YYYY" is no token/],
    ['yyyy-MM-dd dd', /the day twice/],
    ['yyyy-MM-dd h:mm', /h and a go together/],
    ["yyyy-MM-dd 'at", /quote is not closed/],
    ['yyyy-MM-dd[ HH:mm', /"\[" is not closed/],
    ['yyyy-MM-dd]', /"\]" closes nothing/],
    ['', /no year/],
  ];
  for (const [format, message] of cases) {
    const error = await caught(() => compileTimeFormat(format));
    assert.is(error.code, 'invalid-time-format');
    assert.match(error.message, message);
    assert.match(error.hint!, 'tokens');
  }
});

test.run();
