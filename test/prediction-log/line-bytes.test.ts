import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  LONGEST_NUMBER,
  labelOf,
  lineBytes,
  makeRoom,
  putBytes,
  putLabel,
  putNumber,
  takeBytes,
} from '../../src/prediction-log/line-bytes.ts';

const written = (value: number): string => {
  const out = lineBytes(LONGEST_NUMBER);
  return out.bytes.toString('latin1', 0, putNumber(out, 0, value));
};

test('numbers are written as String writes them', () => {
  const values = [0, 1, -1, 0.1, 1e-6, 1e-7, 0.123456, 12.5, -3.25, 999_999_999.999999, 1e9, 1e15, 1e21];
  for (const value of [...values, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, 0.0000015, 123456.7890125]) {
    assert.is(written(value), String(value));
  }
  assert.is(written(-0), '0');
});

test('so are decimals of up to six places, and any double', () => {
  const decimals = fc
    .tuple(fc.integer({ min: -2e9, max: 2e9 }), fc.integer({ min: 0, max: 7 }))
    .map(([digits, places]) => digits / 10 ** places);
  fc.assert(
    fc.property(fc.oneof(decimals, fc.double({ noNaN: true, noDefaultInfinity: true })), value => {
      assert.is(written(value), value === 0 ? '0' : String(value));
    }),
    { seed: 7, numRuns: 3000 },
  );
});

test('what is no number is null', () => {
  assert.equal([Number.NaN, Infinity, -Infinity].map(written), ['null', 'null', 'null']);
});

test('labels of any letters are written whole', () => {
  const out = lineBytes(200);
  for (const text of [',"temp":', '', 'é'.repeat(9), '\u{10ffff}\u{fffff}ÿÿÿÿ', 'x'.repeat(17)]) {
    const end = putLabel(out.view, 3, labelOf(text));
    assert.is(out.bytes.toString('utf8', 3, end), text);
  }
});

test('what is taken stays as it is while more is written', () => {
  const out = lineBytes(4);
  const put = (text: string) => {
    makeRoom(out, text.length);
    out.at = putBytes(out.bytes, out.at, Buffer.from(text));
  };
  put('first');
  put('x'.repeat(100));
  const taken = takeBytes(out);
  put('other');
  assert.is(Buffer.from(taken).toString(), `first${'x'.repeat(100)}`);
});

test.run();
