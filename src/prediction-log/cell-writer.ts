// One column of the rows that are logged, cell by cell: as it is, or as a keyed hash.

import type { Column } from '../data/table.ts';
import type { Keeping } from '../project/privacy-schema.ts';
import type { HashValue } from './hash-value.ts';
import type { LineBytes } from './line-bytes.ts';

export type CellWriter = (row: number) => void;

/** Texts of a column that were written before, as JSON: most come again. */
export type KnownTexts = Map<string, Uint8Array>;

const NULL = Buffer.from('null');
const MOST_TEXTS = 4096;

/** Numbers are written as numbers, times as ISO 8601 in UTC, what is missing as null. */
export function cellWriter(
  out: LineBytes,
  { column, keeping, hash, texts }: { column: Column; keeping: Keeping; hash: HashValue; texts: KnownTexts },
): CellWriter {
  if (column.type === 'numeric' && keeping === 'keep') {
    const { values } = column;
    return row => out.number(values[row]);
  }
  const written = (text: string) => (keeping === 'hash' ? hash(column.name, text) : text);
  const bytesOf = (text: string): Uint8Array => {
    let bytes = texts.get(text);
    if (bytes === undefined) {
      bytes = Buffer.from(JSON.stringify(written(text)));
      if (texts.size === MOST_TEXTS) texts.clear();
      texts.set(text, bytes);
    }
    return bytes;
  };
  if (column.type === 'categorical') {
    const { codes, categories } = column;
    const ofCode: Uint8Array[] = [];
    return row => {
      const code = codes[row];
      if (code < 0) return out.raw(NULL);
      ofCode[code] ??= bytesOf(categories[code]);
      out.raw(ofCode[code]);
    };
  }
  const { values, type } = column;
  return row => {
    const value = values[row];
    if (Number.isNaN(value)) out.raw(NULL);
    else out.raw(bytesOf(type === 'time' ? new Date(value).toISOString() : String(value)));
  };
}
