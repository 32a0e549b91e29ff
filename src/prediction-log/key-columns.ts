// Columns that name a row and are not given to the model: read as texts, so that no value of theirs can end a prediction.

import type { ColumnSchema } from '../data/schema.ts';
import type { CategoricalColumn, Column } from '../data/table.ts';
import { parseTimeText } from '../data/time/time-format.ts';
import type { Configuration } from '../project/schema.ts';
import type { KeptColumn } from './kept-columns.ts';

/** How key columns are read where a file has them. */
export function keySchemas(kept: readonly KeptColumn[]): ColumnSchema[] {
  return kept
    .filter(({ key, keeping }) => key && keeping !== 'omit')
    .map(({ name }) => ({ name, type: 'categorical', optional: true }));
}

/** The values as the type of the column in mv.yaml would write them, `7` for `7.0`; those that do not fit it as they are. */
export function asDeclared(column: CategoricalColumn, { features }: Configuration): Column {
  const declared = features.columns[column.name] ?? 'categorical';
  if (declared === 'categorical') return column;
  const categories = column.categories.map(text => {
    const value = declared === 'numeric' ? Number(text) : parseTimeText(declared.format, text);
    if (!Number.isFinite(value)) return text;
    return declared === 'numeric' ? String(value) : new Date(value).toISOString();
  });
  return { ...column, categories };
}
