import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packColumns, unpackColumns } from '../../../src/features/child/packed-columns.ts';

test('columns are the same after the way, numbers and codes in any order', () => {
  const columns = [
    Int32Array.of(1, -1),
    Float64Array.of(0.5, -0),
    Int32Array.of(0, 2),
    Float64Array.of(7, 8),
  ];
  const packed = packColumns(columns, 2);
  assert.equal([packed.numbers.length, packed.codes.length], [4, 4]);
  assert.equal(unpackColumns(packed, 2, [true, false, true, false]), columns);
});

test('no columns, and no rows, are packed as well', () => {
  assert.equal(unpackColumns(packColumns([], 3), 3, []), []);
  const empty = [new Float64Array(0), new Int32Array(0)];
  assert.equal(unpackColumns(packColumns(empty, 0), 0, [false, true]), empty);
});

test.run();
