import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { namesIn, writeNames } from '../../src/scaffolding/names-in.ts';

test('names stand between commas, spaces around them and empty ones do not count', () => {
  assert.equal(namesIn('casual,registered', []), ['casual', 'registered']);
  assert.equal(namesIn(' Order ID , Product ID,, ', []), ['Order ID', 'Product ID']);
  assert.equal(namesIn('', []), []);
  assert.equal(namesIn('a,a', []), ['a']);
});

test('a name with a comma stands in quotes, or alone', () => {
  assert.equal(namesIn('a, "b, c" ,"say ""hi"""', []), ['a', 'b, c', 'say "hi"']);
  assert.equal(namesIn('price, in EUR', ['price, in EUR']), ['price, in EUR']);
});

test('what a hint writes, a shell and the option read back', () => {
  assert.is(writeNames(['casual', 'registered']), 'casual,registered');
  assert.is(writeNames(['Order ID']), "'Order ID'");
  const word = fc.string({ unit: fc.constantFrom(...'ab ",\'$`\\*&;-#'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), words => {
      // Headers are trimmed.
      const names = [...new Set(words.map(each => each.trim()).filter(each => each !== ''))];
      fc.pre(names.length > 0);
      const heard = execFileSync('/bin/sh', ['-c', `printf %s ${writeNames(names)}`], { encoding: 'utf8' });
      assert.equal(namesIn(heard, names), names);
    }),
    { numRuns: 60 },
  );
});

test.run();
