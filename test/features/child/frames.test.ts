import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Frame, frameOf, frameReader } from '../../../src/features/child/frames.ts';

const NOWHERE = { job: 0, firstRow: 0, rows: 0 };
const block = {
  kind: 'block',
  more: { names: ['a', '\ud800'], value: Number.NaN },
  place: { job: 7, firstRow: 8192, rows: 3 },
  columns: [Float64Array.of(0.5, -0, 1e308), Int32Array.of(-1, 0, 2)],
};
const leave = { kind: 'leave', more: null };
/** The same, as it comes. */
const arrived: Frame[] = [
  { ...block, columns: { numbers: block.columns[0] as Float64Array, codes: block.columns[1] as Int32Array } },
  { ...leave, place: NOWHERE, columns: { numbers: new Float64Array(0), codes: new Int32Array(0) } },
];

function readIn(pieces: Iterable<Buffer>): Frame[] {
  const frames: Frame[] = [];
  const read = frameReader(frame => frames.push(frame));
  for (const piece of pieces) read(piece);
  return frames;
}

test('messages are the same after the way, however the pipe cuts them', () => {
  const bytes = Buffer.concat([frameOf(block), frameOf(leave), frameOf(block)]);
  for (const length of [1, 3, 8, 31, 33, 100, bytes.length]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
      bytes.subarray(at * length, (at + 1) * length),
    );
    assert.equal(readIn(pieces), [arrived[0], arrived[1], arrived[0]], `pieces of ${length}`);
  }
});

test('a piece that begins at an odd place of memory is read as well', () => {
  const frame = frameOf(block);
  const odd = Buffer.alloc(frame.length + 8).subarray(3, 3 + frame.length);
  odd.set(frame);
  assert.equal(readIn([odd]), [arrived[0]]);
});

test('a message without more takes no byte for it', () => {
  assert.is(frameOf(leave).length, 32);
  assert.is(frameOf({ ...block, more: null }).length, 32 + 3 * 8 + 3 * 4 + 4);
});

test.run();
