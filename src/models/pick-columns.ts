// The columns of a model, found among those of rows to predict.

import { UserError } from '../errors.ts';

type Named = { name: string; type: string };

/**
 * The columns that a model `wants`, by name and in its order; `noun` is what messages call one.
 * Throws UserError `missing-feature` or `wrong-feature-type`.
 */
export function pickColumns<Column extends Named>(
  wanted: readonly Named[],
  columns: readonly Column[],
  noun: 'feature' | 'column' = 'feature',
): readonly Column[] {
  // Rows that come one by one come in order: looking them up would take as long as a tenth of a forest.
  const inOrder =
    columns.length === wanted.length &&
    wanted.every(({ name, type }, i) => columns[i].name === name && columns[i].type === type);
  if (inOrder) return columns;
  const byName = new Map(columns.map(column => [column.name, column]));
  return wanted.map(({ name, type }) => {
    const column = byName.get(name);
    if (!column) {
      throw new UserError(`the model needs the ${noun} "${name}", which these rows do not have`, {
        code: 'missing-feature',
        hint: `They have: ${columns.map(each => each.name).join(', ') || 'none'}`,
        details: { feature: name },
      });
    }
    if (column.type !== type) {
      throw new UserError(`the model learned the ${noun} "${name}" as ${type}; here it is ${column.type}`, {
        code: 'wrong-feature-type',
        hint: `Give "${name}" the same type as in training, or train again`,
        details: { feature: name, expected: type, actual: column.type },
      });
    }
    return column;
  });
}
