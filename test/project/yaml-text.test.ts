import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { yamlText, yamlValue } from '../../src/project/yaml-text.ts';

/** Characters that mean something to YAML, and texts that it would read as something else. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...' \t\n\r"\'\\:,#[]{}&*!|>%@`-?~<=.0aé\u0085\u2028\ufeff😀'),
    maxLength: 8,
  }),
  fc.constantFrom(
    'null',
    'true',
    'yes',
    'Off',
    '~',
    '1e3',
    '0x10',
    '.inf',
    '2024-01-01',
    '<<',
    '',
    '-',
    '- a',
    '1_000',
  ),
);

test('plain words stay plain', () => {
  for (const text of ['cnt', 'Order ID', 'initial/*.csv', 'yyyy-MM-dd', '_x', 'a.b'])
    assert.is(yamlText(text), text);
});

test('what YAML, of any version, would read as something else stands in quotes', () => {
  for (const text of [
    'yes',
    'no',
    'on',
    'OFF',
    'null',
    'true',
    '5',
    '1_000',
    '2024-01-01',
    '~',
    ' a',
    'a: b',
    'a #b',
    '',
  ]) {
    assert.is(yamlText(text), JSON.stringify(text));
  }
  assert.is(yamlText('a\u007fb'), '"a\\u007fb"');
});

test('any text survives as a key, as a value and inside brackets', () => {
  fc.assert(
    fc.property(hostile, hostile, (key, value) => {
      const text = `${yamlText(key)}: [${yamlText(value)}, {${yamlText(key)}: ${yamlText(value)}}]\nlast: ${yamlText(value)}\n`;
      const read = parse(text, { logLevel: 'silent' });
      if (key !== 'last' && key !== '__proto__') {
        assert.equal(read, { [key]: [value, { [key]: value }], last: value });
      }
    }),
    { numRuns: 500 },
  );
});

test('any value of JSON is written on one line', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }), value => {
      const text = yamlValue(value);
      assert.not.match(text, /\n/);
      // Zero has one sign here.
      assert.equal(JSON.stringify(parse(text, { maxAliasCount: 0 })), JSON.stringify(value));
    }),
    { numRuns: 300 },
  );
});

test.run();
