// Arrays of numbers as base64 of their little-endian bytes, whatever the machine's own order.

import { endianness } from 'node:os';

export type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;
type NumberArrayType<A extends NumberArray> = { readonly BYTES_PER_ELEMENT: number; new (length: number): A };

/** `Uint16Array [1, 256]` -> `AQAAAQ==`. */
export function toBase64(numbers: NumberArray): string {
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return littleEndian(bytes, numbers.BYTES_PER_ELEMENT, Buffer.from).toString('base64');
}

/** What `toBase64` wrote; null where the text is anything else, however lenient a decoder would be about it. */
export function fromBase64<A extends NumberArray>(text: string, type: NumberArrayType<A>): A | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % type.BYTES_PER_ELEMENT !== 0 || bytes.toString('base64') !== text) return null;
  // A new array: the decoder's may begin at an address that wider numbers cannot.
  const numbers = new type(bytes.length / type.BYTES_PER_ELEMENT);
  new Uint8Array(numbers.buffer).set(littleEndian(bytes, type.BYTES_PER_ELEMENT, same => same));
  return numbers;
}

function littleEndian(bytes: Buffer, width: number, own: (bytes: Buffer) => Buffer): Buffer {
  if (endianness() === 'LE' || width === 1) return bytes;
  const swapped = own(bytes);
  if (width === 2) return swapped.swap16();
  return width === 4 ? swapped.swap32() : swapped.swap64();
}
