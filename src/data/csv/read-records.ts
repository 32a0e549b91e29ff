// A file as a sequence of records: decoded, its separator found, in blocks of bounded size.

import { createScanner, LONGEST_RECORD_BYTES, type RecordView, scanRecords } from './scan-records.ts';
import { detectSeparator, type Separator } from './separator.ts';
import type { CsvFile } from './source.ts';
import { decodeText } from './text.ts';

const BLOCK_BYTES = 1 << 16;

type ReadOptions = {
  file: CsvFile;
  /** Found by looking where it is not given. */
  separator?: Separator;
  onSeparator?: (separator: Separator) => void;
  /** Called for each record, the header first; the view is overwritten by the next record. */
  onRecord: (record: RecordView) => void;
  /** Waited for between blocks: whoever passes records on holds the reading back with it. */
  between?: () => Promise<void>;
};

/**
 * Reads a CSV file once from start to end. Holds one block at a time: memory does not grow with the file.
 * Throws what `decodeText` and `scanRecords` throw, and whatever `onRecord` throws.
 */
export async function readRecords({
  file,
  separator,
  onSeparator,
  onRecord,
  between,
}: ReadOptions): Promise<void> {
  let scanner: ReturnType<typeof createScanner> | undefined;
  const scan = (bytes: Uint8Array, last: boolean): number => {
    if (scanner === undefined) {
      const found = separator ?? detectSeparator(bytes, last);
      onSeparator?.(found);
      scanner = createScanner({ path: file.path, separator: found.charCodeAt(0) });
    }
    return scanRecords(scanner, bytes, last, onRecord);
  };
  let waiting: Uint8Array[] = [];
  let size = 0;
  // A record that spans blocks is looked at anew only after as much again has come: linear, whatever the chunks.
  let enough = BLOCK_BYTES;
  for await (const chunk of decodeText(file)) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < enough) continue;
    const block = joined(waiting);
    const rest = block.subarray(scan(block, false));
    // A copy, so that a large block is not kept alive by its tail.
    waiting = rest.length === 0 ? [] : [new Uint8Array(rest)];
    size = rest.length;
    await between?.();
    enough = Math.min(size + Math.max(BLOCK_BYTES, size), LONGEST_RECORD_BYTES + BLOCK_BYTES);
  }
  scan(joined(waiting), true);
}

function joined(parts: Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}
