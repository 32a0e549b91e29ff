// What a careful colleague would say about the columns before anything is trained on them.

import { shownValue } from '../place.ts';
import { type CategoricalColumn, type Column, columnNamed, type Table } from '../table.ts';
import { type Bracket, findBracket } from './brackets.ts';
import { findLeaks, type Leak } from './leaks.ts';

export type Advice = {
  kind:
    | Leak['kind']
    | 'brackets-target'
    | 'identifier'
    | 'constant'
    | 'missing-values'
    | 'many-categories'
    | 'category-spelled-twice'
    | 'rare-class';
  /** The columns spoken of; for a difference the one that is taken from comes first. */
  columns: string[];
  /** One sentence for people. */
  message: string;
  /** Whether leaving the columns out is what most would do. */
  suggestExclude: boolean;
};

/** Fewer rows than this agree by chance. */
const FEWEST_ROWS = 10;
const MISSING_WORTH_SAYING = 0.05;
const MISSING_TOO_MUCH = 0.95;
const MANY_CATEGORIES = 100;
const NEARLY_ALL_DISTINCT = 0.95;

/**
 * Advice on every column but the target, checked on all rows, leaks first. `time` names the column that orders the
 * rows: it is no identifier. Pairs of numeric columns are tried on a few rows and confirmed on all:
 * O(rows x columns + columns^2).
 *
 * @example adviseOnColumns({ table: hour, target: 'cnt', time: 'dteday' })
 * // [{ kind: 'sum-gives-target', columns: ['casual', 'registered'], suggestExclude: true, message: … },
 * //  { kind: 'identifier', columns: ['instant'], … }]
 */
export function adviseOnColumns({
  table,
  target,
  time,
}: {
  table: Table;
  target: string;
  time?: string;
}): Advice[] {
  const goal = columnNamed(table, target);
  const inputs = table.columns.filter(column => column.name !== target);
  const leaks = goal === undefined ? [] : findLeaks({ columns: inputs, target: goal, time });
  const leaking = new Set(leaks.flatMap(leak => leak.columns));
  const bracket =
    goal &&
    findBracket(
      inputs.filter(({ name }) => !leaking.has(name)),
      goal,
    );
  const ownTroubles = inputs.flatMap(column => adviseOnColumn(column, table.rows, column.name === time));
  return [
    ...leaks.map(leak => ({ ...leak, suggestExclude: true })),
    ...(bracket ? [adviceOnBracket(bracket, target)] : []),
    ...ownTroubles,
  ];
}

/** A bound may be known beforehand, such as a price range: whoever knows the columns decides. */
function adviceOnBracket({ below, above, rows, except }: Bracket, target: string): Advice {
  const names = (columns: string[]) => columns.map(shownValue).join(', ');
  return {
    kind: 'brackets-target',
    columns: [...below, ...above],
    message: `${shownValue(target)} lies between ${names(below)} and ${names(above)} in all ${except === 0 ? '' : `but ${except} of `}${rows} rows: leave them out if they are measured together with it`,
    suggestExclude: false,
  };
}

function adviseOnColumn(column: Column, rows: number, isTime: boolean): Advice[] {
  const name = shownValue(column.name);
  const missing = countMissing(column);
  const constant = constantMessage(column, missing);
  if (constant !== null && rows > 1) {
    return [
      { kind: 'constant', columns: [column.name], message: `${name} ${constant}`, suggestExclude: true },
    ];
  }
  const advice: Advice[] = [];
  const identifier = isTime ? null : identifierMessage(column, rows - missing, rows);
  if (identifier !== null) {
    const { message, suggestExclude } = identifier;
    advice.push({
      kind: 'identifier',
      columns: [column.name],
      message: `${name} ${message}`,
      suggestExclude,
    });
  } else if (column.type === 'categorical' && column.categories.length > MANY_CATEGORIES) {
    const message = `${name} has ${column.categories.length} categories: most are too rare to learn from`;
    advice.push({ kind: 'many-categories', columns: [column.name], message, suggestExclude: false });
  }
  const twice = identifier === null ? spelledTwice(column) : null;
  if (twice !== null) {
    advice.push({
      kind: 'category-spelled-twice',
      columns: [column.name],
      message: `${name} spells one category in several ways: ${twice.map(shownValue).join(', ')}`,
      suggestExclude: false,
    });
  }
  if (missing >= MISSING_WORTH_SAYING * rows && missing > 0) {
    advice.push({
      kind: 'missing-values',
      columns: [column.name],
      message: `${name} has no value in ${missing} of ${rows} rows (${((100 * missing) / rows).toFixed(1)} %)`,
      suggestExclude: missing >= MISSING_TOO_MUCH * rows,
    });
  }
  return advice;
}

/** The first categories that differ in nothing but capitals and spaces. */
function spelledTwice(column: Column): string[] | null {
  if (column.type !== 'categorical') return null;
  const spellings = new Map<string, string[]>();
  for (const category of column.categories) {
    const plain = category.toLowerCase().replace(/\s+/g, ' ');
    const known = spellings.get(plain);
    if (known === undefined) spellings.set(plain, [category]);
    else known.push(category);
  }
  return [...spellings.values()].find(known => known.length > 1)?.sort() ?? null;
}

function countMissing(column: Column): number {
  let missing = 0;
  if (column.type === 'categorical') for (const code of column.codes) missing += code < 0 ? 1 : 0;
  else for (const value of column.values) missing += Number.isNaN(value) ? 1 : 0;
  return missing;
}

function constantMessage(column: Column, missing: number): string | null {
  const values = column.type === 'categorical' ? column.codes : column.values;
  if (missing === values.length) return 'has no value in any row';
  // Where some rows lack the one value, the lack itself may tell something.
  if (missing > 0) return null;
  for (const value of values) if (value !== values[0]) return null;
  const shown =
    column.type === 'categorical'
      ? shownValue(column.categories[values[0]])
      : column.type === 'time'
        ? new Date(values[0]).toISOString()
        : String(values[0]);
  return `is ${shown} in every row`;
}

type IdentifierFinding = { message: string; suggestExclude: boolean };

function identifierMessage(column: Column, present: number, rows: number): IdentifierFinding | null {
  if (present < FEWEST_ROWS) return null;
  if (column.type === 'time') return null;
  if (column.type === 'categorical') return textIdentifier(column, present);
  return numericIdentifier(column.name, column.values, present === rows);
}

function textIdentifier(column: CategoricalColumn, present: number): IdentifierFinding | null {
  const distinct = column.categories.length;
  if (distinct < NEARLY_ALL_DISTINCT * present) return null;
  const message = `has ${distinct} different texts in ${present} rows: it names rows, and new ones will bear new names`;
  return { message, suggestExclude: true };
}

const ID_NAME = /(^|[^a-z])(id|ids|uuid|guid)$/i;
const ID_NAME_CAMEL = /[a-z](Id|ID)$/;

/** @example isNamedAsIdentifier('customer_id') // true, as are customerId and uuid */
export function isNamedAsIdentifier(name: string): boolean {
  return ID_NAME.test(name) || ID_NAME_CAMEL.test(name);
}

const FIRST_YEAR = 1500;
const LAST_YEAR = 2200;

/** Numbers that count rows, or whose column is named as one that names things. */
function numericIdentifier(name: string, values: Float64Array, complete: boolean): IdentifierFinding | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return null;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const named = isNamedAsIdentifier(name);
  const areYears = min >= FIRST_YEAR && max <= LAST_YEAR;
  const counts = complete && max - min === values.length - 1 && !areYears;
  if (!named && !counts) return null;
  const distinct = new Set(values).size === values.length;
  if (counts && distinct) {
    return {
      message: `numbers the rows from ${min} to ${max}: new rows will bear new numbers`,
      suggestExclude: true,
    };
  }
  if (!named) return null;
  return distinct
    ? { message: 'is a different whole number in each row: it names rows', suggestExclude: true }
    : {
        message:
          'reads like the name of something, whose size means nothing: leave it out or make it categorical',
        suggestExclude: false,
      };
}
