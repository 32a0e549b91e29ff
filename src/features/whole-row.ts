// Where features.js gives each row back as it is, features are the columns themselves, and no process needs to say so.

import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CategoricalColumn, NumericColumn, Table } from '../data/table.ts';
import type { FeatureColumns, FeatureType } from '../models/learner.ts';
import { columnOfType, type MadeFeatures, noFeature, ownCategories, warningOfMissing } from './assemble.ts';
import { inputColumns } from './inputs.ts';
import type { FeatureRequest } from './maker.ts';

/** No line ends between `return` and what is returned: the language would return nothing. */
const WHOLE_ROW =
  /^\s*export\s+function\s+features\s*\(\s*row\s*\)\s*\{\s*return[ \t]*\{\s*\.\.\.row\s*\}\s*;?\s*\}\s*$/;
/** All that ends a line in the language: a comment ends there, too. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

/** Whether the folder's `features.js` says no more than that the features are the row, as that of a new project does. */
export function givesWholeRow(sourceDirectory: string): boolean {
  const file = path.join(sourceDirectory, 'features.js');
  // What a link leads to is for the loader to judge.
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  return isWholeRow(readFileSync(file, 'utf8'));
}

/**
 * Read as text and not as code: lines that are comments are left out, and the rest must be that one function, however
 * it is spaced. What holds neither texts nor other comments cannot mean anything else.
 *
 * @example isWholeRow('// All columns.\nexport function features(row) {\n  return { ...row };\n}\n') // true
 */
export function isWholeRow(source: string): boolean {
  const code = source.split(LINE_END).filter(line => !/^\s*\/\//.test(line));
  return WHOLE_ROW.test(code.join('\n'));
}

/**
 * What such a `features.js` makes of the rows, column by column: numbers and categories as they are, no times. Memory is
 * the table's own. Throws what `inputColumns` throws, and UserError `features-changed-type`.
 */
export function wholeRows(
  request: Pick<FeatureRequest, 'inputs' | 'calendar'> & { table: Table; expected: readonly FeatureType[] },
): FeatureColumns {
  const columns = inputColumns(request);
  return request.expected.map((type, place) => {
    // Mostly features stand in the order of the columns.
    const near = columns[place];
    const column = near?.name === type.name ? near : columns.find(({ name }) => name === type.name);
    if (column === undefined || column.type === 'time') return columnOfType(type, null, request.table.rows);
    if (column.type === type.type) return column;
    return columnOfType(type, isMissingThroughout(column) ? null : column, request.table.rows);
  });
}

/**
 * The same where nobody says which are expected: in the order in which an object has its names (whole numbers first),
 * categories that no row has left out. Throws what `inputColumns` throws, and UserError `features-invalid`.
 */
export function learnedRows(
  request: Pick<FeatureRequest, 'inputs' | 'calendar'> & { table: Table },
): MadeFeatures {
  const columns = inputColumns(request).filter(column => column.type !== 'time');
  if (columns.length === 0 && request.table.rows > 0) throw noFeature();
  const byName = Object.fromEntries(columns.map(column => [column.name, column]));
  const warnings: string[] = [];
  const features = Object.values(byName).map(column => {
    if (!isMissingThroughout(column)) return column.type === 'numeric' ? column : ownCategories(column);
    warnings.push(warningOfMissing(column.name));
    return columnOfType({ name: column.name, type: 'numeric' }, null, request.table.rows);
  });
  return { features, warnings };
}

/** The code never sees a value of it, and so no kind. */
function isMissingThroughout(column: NumericColumn | CategoricalColumn): boolean {
  return column.type === 'numeric' ? column.values.every(Number.isNaN) : column.codes.every(code => code < 0);
}
