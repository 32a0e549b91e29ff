// The header of a file, off its first bytes.

import { checkHeader } from './header.ts';
import { lineCounter } from './line-counter.ts';
import { emptyFile } from './read-rows.ts';
import { createScanner, fieldText, scanRecords } from './scan-records.ts';
import { detectSeparator, type Separator } from './separator.ts';
import type { CsvFile } from './source.ts';

export type FileHead = {
  separator: Separator;
  names: readonly string[];
  /** What follows the header, in memory of its own, and the line on which it begins. */
  body: Uint8Array<ArrayBuffer>;
  line: number;
};

/** `bytes` hold whole records from the start of the text on, decoded. Throws `empty-file`, what `checkHeader` and what `scanRecords` throw. */
export function readHead({
  file,
  separator,
  bytes,
}: {
  file: Pick<CsvFile, 'path'>;
  separator?: Separator;
  bytes: Uint8Array;
}): FileHead {
  const found = separator ?? detectSeparator(bytes, true);
  const scanner = createScanner({ path: file.path, separator: found.charCodeAt(0) });
  let head: { names: string[]; end: number } | null = null;
  // One line after the other: the rest is not looked at twice.
  for (let size = FIRST_BYTES; head === null; size *= 4) {
    const isAll = size >= bytes.length;
    scanner.line = 1;
    scanRecords(scanner, isAll ? bytes : bytes.subarray(0, size), isAll, record => {
      head ??= {
        names: Array.from({ length: record.count }, (_, field) => fieldText(record, field)),
        end: record.to,
      };
    });
    if (isAll) break;
  }
  if (head === null) throw emptyFile(file);
  const { names, end } = head as { names: string[]; end: number };
  checkHeader(names, file.path);
  return {
    ...{ separator: found, names },
    body: new Uint8Array(bytes.subarray(end)),
    line: lineCounter().take(bytes.subarray(0, end)),
  };
}

const FIRST_BYTES = 1 << 12;
