// A file without some of its rows, and those rows in a file of their own: both as they were written.

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { readRows } from '../data/csv/read-rows.ts';
import type { RecordView } from '../data/csv/scan-records.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { CheckedFile } from './check-rows.ts';

const BLOCK_BYTES = 1 << 18;

/**
 * Writes the rows to take to the new file `accepted`, and those that were rejected to the new file `rejected`, where
 * there are any. Each begins with the header; lines end in LF.
 */
export async function writeRows({
  file,
  checked,
  accepted,
  rejected,
}: {
  file: CsvFile;
  checked: CheckedFile;
  accepted: string;
  rejected: string | null;
}): Promise<void> {
  const header = Buffer.from(
    `${checked.names.map(name => field(name, checked.separator)).join(checked.separator)}\n`,
  );
  const takers = {
    accepted: lineWriter(accepted, header),
    rejected: rejected === null ? null : lineWriter(rejected, header),
  };
  const put = (record: RecordView) => {
    const why = checked.leftOut.get(record.line);
    if (why === undefined) takers.accepted.add(record);
    else if (why === 'rejected') takers.rejected?.add(record);
  };
  try {
    await readRows({
      files: [file],
      separator: checked.separator,
      onFile() {},
      onRow: put,
      onRagged: (_, record) => put(record),
      between: async () => {
        await takers.accepted.drain();
        await takers.rejected?.drain();
      },
    });
  } finally {
    await takers.accepted.close();
    await takers.rejected?.close();
  }
}

function field(text: string, separator: string): string {
  const plain = !/["\r\n]|^[ \t]|[ \t]$/.test(text) && !text.includes(separator);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

const LINE_FEED = 10;

function lineWriter(path: string, header: Uint8Array) {
  const stream: WriteStream = createWriteStream(path, { flags: 'wx' });
  let failure: Error | null = null;
  stream.on('error', error => {
    failure ??= error;
  });
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let size = header.length;
  block = size > block.length ? Buffer.from(header) : block;
  block.set(header);
  const flush = () => {
    if (size > 0) stream.write(block.subarray(0, size));
    block = Buffer.allocUnsafe(BLOCK_BYTES);
    size = 0;
  };
  return {
    add({ bytes, from, to }: RecordView): void {
      const needed = to - from + 1;
      if (size + needed > block.length) {
        flush();
        if (needed > block.length) block = Buffer.allocUnsafe(needed);
      }
      block.set(bytes.subarray(from, to), size);
      size += to - from;
      block[size++] = LINE_FEED;
    },
    async drain(): Promise<void> {
      if (failure) throw failure;
      if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    },
    async close(): Promise<void> {
      flush();
      if (!stream.destroyed) {
        stream.end();
        await once(stream, 'close').catch(() => {});
      }
      if (failure) throw failure;
    },
  };
}
