import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { displayWidth, truncate } from '../../src/terminal/width.ts';

test('cells are counted as a terminal gives them', () => {
  // East Asian Width of Unicode Standard Annex 11: W and F take two cells; emoji presentation two; marks none.
  const widths: [string, number][] = [
    ['', 0],
    ['rmse', 4],
    ['naïve', 5],
    ['e\u0301', 1],
    ['日本', 4],
    ['한글', 4],
    ['\u1112\u1161\u11ab', 2],
    ['ｶﾅ', 2],
    ['Ａ', 2],
    ['ที่', 1],
    ['🚲', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['…', 1],
    ['𠮷', 2],
  ];
  for (const [text, width] of widths) assert.is(displayWidth(text), width, text);
});

test('a text that fits is not touched, one that does not says so', () => {
  assert.is(truncate('prod', 4), 'prod');
  assert.is(truncate('feature/lags-24', 9), 'feature/…');
  assert.is(truncate('feature/lags-24', 9, 'middle'), 'feat…s-24');
  assert.is(truncate('feature', 1), '…');
  assert.is(truncate('feature', 0), '');
});

test('no character is cut in two: a wide one that does not fit leaves a cell free', () => {
  assert.is(truncate('日本語', 4), '日…');
  assert.is(truncate('日本語', 3), '日…');
  assert.is(truncate('日本語', 2), '…');
  assert.is(truncate('e\u0301e\u0301e\u0301', 2), 'e\u0301…');
  assert.is(truncate('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3), '👩‍👩‍👧‍👦…');
  assert.is(truncate('a👍🏽b👍🏽c', 6, 'middle'), 'a👍🏽…c');
});

test('whatever the text, what is cut fits', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.nat(20),
      fc.boolean(),
      (text, width, middle) => {
        assert.ok(displayWidth(truncate(text, width, middle ? 'middle' : 'end')) <= width);
      },
    ),
    { seed: 1, numRuns: 1000 },
  );
});

test.run();
