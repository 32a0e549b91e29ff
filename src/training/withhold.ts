// What a training writes of columns whose values are not to be kept: Git does not forget, and who reads a model's branch
// need not be who may read its data. Pure.

import type { Signature } from '../data/signature.ts';
import type { Column } from '../data/table.ts';
import type { ColumnProfile } from '../monitoring/profile.ts';
import { withholdValues } from '../monitoring/withhold-values.ts';
import type { KeptColumn } from '../prediction-log/kept-columns.ts';

export type Withheld = ReadonlyMap<string, Pick<KeptColumn, 'keeping' | 'because'>>;

/** Names, types and counts stay; no value does. */
export function withholdSignature(signature: Signature, withheld: Withheld): Signature {
  const columns = signature.columns.map(column => {
    const { keeping } = withheld.get(column.name) ?? {};
    if (keeping !== 'hash' && keeping !== 'omit') return column;
    const { categories, min: _, max: __, ...rest } = column;
    const count = Array.isArray(categories) ? categories.length : categories;
    return { ...rest, ...(count === undefined ? {} : { categories: count }), withheld: keeping };
  });
  return { ...signature, columns };
}

/** What is hashed elsewhere is counted without names and ends; of what is omitted there is no profile. */
export function withholdProfiles(
  profiles: readonly ColumnProfile[],
  columns: readonly Column[],
  withheld: Withheld,
): ColumnProfile[] {
  return profiles.flatMap((profile, at) => {
    const { keeping } = withheld.get(profile.name) ?? {};
    if (keeping === 'omit') return [];
    return keeping === 'hash' ? [withholdValues(profile, columns[at])] : [profile];
  });
}

/** The same rows, without a value in these columns. */
export function blankColumns(columns: readonly Column[], withheld: Withheld): Column[] {
  return columns.map(column => {
    if (!withheld.has(column.name)) return column;
    return column.type === 'categorical'
      ? { ...column, codes: new Int32Array(column.codes.length).fill(-1), categories: [] }
      : { ...column, values: new Float64Array(column.values.length).fill(Number.NaN) };
  });
}
