import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createTimeRecogniser } from '../../../src/data/time/time-recognise.ts';

function recognised(...values: string[]) {
  const recogniser = createTimeRecogniser();
  for (const value of values) recogniser.see(Buffer.from(value), 0, Buffer.byteLength(value));
  const result = recogniser.result();
  if (result.status === 'recognised') return result.format;
  return result.status === 'ambiguous' ? result.candidates : null;
}

test('the common forms are recognised', () => {
  const cases: [string, string][] = [
    ['2017-01-31', 'yyyy-MM-dd'],
    ['2017-01-31 12:30', 'iso'],
    ['2017-01-31T12:30:05.123+02:00', 'iso'],
    ['2017/01/31', 'yyyy/MM/dd'],
    ['2017/01/31 12:30:05', 'yyyy/MM/dd HH:mm:ss'],
    ['31-01-2017', 'dd-MM-yyyy'],
    ['31-01-2017 00:00:00', 'dd-MM-yyyy HH:mm:ss'],
    ['31/01/2017 9:05', 'dd/MM/yyyy H:mm'],
    ['01/31/2017', 'MM/dd/yyyy'],
    ['1/31/2017', 'M/d/yyyy'],
    ['1/31/17', 'M/d/yy'],
    ['1/31/2017 3:05 PM', 'M/d/yyyy h:mm a'],
    ['31.01.2017', 'dd.MM.yyyy'],
    ['01.02.2017', 'dd.MM.yyyy'],
    ['1.2.17', 'd.M.yy'],
    ['01-Jan-17', 'dd-MMM-yy'],
    ['01-Jan-2017 10:00', 'dd-MMM-yyyy HH:mm'],
    ['1 Jan 2017', 'd MMM yyyy'],
    ['1 January 2017', 'd MMMM yyyy'],
    ['Jan 1, 2017', 'MMM d, yyyy'],
    ['August 15, 2017', 'MMMM d, yyyy'],
  ];
  for (const [value, format] of cases) assert.equal(recognised(value), format, value);
});

test('any day past twelve decides whether the day or the month comes first', () => {
  assert.equal(recognised('07-05-2024', '18-02-2025'), 'dd-MM-yyyy');
  assert.equal(recognised('07/05/2024', '02/18/2025'), 'MM/dd/yyyy');
  assert.equal(recognised('7/5/2024', '12/31/2024'), 'M/d/yyyy');
});

test('where no day decides, each reading is a candidate', () => {
  assert.equal(recognised('07-05-2024 00:00:00'), ['dd-MM-yyyy HH:mm:ss', 'MM-dd-yyyy HH:mm:ss']);
  assert.equal(recognised('1/2/2017', '11/12/2017'), ['d/M/yyyy', 'M/d/yyyy']);
  assert.equal(recognised('10-11-12'), ['yy-MM-dd', 'dd-MM-yy', 'MM-dd-yy']);
});

test('a column may mix times that one format allows', () => {
  assert.equal(recognised('2017-01-31', '2017-01-31T10:00'), 'iso');
  assert.equal(recognised('31.01.2017', '31.01.2017 10:00', '31.01.2017 9:00:05'), 'dd.MM.yyyy[ H:mm[:ss]]');
  assert.equal(recognised('01/12/2017', '5/13/2017'), 'M/d/yyyy');
});

test('what is no time is not taken for one', () => {
  for (const values of [
    ['north'],
    ['2017-02-30'],
    ['31-02-2017'],
    ['12:30:00'],
    ['2017-01'],
    ['1.2.3.4'],
    ['March'],
    ['10-40-50'],
    ['2017-01-31', 'soon'],
    ['555-12-3456'],
    [],
  ]) {
    assert.is(recognised(...values), null, String(values));
  }
});

test('the example of an ambiguous time is the first value that the readings tell apart', () => {
  const example = (...values: string[]) => {
    const recogniser = createTimeRecogniser();
    for (const value of values) recogniser.see(Buffer.from(value), 0, Buffer.byteLength(value));
    const result = recogniser.result();
    return result.status === 'ambiguous' ? result.example : undefined;
  };
  assert.is(example('01/01/2024', '02/02/2024', '03/04/2024', '05/06/2024'), '03/04/2024');
  assert.is(example('01/01/2024'), null);
});

test.run();
