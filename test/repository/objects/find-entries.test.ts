import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findEntries } from '../../../src/repository/objects/find-entries.ts';
import { parseTree } from '../../../src/repository/objects/trees.ts';

const id = (digit: string) => digit.repeat(40);
const entry = (mode: string, name: string, digit: string) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id(digit), 'hex')]);
const tree = Buffer.concat([
  entry('100644', '.gitignore', '0'),
  entry('160000', 'data', '2'),
  entry('100755', 'mv.yaml', '3'),
  entry('40000', 'src', 'a'),
  entry('100644', 'srd', 'b'),
  entry('120000', 'ünïcode', 'c'),
]);

test('gives what parseTree gives, of those names alone', () => {
  const found = findEntries(tree, ['src', 'data', 'mv.yaml', 'missing']);
  const all = Object.fromEntries(parseTree(tree).map(each => [each.name, each]));
  assert.equal(found, { data: all['data'], 'mv.yaml': all['mv.yaml'], src: all['src'] });
  assert.equal(found.src, { mode: '040000', id: id('a'), name: 'src' });
});

test('zero bytes and spaces inside of ids mislead nobody', () => {
  const odd = Buffer.concat([
    Buffer.from('100644 a\0'),
    Buffer.from('20'.repeat(10) + '00'.repeat(10), 'hex'),
    entry('40000', 'src', '0'),
  ]);
  assert.equal(Object.keys(findEntries(odd, ['src'])), ['src']);
});

test('an empty tree has no entries', () => {
  assert.equal(findEntries(Buffer.alloc(0), ['src']), {});
});

test.run();
