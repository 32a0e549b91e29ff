// CSV bytes are cut into records and fields here and nowhere else. It knows quotes and line breaks, not values.

import { UserError } from '../../errors.ts';
import { placeText } from '../place.ts';

/**
 * The record at hand. It is overwritten by the next one: whoever needs a field later copies it.
 * Field j is `bytes[starts[j]] .. bytes[ends[j]]`, without its quotes and without spaces and tabs around it; where
 * `escaped[j]` is 1 it has doubled quotes in it that stand for single ones.
 */
export type RecordView = {
  bytes: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  escaped: Uint8Array;
  count: number;
  /** The record as written, without the end of its line, is `bytes[from]` to `bytes[to]`. */
  from: number;
  to: number;
  /** Whether a field of it stands in quotes. */
  quoted: boolean;
  /** Line on which the record begins; the header is on line 1. */
  line: number;
};

export type Scanner = {
  path: string;
  separator: number;
  view: RecordView;
  /** 1 for every byte that ends a run of plain ones. */
  special: Uint8Array;
  line: number;
  /** The last block ended in a carriage return: a line feed at the start of the next belongs to it. */
  afterReturn: boolean;
};

/** A record as long as this is taken for a quote that is never closed or a file that has no lines. */
export const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;

/** A scanner at the start of a file. `separator` is the code of one ASCII character. */
export function createScanner({ path, separator }: { path: string; separator: number }): Scanner {
  const special = new Uint8Array(256);
  for (const byte of [separator, QUOTE, LINE_FEED, CARRIAGE_RETURN]) special[byte] = 1;
  const view: RecordView = {
    bytes: new Uint8Array(0),
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    escaped: new Uint8Array(64),
    count: 0,
    from: 0,
    to: 0,
    quoted: false,
    line: 0,
  };
  return { path, separator, view, special, line: 1, afterReturn: false };
}

/**
 * Calls `onRecord` for each whole record of a block of UTF-8 and returns where the first incomplete one begins: those
 * bytes go in front of the next block. Lines end in LF, CRLF or CR; blank lines are passed over. `last` says that
 * nothing follows. Throws UserError `stray-quote`, `quote-not-closed` or `record-too-long`. O(bytes).
 */
export function scanRecords(
  scanner: Scanner,
  bytes: Uint8Array,
  last: boolean,
  onRecord: (record: RecordView) => void,
): number {
  const { separator, special, view } = scanner;
  const length = bytes.length;
  view.bytes = bytes;
  let at = scanner.afterReturn && bytes[0] === LINE_FEED ? 1 : 0;
  if (length > 0) scanner.afterReturn = false;
  while (at < length) {
    const recordStart = at;
    let line = scanner.line;
    let count = 0;
    let byte = separator;
    let quoted = false;
    let to = at;
    view.line = line;
    while (byte === separator) {
      let doubled = 0;
      while (at < length && (bytes[at] === SPACE || (bytes[at] === TAB && separator !== TAB))) at++;
      let start = at;
      let end: number;
      if (at < length && bytes[at] === QUOTE) {
        start = ++at;
        quoted = true;
        for (; ; at++) {
          if (at >= length) return unfinished(scanner, recordStart, length, last);
          byte = bytes[at];
          if (byte === QUOTE) {
            if (at + 1 >= length && !last) return unfinished(scanner, recordStart, length, last);
            if (bytes[at + 1] !== QUOTE) break;
            doubled = 1;
            at++;
          } else if (byte === CARRIAGE_RETURN) line++;
          else if (byte === LINE_FEED && bytes[at - 1] !== CARRIAGE_RETURN) line++;
        }
        end = at++;
        while (at < length && (bytes[at] === SPACE || (bytes[at] === TAB && separator !== TAB))) at++;
        if (at < length && (special[bytes[at]] === 0 || bytes[at] === QUOTE)) {
          throw strayQuote(scanner, count, 'text follows the closing quote');
        }
      } else {
        while (at < length && special[bytes[at]] === 0) at++;
        if (bytes[at] === QUOTE) throw strayQuote(scanner, count, 'a quote stands inside an unquoted value');
        end = at;
      }
      if (at >= length && !last) return unfinished(scanner, recordStart, length, last);
      while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
      while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--;
      if (count === view.starts.length) makeRoom(view);
      view.starts[count] = start;
      view.ends[count] = end;
      view.escaped[count] = doubled;
      count++;
      to = at;
      byte = at < length ? bytes[at++] : LINE_FEED;
    }
    if (byte === CARRIAGE_RETURN) {
      if (at >= length) scanner.afterReturn = !last;
      else if (bytes[at] === LINE_FEED) at++;
    }
    if (at - recordStart > LONGEST_RECORD_BYTES) throw recordTooLong(scanner);
    scanner.line = line + 1;
    view.count = count;
    view.from = recordStart;
    view.to = to;
    view.quoted = quoted;
    const blank = count === 1 && !quoted && view.starts[0] === view.ends[0];
    if (!blank) onRecord(view);
  }
  return length;
}

/** A field as text. Decodes anew at each call. */
export function fieldText(record: RecordView, field: number): string {
  const { bytes, starts, ends, escaped } = record;
  const text = Buffer.from(
    bytes.buffer,
    bytes.byteOffset + starts[field],
    ends[field] - starts[field],
  ).toString('utf8');
  return escaped[field] === 1 ? text.replaceAll('""', '"') : text;
}

function makeRoom(view: RecordView): void {
  const size = 2 * view.starts.length;
  const starts = new Int32Array(size);
  starts.set(view.starts);
  view.starts = starts;
  const ends = new Int32Array(size);
  ends.set(view.ends);
  view.ends = ends;
  const escaped = new Uint8Array(size);
  escaped.set(view.escaped);
  view.escaped = escaped;
}

function unfinished(scanner: Scanner, recordStart: number, length: number, last: boolean): number {
  if (length - recordStart > LONGEST_RECORD_BYTES) throw recordTooLong(scanner);
  if (!last) return recordStart;
  const place = { file: scanner.path, line: scanner.line };
  throw new UserError(`${placeText(place)}: a quote is opened and never closed`, {
    code: 'quote-not-closed',
    hint: 'close the quote; a quote that belongs to the value is written twice',
    details: place,
  });
}

function recordTooLong(scanner: Scanner): UserError {
  const place = { file: scanner.path, line: scanner.line };
  const limit = `${LONGEST_RECORD_BYTES / 1024 / 1024} MiB`;
  return new UserError(`${placeText(place)}: the row that begins here is longer than ${limit}`, {
    code: 'record-too-long',
    hint: 'look for a quote that is never closed, or line breaks that were lost',
    details: place,
  });
}

function strayQuote(scanner: Scanner, field: number, what: string): UserError {
  const place = { file: scanner.path, line: scanner.line };
  return new UserError(`${placeText(place)}, value ${field + 1}: ${what}`, {
    code: 'stray-quote',
    hint: 'quote the whole value and write each quote in it twice: "5"" pipe"',
    details: place,
  });
}
