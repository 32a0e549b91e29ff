// The input signature: what a model was trained to be given, as plain JSON.

import type { Column, ColumnType } from './table.ts';

type SignatureColumn = {
  name: string;
  type: ColumnType;
  /** How the CSV wrote its times. */
  timeFormat?: string;
  /** All of them, or how many where there are more than 1,000. */
  categories?: string[] | number;
  /** Whether any row had no value. */
  nullable: boolean;
  /** Of numbers, and of times in ISO 8601; absent where no row had a value. */
  min?: number | string;
  max?: number | string;
  /** Its values are not to be kept: categories are a number then, and there are no ends. */
  withheld?: 'hash' | 'omit';
};

export type Signature = {
  /** `classes`: of a classification, what may be predicted, in code-unit order. */
  target: { name: string; type: ColumnType; classes?: string[] };
  /** In the order in which columns are given to the model. */
  columns: SignatureColumn[];
};

const MOST_LISTED = 1000;

/**
 * The signature of these columns. The same rows give the same JSON in whatever order they come.
 *
 * @example makeSignature({ columns: [temp], target: cnt })
 * // { target: { name: 'cnt', type: 'numeric' },
 * //   columns: [{ name: 'temp', type: 'numeric', nullable: false, min: 0.02, max: 1 }] }
 */
export function makeSignature({
  columns,
  target,
  classes,
  timeFormats = new Map(),
}: {
  columns: readonly Column[];
  target: Pick<Column, 'name' | 'type'>;
  classes?: readonly string[];
  timeFormats?: ReadonlyMap<string, string>;
}): Signature {
  return {
    target: { name: target.name, type: target.type, ...(classes && { classes: [...classes] }) },
    columns: columns.map(column => describeColumn(column, timeFormats.get(column.name))),
  };
}

function describeColumn(column: Column, timeFormat: string | undefined): SignatureColumn {
  const { name, type } = column;
  if (column.type === 'categorical') {
    const { categories } = column;
    return {
      name,
      type,
      categories: categories.length > MOST_LISTED ? categories.length : [...categories],
      nullable: column.codes.includes(-1),
    };
  }
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nullable = false;
  for (const value of column.values) {
    if (Number.isNaN(value)) nullable = true;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const shown = (value: number) => (type === 'time' ? new Date(value).toISOString() : value);
  return {
    name,
    type,
    ...(type === 'time' && timeFormat !== undefined ? { timeFormat } : {}),
    nullable,
    ...(min <= max ? { min: shown(min), max: shown(max) } : {}),
  };
}
