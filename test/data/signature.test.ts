import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeSignature } from '../../src/data/signature.ts';
import { categorical, numeric, range, time } from './columns.ts';

test('a signature tells types, ranges, categories and what may be missing', () => {
  const signature = makeSignature({
    columns: [
      numeric('temp', [0.5, -1, Number.NaN]),
      categorical('city', ['Köln', null, 'Bonn']),
      time('day', ['2011-01-02', '2011-01-01', '2011-01-03']),
      numeric('void', [Number.NaN, Number.NaN, Number.NaN]),
    ],
    target: numeric('cnt', [1, 2, 3]),
    timeFormats: new Map([['day', 'yyyy-MM-dd']]),
  });
  assert.equal(JSON.parse(JSON.stringify(signature)), {
    target: { name: 'cnt', type: 'numeric' },
    columns: [
      { name: 'temp', type: 'numeric', nullable: true, min: -1, max: 0.5 },
      { name: 'city', type: 'categorical', categories: ['Bonn', 'Köln'], nullable: true },
      {
        name: 'day',
        type: 'time',
        timeFormat: 'yyyy-MM-dd',
        nullable: false,
        min: '2011-01-01T00:00:00.000Z',
        max: '2011-01-03T00:00:00.000Z',
      },
      { name: 'void', type: 'numeric', nullable: true },
    ],
  });
});

test('past a thousand categories they are counted', () => {
  const column = categorical('id', range(1001, row => row).map(String));
  const { columns } = makeSignature({ columns: [column], target: numeric('y', [1]) });
  assert.is(columns[0].categories, 1001);
});

test.run();
