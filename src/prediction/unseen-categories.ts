// Categories that no row of the training had: no error, since the model defines what they are to it, but worth a word.

import { placeText, shownValue } from '../data/place.ts';
import type { Signature } from '../data/signature.ts';
import { placeOfRow, type Table } from '../data/table.ts';

type Found = { rows: number; category: string; file: string; line: number };

/** Looks at one block after the other. Columns whose signature gives no more than a count of categories are left out. */
export function unseenCategories(signature: Signature): { look(block: Table): void; warnings(): string[] } {
  const seen = new Map(
    signature.columns.flatMap(({ name, categories }) =>
      Array.isArray(categories) ? [[name, new Set(categories)] as const] : [],
    ),
  );
  const found = new Map<string, Found>();
  return {
    look(block) {
      for (const column of block.columns) {
        const known = column.type === 'categorical' ? seen.get(column.name) : undefined;
        if (known === undefined || column.type !== 'categorical') continue;
        const isNew = column.categories.map(category => !known.has(category));
        if (!isNew.includes(true)) continue;
        column.codes.forEach((code, row) => {
          if (code < 0 || !isNew[code]) return;
          const before = found.get(column.name);
          if (before !== undefined) before.rows++;
          else {
            const place = placeOfRow(block.origin, row);
            found.set(column.name, { rows: 1, category: column.categories[code], ...place });
          }
        });
      }
    },
    warnings() {
      return Array.from(found, ([column, { rows, category, file, line }]) => {
        const place = placeText({ file, line, column });
        return rows === 1
          ? `1 row has a category that the model has never seen: ${place}: ${shownValue(category)}`
          : `${rows} rows have a category that the model has never seen; the first: ${place}: ${shownValue(category)}`;
      });
    },
  };
}
