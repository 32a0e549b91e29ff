import type { Column } from '../data/table.ts';
import { UserError } from '../errors.ts';
import type { JobColumn } from './protocol.ts';

/** The column that a model asks for. Throws UserError `missing-feature` or `wrong-feature-type`. */
export function columnIn(columns: readonly Column[], { name, type }: JobColumn): Column {
  const column = columns.find(each => each.name === name);
  if (!column) {
    throw new UserError(`the model needs the column "${name}", which these rows do not have`, {
      code: 'missing-feature',
      hint: `Columns that are there: ${columns.map(each => each.name).join(', ') || 'none'}`,
      details: { feature: name },
    });
  }
  if (column.type !== type) {
    throw new UserError(`the model learned "${name}" as ${type}; here it is ${column.type}`, {
      code: 'wrong-feature-type',
      hint: `Give "${name}" the same type as in training, or train again`,
      details: { feature: name, expected: type, actual: column.type },
    });
  }
  return column;
}
