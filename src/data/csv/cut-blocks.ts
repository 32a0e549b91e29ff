// A file as blocks of whole records, which can be read apart from each other.

import { LONGEST_RECORD_BYTES } from './scan-records.ts';
import type { CsvFile } from './source.ts';
import { decodeText } from './text.ts';

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * UTF-8 text in blocks of about `size` bytes, each from the start of a record to the end of one, each in memory of its
 * own. Where they are cut hangs on the bytes alone, not on how they come. Holds two blocks at most. A record that is
 * longer makes its block longer; one that is longer than a record may be is handed over as it is. Memory of blocks that
 * are no longer needed goes into `spare`. Throws what `decodeText` throws.
 */
export async function* cutBlocks(
  file: CsvFile,
  size: number,
  spare: ArrayBuffer[] = [],
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let block = new Uint8Array(size + PIECE + 1);
  let held = 0;
  let enough = size;
  for await (const chunk of decodeText(file)) {
    // A file that is in memory already comes as one chunk.
    for (let from = 0; from < chunk.length; from += PIECE) {
      const piece = chunk.subarray(from, from + PIECE);
      if (held + piece.length > block.length)
        block = copied(block.subarray(0, held), new ArrayBuffer(held + piece.length + size));
      block.set(piece, held);
      held += piece.length;
      // One byte more says whether a carriage return stands alone.
      while (held > enough) {
        const known = block.subarray(0, held);
        const cut = endOfRecords(known, enough) ?? (enough > LONGEST_RECORD_BYTES ? held : null);
        if (cut === null) {
          enough += size;
          continue;
        }
        const rest = copied(block.subarray(cut, held), spare.pop() ?? new ArrayBuffer(size + PIECE + 1));
        yield block.subarray(0, cut);
        block = rest;
        held -= cut;
        enough = size;
      }
    }
  }
  if (held > 0) yield block.subarray(0, held);
}

const PIECE = 1 << 16;

/** The bytes at the start of other memory, or of as much as they need. */
function copied(bytes: Uint8Array, memory: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(bytes.length > memory.byteLength ? new ArrayBuffer(bytes.length) : memory);
  into.set(bytes);
  return into;
}

/**
 * Where the last record ends that ends within the first `limit` bytes, its line end included; null where none does.
 * `bytes` begin with a record and are longer than `limit`. A line end with an even number of quotes before it is one of
 * a record: quotes within quotes are written twice.
 */
function endOfRecords(bytes: Uint8Array, limit: number): number | null {
  let quotes = 0;
  for (let at = bytes.indexOf(QUOTE); at >= 0 && at < limit; at = bytes.indexOf(QUOTE, at + 1)) quotes++;
  let end = limit;
  for (; quotes >= 0; quotes--) {
    const quote = quotes === 0 ? -1 : bytes.lastIndexOf(QUOTE, end - 1);
    if (quotes % 2 === 0) {
      const found = lastLineEnd(bytes, quote + 1, end);
      if (found !== null) return found;
    }
    end = Math.max(0, quote);
  }
  return null;
}

/** Where the last line ends that ends in bytes `from` to `to`. */
function lastLineEnd(bytes: Uint8Array, from: number, to: number): number | null {
  if (to <= from) return null;
  const feed = bytes.lastIndexOf(LINE_FEED, to - 1);
  if (feed >= from) return feed + 1;
  let at = bytes.lastIndexOf(CARRIAGE_RETURN, to - 1);
  // What follows it belongs to the same line end.
  if (at >= from && bytes[at + 1] === LINE_FEED)
    at = at > 0 ? bytes.lastIndexOf(CARRIAGE_RETURN, at - 1) : -1;
  return at >= from ? at + 1 : null;
}
