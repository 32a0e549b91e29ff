// One column of the rows that are logged, cell by cell: as it is, or as a keyed hash.

import type { Column } from '../data/table.ts';
import type { Keeping } from '../project/privacy-schema.ts';
import type { HashValue } from './hash-value.ts';

/** Texts of a column that were written before, as JSON: most come again. */
export type KnownTexts = Map<string, Uint8Array>;

/** A kept number is written as a number; all else is a text that is at hand as JSON. */
export type CellSource =
  | { kind: 'numbers'; values: Float64Array }
  | { kind: 'texts'; at: (row: number) => Uint8Array };

const NULL = Buffer.from('null');
const MOST_TEXTS = 4096;

/** Times are ISO 8601 in UTC, what is missing is null. */
export function cellSource(
  column: Column | undefined,
  { keeping, hash, texts }: { keeping: Keeping; hash: HashValue; texts: KnownTexts },
): CellSource {
  if (column === undefined) return { kind: 'texts', at: () => NULL };
  if (column.type === 'numeric' && keeping === 'keep') return { kind: 'numbers', values: column.values };
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
    return {
      kind: 'texts',
      at(row) {
        const code = codes[row];
        if (code < 0) return NULL;
        ofCode[code] ??= bytesOf(categories[code]);
        return ofCode[code];
      },
    };
  }
  const { values, type } = column;
  return {
    kind: 'texts',
    at(row) {
      const value = values[row];
      if (Number.isNaN(value)) return NULL;
      return bytesOf(type === 'time' ? new Date(value).toISOString() : String(value));
    },
  };
}
