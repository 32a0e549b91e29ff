import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BlockColumn, packColumns, unpackColumns } from '../../../src/features/child/packed-columns.ts';

const packed = (columns: BlockColumn[], [numbers, codes]: [number, number]) => {
  const memory = { numbers: new Float64Array(numbers), codes: new Int32Array(codes) };
  packColumns(columns, memory);
  return memory;
};

test('columns are the same after the way, numbers and codes in any order', () => {
  const columns = [
    Int32Array.of(1, -1),
    Float64Array.of(0.5, -0),
    Int32Array.of(0, 2),
    Float64Array.of(7, 8),
  ];
  assert.equal(unpackColumns(packed(columns, [4, 4]), 2, [true, false, true, false]), columns);
});

test('no columns, and no rows, are packed as well', () => {
  assert.equal(unpackColumns(packed([], [0, 0]), 3, []), []);
  const empty = [new Float64Array(0), new Int32Array(0)];
  assert.equal(unpackColumns(packed(empty, [0, 0]), 0, [false, true]), empty);
});

test.run();
