// Rows by their key: which are there already, and with which values.

import { createCategoryIndex } from '../data/csv/category-index.ts';
import { readRows } from '../data/csv/read-rows.ts';
import { requireColumns } from '../data/csv/require-columns.ts';
import type { RecordView } from '../data/csv/scan-records.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';

export type KnownRows = {
  /**
   * What is known of a row: `new` (and from now on known), `same` values under the same key, or `other` values.
   * `keys` and `fields` are the places of the key columns and of all that count in its file.
   */
  take(record: RecordView, keys: Int32Array, fields: Int32Array): 'new' | 'same' | 'other';
};

/** Between the values of a key of several columns; no CSV that people write holds it. */
const UNIT_SEPARATOR = 0x1f;

/** Keys are held as their bytes, values as 64 bits of digest: 1,000,000 rows take some 40 MB. */
export function createKnownRows(): KnownRows {
  const index = createCategoryIndex();
  let digests = new Int32Array(128);
  let key = new Uint8Array(64);
  const digest = new Int32Array(2);

  return {
    take(record, keys, fields) {
      let length = 0;
      for (const field of keys) {
        const size = record.ends[field] - record.starts[field];
        if (length + size + 1 > key.length) key = grown(key, 2 * (length + size + 1));
        key.set(record.bytes.subarray(record.starts[field], record.ends[field]), length);
        length += size;
        key[length++] = UNIT_SEPARATOR;
      }
      digestOf(record, fields, digest);
      const before = index.size();
      const code = index.codeOf(key, 0, length);
      if (code < before) {
        const same = digests[2 * code] === digest[0] && digests[2 * code + 1] === digest[1];
        return same ? 'same' : 'other';
      }
      if (2 * code === digests.length) {
        const more = new Int32Array(2 * digests.length);
        more.set(digests);
        digests = more;
      }
      digests[2 * code] = digest[0];
      digests[2 * code + 1] = digest[1];
      return 'new';
    },
  };
}

/** Reads the rows of files that are there already. Throws what `readRows` and `requireColumns` throw. */
export async function takeKnownRows(
  known: KnownRows,
  {
    files,
    keys,
    columns,
    separator,
  }: {
    files: readonly CsvFile[];
    keys: readonly string[];
    /** Names of all columns whose values count. */
    columns: readonly string[];
    separator: Separator | undefined;
  },
): Promise<void> {
  let keyFields = new Int32Array(0);
  let fields = new Int32Array(0);
  await readRows({
    files,
    separator,
    mixed: true,
    onFile(start) {
      keyFields = requireColumns(start, keys);
      fields = requireColumns(start, columns);
    },
    onRow: record => {
      known.take(record, keyFields, fields);
    },
  });
}

function grown(from: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(size);
  into.set(from);
  return into;
}

/** Two runs of FNV-1a with different primes and starts: 64 bits over the fields and where they end. */
function digestOf({ bytes, starts, ends }: RecordView, fields: Int32Array, into: Int32Array): void {
  let one = -2128831035;
  let other = 84696351;
  for (const field of fields) {
    for (let at = starts[field]; at < ends[field]; at++) {
      one = Math.imul(one ^ bytes[at], 16777619);
      other = Math.imul(other ^ bytes[at], 0x5bd1e995);
    }
    one = Math.imul(one ^ UNIT_SEPARATOR, 16777619);
    other = Math.imul(other ^ (other >>> 13) ^ UNIT_SEPARATOR, 0x5bd1e995);
  }
  into[0] = one;
  into[1] = other;
}
