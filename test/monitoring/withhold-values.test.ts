// A profile without the values that it is of: drift still shows, and nothing can be read off.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomDraws } from '../../src/data/random-draws.ts';
import type { Column } from '../../src/data/table.ts';
import { batchCounter } from '../../src/monitoring/drift/batch-counts.ts';
import { judgeDrift } from '../../src/monitoring/drift/judge-drift.ts';
import { type ColumnProfile, profileColumns } from '../../src/monitoring/profile.ts';
import { readProfile, writeProfile } from '../../src/monitoring/profile-file.ts';
import { withholdValues } from '../../src/monitoring/withhold-values.ts';
import { normals } from './drift/draw-columns.ts';

/** Telephone numbers: whole ones around 4,915,150,000,000. */
function phones(rows: number, seed: number, off = 0): Float64Array {
  return normals(randomDraws(seed), rows).map(value => 4.91515e12 + Math.round(1e7 * (value + off)));
}

function named(rows: number, seed: number, from = 0): { codes: Int32Array; categories: string[] } {
  const draw = randomDraws(seed);
  const categories = Array.from({ length: 60 }, (_, code) => `guest${from + code}@mail.example`).sort();
  return {
    categories,
    codes: Int32Array.from({ length: rows }, () => Math.floor((draw(60) * draw(60)) / 60)),
  };
}

function table(rows: number, seed: number, { off = 0, from = 0 } = {}): Column[] {
  const number = phones(rows, seed, off);
  // One far from all others: its digits must not be those of the greatest value.
  if (rows === 300) number[7] = 8_123_456_789_012;
  return [
    { type: 'numeric', name: 'phone', values: number },
    { type: 'categorical', name: 'email', ...named(rows, seed + 1, from) },
  ];
}

const reference = (rows: number) => {
  const columns = table(rows, 1);
  const profile = profileColumns(columns);
  return {
    columns,
    profile: {
      ...profile,
      columns: profile.columns.map((each, at) => withholdValues(each, columns[at])),
    },
  };
};

test('no value and no name stands in the text', () => {
  const { columns, profile } = reference(300);
  const text = writeProfile(profile);
  assert.not.match(text, 'guest');
  const [phone] = columns;
  if (phone.type !== 'numeric') throw new Error('phones are numbers');
  for (const value of phone.values) assert.not.ok(text.includes(String(value)), String(value));
  const found = profile.columns[0] as Extract<ColumnProfile, { type: 'numeric' }>;
  // 3.2e12 beyond where the others end, told to one digit.
  assert.ok(Math.abs(found.max! - 8.915e12) < 1e9, String(found.max));
  if (found.cells.kind !== 'edges') throw new Error('cells lie between edges');
  assert.ok(found.cells.counts.every(count => count >= 5));
  assert.is(
    found.cells.counts.reduce((sum, count) => sum + count, 0),
    300,
  );
  assert.equal(readProfile(text), JSON.parse(JSON.stringify(profile)));
});

test('what moved is found all the same, what did not is not, and neither is named', () => {
  const { profile } = reference(2000);
  const verdicts = (columns: Column[]) => {
    const counter = batchCounter(profile);
    counter.add(columns, 500);
    return judgeDrift(profile, counter.counts, { seed: 1 }).columns;
  };
  let alarms = 0;
  for (let seed = 10; seed < 50; seed++)
    alarms += verdicts(table(500, seed)).some(({ verdict }) => verdict === 'drift') ? 1 : 0;
  // 5 % of 40 are 2; 6 and more have a chance of 1.4 % (binomial).
  assert.ok(alarms < 6, `${alarms}`);
  const moved = verdicts(table(500, 2, { off: 0.5, from: 20 }));
  assert.equal(
    moved.map(({ verdict }) => verdict),
    ['drift', 'drift'],
  );
  assert.match(moved[0].reasons[0], 'values are higher');
  // Half a standard deviation, from cells that are no wider than what they tell.
  assert.ok(Math.abs(moved[0].reported.wasserstein! - 0.5) < 0.15, String(moved[0].reported.wasserstein));
  assert.is(moved[1].reasons.join(), 'the categories are mixed otherwise');
});

test('few rows, equal ones and none have a profile too', () => {
  for (const values of [[], [Number.NaN], [7], [7, 7, 7, 7, 7, 7, 7], [-3, 0, 12]]) {
    const column: Column = { type: 'numeric', name: 'x', values: Float64Array.from(values) };
    const withheld = withholdValues(profileColumns([column]).columns[0], column);
    if (withheld.type !== 'numeric') throw new Error('numbers stay numbers');
    for (const end of [withheld.min, withheld.max]) assert.ok(end === null || Number.isFinite(end));
    for (const value of values)
      if (!Number.isNaN(value)) assert.ok(withheld.min! <= value && value <= withheld.max!);
  }
});

test.run();
