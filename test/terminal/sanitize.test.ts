import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sanitize, sanitizeLines } from '../../src/terminal/sanitize.ts';

test('an escape sequence is spelled out, so that the terminal does not obey it', () => {
  assert.is(sanitize('\x1b]0;title\x07'), '\\x1b]0;title\\x07');
  assert.is(sanitize('\u009b31m'), '\\x9b31m');
  assert.is(sanitize('one\ntwo\rthree\tfour\x7f'), 'one\\ntwo\\rthree\\tfour\\x7f');
});

test('what hides or reorders text is spelled out', () => {
  assert.is(sanitize('pro\u202edorp'), 'pro\\u{202e}dorp');
  assert.is(sanitize('pr\u200bod'), 'pr\\u{200b}od');
  assert.is(sanitize('pr\u200dod'), 'pr\\u{200d}od');
  assert.is(sanitize('a\u2028b\u2066c\ufeff'), 'a\\u{2028}b\\u{2066}c\\u{feff}');
  assert.is(sanitize('a\u{e0041}'), 'a\\u{e0041}');
  assert.is(sanitize('\ud800x'), '\\u{d800}x');
});

test('text of people stays as it is, in any script', () => {
  for (const text of [
    'prod',
    'naïve',
    '日本語',
    'עברית',
    'می‌خواهم',
    '👩‍👩‍👧‍👦',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'e\u0301',
    "it's \\ 50 % <b>",
  ])
    assert.is(sanitize(text), text);
});

test('lines stay lines where several are wanted, and each is made safe', () => {
  assert.is(sanitizeLines('one\r\n\ttwo\x1b[2J\nthree\rfour'), 'one\n\ttwo\\x1b[2J\nthree\\rfour');
});

test('whatever comes in, no control character comes out, and doing it twice changes nothing', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('\x1b', '\u202e', '\u200d', '\ud800', '👍'),
    ),
  });
  fc.assert(
    fc.property(text, raw => {
      const safe = sanitize(raw);
      assert.not.match(safe, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      assert.is(sanitize(safe), safe);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.run();
