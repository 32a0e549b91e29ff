// A tensor of the binary extension: little-endian, row by row; of texts each with its length before it.

import { endianness } from 'node:os';
import type { RawValues } from '../received.ts';
import { badRequest, shown } from '../rejection.ts';
import { numberType } from './data-types.ts';

const LITTLE = endianness() === 'LE';

/** `size`: how many values its shape asks for. Throws Rejection where the bytes are others. */
export function readBinary(
  bytes: Buffer,
  { name, datatype, size }: { name: string; datatype: string; size: number },
): RawValues {
  const type = numberType(datatype);
  if (type === undefined) return { kind: 'texts', values: textsIn(bytes, name, size) };
  if (bytes.length !== size * type.bytes) {
    throw badRequest(
      `${shown(name)} has ${bytes.length} bytes, ${size} values of ${datatype} have ${size * type.bytes}`,
    );
  }
  if (datatype === 'FP64' && LITTLE) return { kind: 'numbers', values: doublesIn(bytes) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float64Array(size);
  for (let at = 0; at < size; at++) values[at] = type.read(view, at * type.bytes);
  return { kind: 'numbers', values };
}

/** Copied: they rarely begin at a multiple of eight bytes, and the body is not to be kept alive. */
function doublesIn(bytes: Buffer): Float64Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return new Float64Array(copy.buffer);
}

function textsIn(bytes: Buffer, name: string, size: number): (string | null)[] {
  const values: (string | null)[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + 4;
    const end = start + (start <= bytes.length ? bytes.readUInt32LE(at) : 0);
    if (start > bytes.length || end > bytes.length)
      throw badRequest(`the last text of ${shown(name)} is cut off`);
    if (values.length === size) break;
    values.push(bytes.toString('utf8', start, end));
    at = end;
  }
  if (values.length !== size || at !== bytes.length) {
    throw badRequest(`${shown(name)} has other than the ${size} texts that its shape asks for`);
  }
  return values;
}
