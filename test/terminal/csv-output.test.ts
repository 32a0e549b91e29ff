import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderCsv } from '../../src/terminal/csv-output.ts';

test('fields are quoted where RFC 4180 asks for it, and nowhere else', () => {
  assert.is(
    renderCsv(
      ['branch', 'note'],
      [
        ['a,b', 'say "x"'],
        ['two\nlines', 'plain text'],
      ],
    ),
    'branch,note\n"a,b","say ""x"""\n"two\nlines",plain text\n',
  );
});

test('numbers are in full, and what is no number is empty', () => {
  const row = [1 / 3, -7.8, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, null, true, 0];
  assert.is(renderCsv([], [row]), '\n0.3333333333333333,-7.8,1e-7,,,,true,0\n');
});

test('a text that a spreadsheet would run is disarmed, a number never changed', () => {
  const text = renderCsv(
    ['x'],
    [['=HYPERLINK("//x")'], ['@sum'], ['+cmd|x'], ['-2+3'], ['\t=1'], ['-7.8'], ['+1e5'], ['a=b']],
  );
  const fields = parse(text).map(row => row[0]);
  assert.equal(fields, [
    'x',
    '\'=HYPERLINK("//x")',
    "'@sum",
    "'+cmd|x",
    "'-2+3",
    "'\t=1",
    '-7.8',
    '+1e5',
    'a=b',
  ]);
});

test('another reader gets back every text that is no formula', () => {
  const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', ';', 'é', "'") });
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), rows => {
      const expected = rows.map(row => row.map(text => (/^[\r\n]/.test(text) ? `'${text}` : text)));
      assert.equal(parse(renderCsv(['one', 'two'], rows), { record_delimiter: '\n' }).slice(1), expected);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test.run();
