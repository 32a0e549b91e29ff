import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { collector } from '../../../src/features/child/collect.ts';
import { FeatureProblem } from '../../../src/features/child/problem.ts';

function collect(...results: unknown[]) {
  const collected = collector();
  collected.begin(results.length, 0);
  for (const [index, result] of results.entries()) collected.add(result, index);
  return collected.end();
}

function problemOf(...results: unknown[]) {
  try {
    collect(...results);
  } catch (error) {
    if (error instanceof FeatureProblem) return error.problem;
    throw error;
  }
  throw new Error('there was no problem');
}

test('numbers and booleans are numeric, texts categorical, and null, undefined and NaN missing', () => {
  const { features } = collect(
    { x: 1, yes: true, s: 'b' },
    { x: Number.NaN, yes: false, s: null },
    { x: undefined, s: 'a' },
  );
  assert.equal(
    features.map(({ name, type }) => [name, type]),
    [
      ['x', 'numeric'],
      ['yes', 'numeric'],
      ['s', 'categorical'],
    ],
  );
  assert.equal(
    features.map(feature => Array.from(feature.type === 'numeric' ? feature.values : feature.codes)),
    [
      [1, Number.NaN, Number.NaN],
      [1, 0, Number.NaN],
      [0, -1, 1],
    ],
  );
});

test('rows may name their features in any order and leave some out', () => {
  const { names, features } = collect({ a: 1, b: 2 }, { b: 3, a: 4 }, { c: 5 });
  assert.equal(names, ['a', 'b', 'c']);
  assert.equal(
    features.map(feature => feature.type === 'numeric' && [...feature.values]),
    [
      [1, 4, Number.NaN],
      [2, 3, Number.NaN],
      [Number.NaN, Number.NaN, 5],
    ],
  );
});

test('texts keep their codes from block to block, and a block tells its new ones only', () => {
  const collected = collector();
  collected.begin(2, 0);
  collected.add({ s: 'a' }, 0);
  collected.add({ s: 'b' }, 1);
  collected.end();
  collected.begin(2, 2);
  collected.add({ s: 'c' }, 0);
  collected.add({ s: 'b' }, 1);
  assert.equal(collected.end().features, [
    { name: 's', type: 'categorical', codes: Int32Array.of(2, 1), added: ['c'] },
  ]);
});

test('a feature named __proto__ is a feature', () => {
  assert.equal(collect({ ['__proto__']: 1, constructor: 2 }).names, ['__proto__', 'constructor']);
});

test('a feature that is a number here and a text there names both, with a row of each', () => {
  const collected = collector();
  collected.begin(1, 0);
  collected.add({ x: 3 }, 0);
  collected.begin(1, 8192);
  assert.throws(
    () => collected.add({ x: 'cold' }, 0),
    ({ problem }: FeatureProblem) =>
      problem.message ===
        'src/features.js: feature "x" is the number 3 in one row and the text "cold" in another' &&
      assert.equal(problem.details.rows, [0, 8192]) === undefined,
  );
});

test('what no model can see is refused by its kind', () => {
  const kinds: [unknown, RegExp][] = [
    [Number.POSITIVE_INFINITY, /"x" is Infinity/],
    [Number.NEGATIVE_INFINITY, /"x" is -Infinity/],
    [{}, /"x" is an object/],
    [[1], /"x" is an array/],
    [new Date(0), /"x" is a Date/],
    [1n, /"x" is a bigint/],
    [Symbol('s'), /"x" is a symbol/],
    [() => 1, /"x" is a function/],
    [new Map(), /"x" is a Map/],
  ];
  for (const [value, message] of kinds) {
    assert.match(problemOf({ x: value }).message, message);
    assert.is(problemOf({ x: value }).code, 'features-invalid');
  }
});

test('features() that returns no object is told what it returned', () => {
  assert.match(problemOf(undefined).message, /returned undefined \(is a return missing\?\)/);
  assert.match(problemOf(null).message, /returned null/);
  assert.match(problemOf(3).message, /returned the number 3/);
  assert.match(problemOf([1, 2]).message, /returned an array/);
  assert.match(problemOf(new Map()).message, /returned a Map/);
});

test('features() that is async is told so', () => {
  assert.is(problemOf(Promise.reject(new Error('nobody waits'))).code, 'features-async');
});

test.run();
