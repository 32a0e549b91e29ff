import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countBehind } from '../../../src/repository/data/data-behind.ts';

const counts = (graph: Record<string, string[]>, newest: string, pins: string[]) =>
  Object.fromEntries(countBehind(new Map(Object.entries(graph)), newest, pins));

test('on a line, a pin is behind by the commits above it', () => {
  const line = { d: ['c'], c: ['b'], b: ['a'], a: [] };
  assert.equal(counts(line, 'd', ['d', 'c', 'a']), { d: 0, c: 1, a: 3 });
});

test('through a merge, what the pin lacks is counted, as `git rev-list --count newest ^pin` does', () => {
  // m merges c and x; both come from a.
  const merged = { m: ['c', 'x'], c: ['a'], x: ['y'], y: ['a'], a: [] };
  assert.equal(counts(merged, 'm', ['m', 'c', 'x', 'y', 'a']), { m: 0, c: 3, x: 2, y: 3, a: 4 });
});

test('a pin beside the newest lacks what it does not share', () => {
  const forked = { c: ['b'], b: ['a'], a: [], own: ['a'] };
  assert.equal(counts(forked, 'c', ['own']), { own: 2 });
});

test('a pin that is not there is left out', () => {
  assert.equal(counts({ a: [] }, 'a', ['b']), {});
});

test.run();
