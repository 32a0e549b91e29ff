// Bytes of unknown kind become UTF-8 without a byte-order mark, or an error that says what they are instead.

import { isUtf8 } from 'node:buffer';
import { UserError } from '../../errors.ts';
import { detectEncoding, HEAD_BYTES, notText } from './encoding.ts';
import { lineCounter } from './line-counter.ts';
import type { CsvFile } from './source.ts';

/**
 * The text of a file as UTF-8 bytes, chunk by chunk: a byte-order mark is taken off, UTF-16 (by its mark, or by the
 * pattern of its zero bytes) is converted. Throws UserError `not-text` for anything binary and `invalid-utf8` with the
 * line for bytes that no UTF-8 has.
 */
export async function* decodeText(file: CsvFile): AsyncGenerator<Uint8Array> {
  const { head, rest } = await takeHead(file);
  if (head.length === 0) return;
  const { encoding, markBytes } = detectEncoding(head, file.path);
  const body = withHead(head.subarray(markBytes), rest);
  if (encoding === 'utf-8') yield* checkedUtf8(body, file, markBytes);
  else yield* decodeUtf16(body, file.path, encoding === 'utf-16be');
}

/** Passes UTF-8 on unchanged, characters whole; what is not UTF-8 is refused with its line. */
async function* checkedUtf8(
  chunks: AsyncIterable<Uint8Array>,
  file: CsvFile,
  markBytes: number,
): AsyncGenerator<Uint8Array> {
  let offset = markBytes;
  let carried: Uint8Array = new Uint8Array(0);
  // A file that can be opened again is: counting the lines of all would tax those that are in order.
  const counter = file.once ? lineCounter() : null;
  const lineOf = async (ready: Uint8Array, at: number) =>
    counter ? counter.take(ready.subarray(0, at)) : lineAt(file, offset + at);
  for await (const chunk of chunks) {
    const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    const whole = wholeCharacters(bytes);
    const ready = bytes.subarray(0, whole);
    if (ready.includes(0)) {
      throw notText(file.path, `line ${await lineOf(ready, ready.indexOf(0))} holds a zero byte`);
    }
    if (!isUtf8(ready)) throw invalidUtf8(file, await lineOf(ready, firstInvalid(ready)));
    counter?.take(ready);
    if (whole > 0) yield ready;
    offset += whole;
    carried = new Uint8Array(bytes.subarray(whole));
  }
  if (carried.length > 0) throw invalidUtf8(file, await lineOf(carried, 0));
}

/** Length up to the last character that is not cut off by the end of the chunk. */
function wholeCharacters(bytes: Uint8Array): number {
  const length = bytes.length;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back];
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? length - back : length;
    }
  }
  return length;
}

/** Where the first byte stands that is not UTF-8: found by halving, as only an error asks. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const whole = wholeCharacters(bytes.subarray(0, middle));
    if (isUtf8(bytes.subarray(0, whole))) valid = middle;
    else invalid = middle;
  }
  return wholeCharacters(bytes.subarray(0, valid));
}

function invalidUtf8(file: CsvFile, line: number): UserError {
  return new UserError(`${file.path}, line ${line}: the bytes are not UTF-8 text`, {
    code: 'invalid-utf8',
    hint: `convert it, for instance: iconv -f WINDOWS-1252 -t UTF-8 ${file.path} > converted.csv`,
    details: { file: file.path, line },
  });
}

/** The line of a byte. Reads the file anew. */
async function lineAt(file: CsvFile, offset: number): Promise<number> {
  const counter = lineCounter();
  let left = offset;
  for await (const chunk of file.open()) {
    if (chunk.length > left) return counter.take(chunk.subarray(0, left));
    left -= chunk.length;
    counter.take(chunk);
  }
  return counter.take(new Uint8Array(0));
}

async function* decodeUtf16(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  bigEndian: boolean,
): AsyncGenerator<Uint8Array> {
  let line = 1;
  let afterReturn = false;
  let carried: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([carried, chunk]);
    let whole = bytes.length & ~1;
    const highByte = whole - (bigEndian ? 2 : 1);
    // Half of a surrogate pair waits for its other half in the next chunk.
    if (whole > 0 && (bytes[highByte] & 0xfc) === 0xd8) whole -= 2;
    const units = bytes.subarray(0, whole);
    // The carried bytes are copied first: swap16 works in place.
    carried = new Uint8Array(bytes.subarray(whole));
    const text = (bigEndian ? units.swap16() : units).toString('utf16le');
    // A line break cut in two by the end of a chunk is one.
    if (afterReturn && text.startsWith('\n')) line--;
    refuseInvalidUtf16(text, path, line);
    line += linesIn(text);
    afterReturn = text.endsWith('\r');
    if (text.length > 0) yield Buffer.from(text);
  }
  if (carried.length > 0) throw invalidUtf16(path, line);
}

function refuseInvalidUtf16(text: string, path: string, line: number): void {
  const lone = text.search(/\p{Surrogate}/u);
  if (lone >= 0) throw invalidUtf16(path, line + linesIn(text.slice(0, lone)));
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    throw notText(path, `line ${line + linesIn(text.slice(0, zero))} holds a zero character`);
  }
}

function invalidUtf16(path: string, line: number): UserError {
  return new UserError(`${path}, line ${line}: the bytes are not valid UTF-16 text`, {
    code: 'invalid-utf16',
    hint: 'save the file anew as UTF-8',
    details: { file: path, line },
  });
}

function linesIn(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}

type Head = { head: Uint8Array; rest: AsyncIterator<Uint8Array> | Iterator<Uint8Array> };

/** The first bytes, at least HEAD_BYTES where there are as many, and what comes after. */
async function takeHead(file: CsvFile): Promise<Head> {
  const source = file.open();
  const rest = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await rest.next();
    if (next.done) break;
    parts.push(next.value);
    size += next.value.length;
  }
  return { head: parts.length === 1 ? parts[0] : Buffer.concat(parts), rest };
}

async function* withHead(head: Uint8Array, rest: Head['rest']): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (;;) {
      const next = await rest.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // An error downstream must close the file.
    await rest.return?.();
  }
}
