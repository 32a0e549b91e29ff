// Whether the target can be learned at all, said before anything is trained.

import type { Advice } from '../data/inference/advice.ts';
import { shownValue } from '../data/place.ts';
import type { Column, RowOrigin } from '../data/table.ts';
import { type PreparedTarget, prepareTarget, type Task } from '../data/target.ts';
import { UserError } from '../errors.ts';

/** Two to train on and two to judge by. */
const FEWEST_ROWS = 4;

/** Under this many rows a class, most classes are never both trained on and judged. */
const FEWEST_ROWS_A_CLASS = 2;

/**
 * Throws UserError `too-few-rows`, `target-constant` or `target-names-rows`, and what `prepareTarget` throws; gives
 * advice on what can be learned badly: classes with a single row.
 */
export function checkTarget(input: { column: Column; task: Task; origin: RowOrigin }): Advice[] {
  const rows = rowsWithTarget(input.column);
  if (rows > 0 && rows < FEWEST_ROWS) throw tooFewRows(input, rows);
  const { target } = prepareTarget(input);
  if (target.task === 'regression') {
    requireVariation(input.column.name, target.values);
    return [];
  }
  return adviseOnClasses(input.column, target, rows);
}

function rowsWithTarget(column: Column): number {
  let rows = 0;
  if (column.type === 'categorical') for (const code of column.codes) rows += code >= 0 ? 1 : 0;
  else for (const value of column.values) rows += Number.isNaN(value) ? 0 : 1;
  return rows;
}

function tooFewRows({ column, origin }: { column: Column; origin: RowOrigin }, rows: number): UserError {
  const all = origin.lines.length;
  const where = origin.files.map(file => file.path).join(', ');
  const these = rows === 1 ? '1 row' : `${rows} rows`;
  const what = rows === all ? these : `${these} with a value of ${shownValue(column.name)} (of ${all})`;
  return new UserError(`${where}: ${what}: too few to train on some and judge by others`, {
    code: 'too-few-rows',
    hint: `give at least ${FEWEST_ROWS} rows with a target; a model worth having takes many more`,
    details: { rows, needed: FEWEST_ROWS },
  });
}

function requireVariation(name: string, values: Float64Array): void {
  if (values.some(value => value !== values[0])) return;
  throw new UserError(
    `the target ${shownValue(name)} is ${values[0]} in every row: there is nothing to predict`,
    { code: 'target-constant', hint: 'name another column', details: { column: name } },
  );
}

function adviseOnClasses(
  column: Column,
  { classes, codes }: Extract<PreparedTarget['target'], { task: 'classification' }>,
  rows: number,
): Advice[] {
  const name = shownValue(column.name);
  if (rows < FEWEST_ROWS_A_CLASS * classes.length) {
    throw new UserError(
      `the target ${name} has ${classes.length} classes in ${rows} rows: most are seen once, and cannot be learned`,
      {
        code: 'target-names-rows',
        hint:
          column.type === 'numeric'
            ? 'it is a number: --task regression predicts it as one'
            : 'name another column, or give rows in which classes recur',
        details: { column: column.name, classes: classes.length, rows },
      },
    );
  }
  const counts = new Uint32Array(classes.length);
  for (const code of codes) counts[code]++;
  const single = classes.filter((_, code) => counts[code] === 1);
  if (single.length === 0) return [];
  const shown = `${single.slice(0, 5).map(shownValue).join(', ')}${single.length > 5 ? ', …' : ''}`;
  const message =
    single.length === 1
      ? `only one row of ${name} is ${shown}: it is trained on or judged by, never both`
      : `${single.length} classes of ${name} have a single row each (${shown}): it is trained on or judged by, never both`;
  return [{ kind: 'rare-class', columns: [column.name], message, suggestExclude: false }];
}
