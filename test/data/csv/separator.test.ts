import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { detectSeparator } from '../../../src/data/csv/separator.ts';

const found = (text: string, whole = true) => detectSeparator(Buffer.from(text), whole);

test('the separator is the one that divides all rows alike', () => {
  assert.is(found('a,b,c\n1,2,3\n'), ',');
  assert.is(found('a;b;c\n1;2;3\n'), ';');
  assert.is(found('a\tb\n1\t2\n'), '\t');
  assert.is(found('a|b\n1|2\n'), '|');
});

test('decimal commas do not make a comma the separator', () => {
  assert.is(found('a;b\n1,5;2,5\n3,5;4,5\n'), ';');
  assert.is(found('price, net;price, gross;n\n1,5;2,5;3\n'), ';');
});

test('separators inside quotes do not count', () => {
  assert.is(found('name;place\n"a,b,c";"d,e,f"\n"g,h,i";"j"\n'), ';');
  assert.is(found('"a;b";c;d\n"x;y;z";1;2\n'), ';');
});

test('one column, a header alone and nothing at all read as comma-separated', () => {
  assert.is(found('a\n1\n2\n'), ',');
  assert.is(found('a;b;c'), ';');
  assert.is(found(''), ',');
});

test('a ragged row does not hide the separator', () => {
  assert.is(found('a;b;c\n1;2;3\n4;5\n6;7;8\n'), ';');
});

test('a header wider than what is looked at has its separator found', () => {
  const names = Array.from({ length: 30_000 }, (_, i) => `column${i}`).join('\t');
  assert.is(found(`${names}\n`, false), '\t');
});

test.run();
