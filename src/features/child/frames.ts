// What host and process for features say to each other, as bytes of a pipe: columns as they lie in memory, all else as
// V8 clones it, and no byte where there is nothing else. Node's own channel takes four times as long for a row.

import { deserialize, serialize } from 'node:v8';
import { type BlockColumn, type PackedColumns, packColumns } from './packed-columns.ts';

/** The descriptor of the pipe, for the process. */
export const HOST_PIPE = 3;

/** Rows `firstRow` to `firstRow + rows` of the table that is number `job`. */
export type BlockPlace = { job: number; firstRow: number; rows: number };

/** A message as it is sent; `more` is anything that can be cloned, null for nothing. */
type Sent = { kind: string; more: unknown; place?: BlockPlace; columns?: readonly BlockColumn[] };

/** A message as it comes; whoever knows what its kind means says what `more` is. */
export type Frame = { kind: string; more: unknown; place: BlockPlace; columns: PackedColumns };

const KINDS = ['job', 'block', 'leave', 'ready', 'unusable', 'failed'];

/**
 * Of 32 bits each: bytes of the whole, kind, job, first row, rows, how many numbers, how many codes, bytes of `more`.
 * What follows is the numbers, the codes, `more`, and zeros up to a multiple of eight: numbers can be looked at where
 * they lie only from such a place on.
 */
const HEAD_NUMBERS = 8;
const HEAD_BYTES = 4 * HEAD_NUMBERS;
const NO_COLUMNS: readonly BlockColumn[] = [];
const NOWHERE: BlockPlace = { job: 0, firstRow: 0, rows: 0 };

/** The bytes of a message. Numbers stand in the order of bytes of this machine: it has both ends. */
export function frameOf({ kind, more, place = NOWHERE, columns = NO_COLUMNS }: Sent): Uint8Array {
  const { job, firstRow, rows } = place;
  const rest = more === null ? null : serialize(more);
  let ofNumbers = 0;
  for (const column of columns) if (column instanceof Float64Array) ofNumbers++;
  const [numbers, codes] = [ofNumbers * rows, (columns.length - ofNumbers) * rows];
  const restAt = HEAD_BYTES + 8 * numbers + 4 * codes;
  const bytes = Math.ceil((restAt + (rest?.length ?? 0)) / 8) * 8;
  const memory = new ArrayBuffer(bytes);
  const head = new Uint32Array(memory, 0, HEAD_NUMBERS);
  [head[1], head[2], head[3], head[4]] = [KINDS.indexOf(kind), job, firstRow, rows];
  [head[5], head[6], head[7]] = [numbers, codes, rest?.length ?? 0];
  packColumns(columns, {
    numbers: new Float64Array(memory, HEAD_BYTES, numbers),
    codes: new Int32Array(memory, HEAD_BYTES + 8 * numbers, codes),
  });
  const frame = Buffer.from(memory);
  frame.writeUInt32LE(bytes, 0);
  if (rest !== null) frame.set(rest, restAt);
  return frame;
}

/** Gives a function that takes the pieces of a pipe as they come, and calls `take` with each message once it is whole. */
export function frameReader(take: (frame: Frame) => void): (piece: Buffer) => void {
  /** Of a message whose end has not come. */
  let begun: Buffer[] = [];
  let length = 0;
  let wanted = 0;
  return piece => {
    begun.push(piece);
    length += piece.length;
    if (length < wanted || length < HEAD_BYTES) return;
    let bytes = begun.length === 1 ? piece : Buffer.concat(begun, length);
    for (;;) {
      wanted = bytes.length < 4 ? HEAD_BYTES : bytes.readUInt32LE(0);
      if (bytes.length < HEAD_BYTES || bytes.length < wanted) break;
      take(readFrame(bytes.subarray(0, wanted)));
      bytes = bytes.subarray(wanted);
    }
    [begun, length] = bytes.length === 0 ? [[], 0] : [[bytes], bytes.length];
  };
}

function readFrame(bytes: Buffer): Frame {
  // Views need a place that is a multiple of eight, which a piece of a pipe has as a rule.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset: start } = aligned;
  const head = new Uint32Array(buffer, start, HEAD_NUMBERS);
  const [numbers, codes, rest] = [head[5], head[6], head[7]];
  const codesAt = HEAD_BYTES + 8 * numbers;
  const restAt = codesAt + 4 * codes;
  return {
    kind: KINDS[head[1]],
    more: rest === 0 ? null : deserialize(aligned.subarray(restAt, restAt + rest)),
    place: { job: head[2], firstRow: head[3], rows: head[4] },
    columns: {
      numbers: new Float64Array(buffer, start + HEAD_BYTES, numbers),
      codes: new Int32Array(buffer, start + codesAt, codes),
    },
  };
}
