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
 * longer makes its block longer; one that is longer than a record may be is handed over as it is. Throws what
 * `decodeText` throws.
 */
export async function* cutBlocks(file: CsvFile, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let held = 0;
  let enough = size;
  for await (const chunk of decodeText(file)) {
    waiting.push(chunk);
    held += chunk.length;
    // One byte more says whether a carriage return stands alone.
    while (held > enough) {
      const bytes = joined(waiting, held);
      const cut = endOfRecords(bytes, enough) ?? (enough > LONGEST_RECORD_BYTES ? held : null);
      waiting = [bytes];
      if (cut === null) {
        enough += size;
        continue;
      }
      // Of a Buffer a slice would be the same memory.
      yield new Uint8Array(bytes.subarray(0, cut));
      waiting = [bytes.subarray(cut)];
      held -= cut;
      enough = size;
    }
  }
  if (held > 0) yield new Uint8Array(joined(waiting, held));
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  // A file that is in memory already comes as one.
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
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
