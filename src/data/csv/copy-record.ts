// A record on its way from one CSV to another: the same values in the same order, with commas between them.

import type { RecordView } from './scan-records.ts';

const COMMA = 44;
const QUOTE = 34;
const SPACE = 32;
const TAB = 9;

/** As many bytes as `copyRecord` writes at most. */
export function roomForRecord(record: RecordView): number {
  return record.to - record.from + 2 * record.count;
}

/**
 * Writes a record into `target` at `at`, without an end of line, and gives where it ends. A record without quotes whose
 * separator is a comma is copied byte by byte; of others each value stands in quotes only where it needs them.
 * Spaces around an unquoted value stay.
 */
export function copyRecord(target: Uint8Array, at: number, record: RecordView, separator: number): number {
  const { bytes, from, to } = record;
  if (separator === COMMA && !record.quoted) {
    target.set(bytes.subarray(from, to), at);
    return at + to - from;
  }
  let end = at;
  let next = from;
  for (;;) {
    let start = next;
    while (start < to && isBlank(bytes[start], separator)) start++;
    if (start < to && bytes[start] === QUOTE) {
      const from = ++start;
      while (bytes[start] !== QUOTE || bytes[start + 1] === QUOTE) start += bytes[start] === QUOTE ? 2 : 1;
      end = writeField(target, end, bytes, from, start);
      next = start + 1;
      while (next < to && bytes[next] !== separator) next++;
    } else {
      const from = next;
      while (next < to && bytes[next] !== separator) next++;
      end = writeBare(target, end, bytes, from, next);
    }
    if (next >= to) return end;
    target[end++] = COMMA;
    next++;
  }
}

/** A text as a field of a CSV, in quotes where it needs them. */
export function csvField(text: string): string {
  return /[",\r\n]|^[ \t]|[ \t]$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function isBlank(byte: number, separator: number): boolean {
  return byte === SPACE || (byte === TAB && separator !== TAB);
}

/** What stood between quotes, its own quotes doubled. */
function writeField(target: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  let quotes = start < end && (isBlank(bytes[start], 0) || isBlank(bytes[end - 1], 0));
  for (let i = start; i < end && !quotes; i++) quotes = isSpecial(bytes[i]);
  return quotes ? writeQuoted(target, at, bytes, start, end) : writeBytes(target, at, bytes, start, end);
}

/** What stood without quotes: under another separator it may hold a comma. */
function writeBare(target: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    if (bytes[i] === COMMA) return writeQuoted(target, at, bytes, start, end);
  }
  return writeBytes(target, at, bytes, start, end);
}

function isSpecial(byte: number): boolean {
  return byte === COMMA || byte === QUOTE || byte === 10 || byte === 13;
}

function writeQuoted(target: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  target[at] = QUOTE;
  const close = writeBytes(target, at + 1, bytes, start, end);
  target[close] = QUOTE;
  return close + 1;
}

function writeBytes(target: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) target[at++] = bytes[i];
  return at;
}
