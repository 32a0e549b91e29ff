// Shares of categories side by side.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countCategories } from '../../../src/monitoring/drift/count-categories.ts';
import { profileCategories } from '../../../src/monitoring/profile-categories.ts';
import { categoryFrame } from '../../../src/watching/report/category-frame.ts';

function frameOf(reference: readonly string[], window: readonly string[], room?: number) {
  const coded = (values: readonly string[]) => {
    const categories = [...new Set(values)].sort();
    return { codes: Int32Array.from(values, value => categories.indexOf(value)), categories };
  };
  const own = coded(reference);
  const profile = profileCategories(own.codes, own.categories, room);
  const counter = countCategories(profile);
  counter.add(coded(window));
  return categoryFrame(profile, counter.counts);
}

test('shares of both, those that matter most in either first, and what is new says so', () => {
  assert.equal(frameOf(['a', 'a', 'a', 'b'], ['b', 'GOLD', 'GOLD', 'GOLD']), [
    { name: 'a', before: 0.75, now: 0 },
    { name: 'GOLD (new)', before: 0, now: 0.75 },
    { name: 'b', before: 0.25, now: 0.25 },
  ]);
});

test('beyond the seven commonest the rest is one, and nothing is said of rows that are not there', () => {
  const many = 'abcdefghij'.split('').flatMap((name, at) => Array.from({ length: 10 - at }, () => name));
  const frame = frameOf(many, []);
  assert.is(frame.length, 8);
  // h, i, j: 3 + 2 + 1 of 55 rows.
  assert.is(frame[7].name, '3 others');
  assert.ok(Math.abs(frame[7].before! - 6 / 55) < 1e-12);
  assert.ok(frame.every(({ now }) => now === null));
});

test('where the reference knows names in part, none is called new', () => {
  const many = Array.from({ length: 400 }, (_, at) => `customer ${at % 200}`);
  const frame = frameOf(many, ['someone else'], 200);
  assert.ok(frame.every(({ name }) => !name.includes('new')));
  assert.equal([frame[frame.length - 1].name, frame[frame.length - 1].now], ['all others', 1]);
});

test.run();
