import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomDraws } from '../../src/data/random-draws.ts';
import type { Column } from '../../src/data/table.ts';
import { profileColumns } from '../../src/monitoring/profile.ts';
import { readProfile, writeProfile } from '../../src/monitoring/profile-file.ts';
import { normals } from './drift/draw-columns.ts';

const draw = randomDraws(1);
const rows = 3000;

function column(index: number): Column {
  const name = `a column with a name ${index}`;
  if (index % 4 !== 3)
    return { type: 'numeric', name, values: normals(draw, rows).map(value => 1e3 * value) };
  // Of these, half have more names than there is room for.
  const size = index % 8 === 3 ? 40 : 2000;
  const categories = Array.from({ length: size }, (_, code) => `a category ${code}`).sort();
  return {
    type: 'categorical',
    name,
    categories,
    codes: Int32Array.from({ length: rows }, () => draw(size)),
  };
}

test('a profile of 100 columns has at most 200,000 bytes, a line a column, and comes back whole', () => {
  const profile = profileColumns(Array.from({ length: 100 }, (_, index) => column(index)));
  const text = writeProfile(profile);
  assert.ok(Buffer.byteLength(text) <= 200_000, String(Buffer.byteLength(text)));
  assert.is(text.split('\n').length, 103);
  assert.equal(readProfile(text), profile);
});

test('of 100 columns of numbers, each of its own digits, too', () => {
  const profile = profileColumns(Array.from({ length: 100 }, (_, index) => column(4 * index)));
  assert.ok(writeProfile(profile).length <= 200_000, String(writeProfile(profile).length));
});

test('of 100 columns of rounded numbers that tie here and there, too', () => {
  const columns = Array.from({ length: 100 }, (_, index): Column => {
    const values = new Float64Array(16_000).map(() => draw(1_000_000) / 1_000_000);
    return { type: 'numeric', name: `x${index}`, values };
  });
  const profile = profileColumns(columns);
  const text = writeProfile(profile);
  assert.ok(text.length <= 200_000, String(text.length));
  assert.equal(readProfile(text), profile);
});

test('a profile of another version is refused with the way to a new one, and so is what is none', () => {
  for (const [text, code] of [
    ['{"version":1,"rows":3,"columns":[],"predictions":null}', 'old-reference'],
    ['{"version":3}', 'old-reference'],
    ['{"version":2}', 'invalid-reference'],
    ['[]', 'invalid-reference'],
    ['null', 'invalid-reference'],
    ['{"version":2,"rows"', 'invalid-reference'],
  ]) {
    assert.throws(
      () => readProfile(text),
      (error: any) => error.code === code && error.hint.startsWith('git-model train --force'),
    );
  }
});

test.run();
