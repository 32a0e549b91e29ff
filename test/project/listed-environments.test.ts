// What the short way reads is what the parser reads, and where it cannot be sure it says so.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { listedEnvironments } from '../../src/project/listed-environments.ts';

test('the line as the scaffold writes it, with comments and other spacing', () => {
  assert.equal(listedEnvironments('name: bikes\nenvironments: [prod]\n'), ['prod']);
  assert.equal(listedEnvironments('environments:  [ prod , staging ]  # two of them\r\nname: x\r\n'), [
    'prod',
    'staging',
  ]);
});

test('only the parser can say: other forms, two of the key, names that are no text, another document', () => {
  for (const text of [
    'name: bikes\n',
    'environments:\n  - prod\n',
    'environments: ["prod"]\n',
    'environments: [prod,\n  staging]\n',
    'environments: [client-a/prod]\n',
    'environments: [true]\n',
    'environments: [prod, prod]\n',
    'environments: [prod]\nenvironments: [staging]\n',
    'environments: []\n',
    'environments: &names [prod]\n',
    '{name: x,\nenvironments: [prod]}\n',
    'text: |\n  a\n---\nenvironments: [prod]\n',
    '"environments": [prod]\n',
    '? environments\n: [prod]\n',
  ]) {
    assert.is(listedEnvironments(text), null, text);
  }
});

test('the key of another section is none of ours', () => {
  assert.is(listedEnvironments('serving:\n  environments: [other]\n'), null);
  assert.equal(listedEnvironments('note: >\n  environments: [other]\nenvironments: [prod]\n'), ['prod']);
});

test('whatever it reads, the YAML parser reads the same', () => {
  const word = fc.constantFrom('prod', 'staging', 'true', 'no', 'null', 'a-1', '1a', 'x/y', "'q'", '');
  const line = fc.oneof(
    fc
      .tuple(fc.array(word, { maxLength: 3 }), fc.constantFrom('', ' ', ' # c', ' #', '# c', ' ,'))
      .map(([names, end]) => `environments: [${names.join(', ')}]${end}`),
    fc.constantFrom(
      'environments:',
      '  - prod',
      'name: x',
      'note: |',
      '  environments: [prod]',
      '---',
      '...',
      '%YAML 1.2',
      '"a": b',
      "'c': |",
      '# environments: [prod]',
      '\tx',
      'list: [a,',
      '  b]',
      "quote: 'a",
      "environments: [other]'",
      '<<: x',
      '',
    ),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), lines => {
      const text = `${lines.join('\n')}\n`;
      const short = listedEnvironments(text);
      if (short === null) return;
      let parsed: unknown;
      try {
        parsed = parse(text);
      } catch {
        // What the parser refuses is said by whoever needs the rest of the file.
        return;
      }
      assert.equal((parsed as { environments: unknown }).environments, short, text);
    }),
    { numRuns: 3000, seed: 7 },
  );
});

test.run();
