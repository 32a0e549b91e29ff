import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  COMMA,
  isMissing,
  MISSING_WORDS,
  parseMarkedNumber,
  parseNumber,
} from '../../../src/data/csv/number.ts';

const parsed = (text: string, mark?: number) => {
  // Bytes around the field must not be read.
  const bytes = Buffer.from(`9${text}9`);
  return parseNumber(bytes, 1, bytes.length - 1, mark);
};

test('every double that JavaScript writes reads back as itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
      assert.is(parsed(String(value)), value + 0);
    }),
    { numRuns: 2000 },
  );
});

test('decimals of any length read as the engine reads them', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 25 });
  const exponent = fc.constantFrom('', 'e5', 'E-7', 'e+12', 'e300', 'e-320');
  fc.assert(
    fc.property(
      fc.constantFrom('', '-', '+'),
      digits,
      fc.boolean(),
      digits,
      exponent,
      (sign, whole, point, places, e) => {
        const text = sign + whole + (point ? `.${places}` : '') + e;
        const expected = /\d/.test(whole + (point ? places : '')) ? Number(text) + 0 : Number.NaN;
        assert.ok(Object.is(parsed(text), expected), `${text}: ${parsed(text)} for ${expected}`);
        assert.ok(Object.is(parsed(text.replace('.', ','), COMMA), expected), text);
      },
    ),
    { numRuns: 3000 },
  );
});

test('what is not a plain decimal is not a number', () => {
  for (const text of [
    '',
    '-',
    '.',
    '+.',
    '0x10',
    '1_000',
    '1,5',
    '1 000',
    '1.2.3',
    '1e',
    '1e+',
    'e5',
    '--1',
    '1-',
    'Infinity',
    'NaN',
    '١',
    '1f',
    '0b1',
  ]) {
    assert.ok(Number.isNaN(parsed(text)), text);
  }
});

test('minus zero is zero, and a number past the largest double is infinite', () => {
  assert.ok(Object.is(parsed('-0'), 0));
  assert.ok(Object.is(parsed('-0.0e5'), 0));
  assert.ok(Object.is(parsed('-1e-999'), 0));
  assert.is(parsed('1e999'), Number.POSITIVE_INFINITY);
});

test('missing words are missing, whatever looks like them is not', () => {
  const missing = (text: string) => isMissing(Buffer.from(text), 0, Buffer.byteLength(text));
  assert.ok(missing(''));
  for (const word of MISSING_WORDS) assert.ok(missing(word), word);
  for (const word of ['-', '0', 'nA', 'nope', 'Nan ', 'NONE!', '??', 'Na', 'N', 'é', '\0NA']) {
    assert.not(missing(word), word);
  }
});

test('a column learns its decimal mark and keeps to it', () => {
  const read = (texts: string[], commaAllowed: boolean) => {
    const column = { commaAllowed, mark: 0 };
    return texts.map(text => parseMarkedNumber(Buffer.from(text), 0, text.length, column));
  };
  assert.equal(read(['1', '1,5', '2,25'], true), [1, 1.5, 2.25]);
  assert.equal(read(['1.5', '3'], true), [1.5, 3]);
  assert.ok(Number.isNaN(read(['1,5', '1.500'], true)[1]));
  assert.ok(Number.isNaN(read(['1.5', '2,5'], true)[1]));
  assert.ok(Number.isNaN(read(['1,5'], false)[0]));
});

test.run();
