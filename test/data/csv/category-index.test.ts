import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createCategoryIndex } from '../../../src/data/csv/category-index.ts';

test('texts are numbered in the order of their first appearance, as a Map would number them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), texts => {
      const index = createCategoryIndex();
      const expected = new Map<string, number>();
      for (const text of texts) {
        const bytes = Buffer.from(`x${text}y`);
        if (!expected.has(text)) expected.set(text, expected.size);
        assert.is(index.codeOf(bytes, 1, bytes.length - 1), expected.get(text));
      }
      assert.is(index.size(), expected.size);
      for (const [text, code] of expected) assert.is(Buffer.from(index.bytesOf(code)).toString(), text);
    }),
    { numRuns: 200 },
  );
});

test('a hundred thousand categories keep their numbers', () => {
  const index = createCategoryIndex();
  const codeOf = (i: number) => {
    const bytes = Buffer.from(`customer-${i}`);
    return index.codeOf(bytes, 0, bytes.length);
  };
  for (let i = 0; i < 100_000; i++) assert.is(codeOf(i), i);
  for (let i = 0; i < 100_000; i += 997) assert.is(codeOf(i), i);
});

test.run();
