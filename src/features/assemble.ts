// Blocks of features, as the child sends them, put together to whole columns.

import type { CategoricalColumn, NumericColumn } from '../data/table.ts';
import { UserError } from '../errors.ts';
import type { FeatureColumns, FeatureType } from '../models/learner.ts';
import type { CollectedFeature } from './child/collect.ts';

export type MadeFeatures = {
  features: FeatureColumns;
  /** Sentences for the person: a feature that is missing in every row. */
  warnings: string[];
};

type Assembly = {
  add(block: { firstRow: number; names: readonly string[]; features: readonly CollectedFeature[] }): void;
  /** Columns in order of first appearance, or those `expected`, in that order. */
  finish(expected?: readonly FeatureType[]): MadeFeatures;
};

/** Throws UserError `features-invalid` where no row has a feature, `features-changed-type` where `expected` differs. */
export function assembly(rows: number): Assembly {
  const columns = new Map<string, NumericColumn | CategoricalColumn | null>();

  return {
    add({ firstRow, names, features }) {
      for (const name of names) if (!columns.has(name)) columns.set(name, null);
      for (const feature of features) {
        const known = columns.get(feature.name);
        const column = known ?? wholeColumn(feature, rows) ?? emptyColumn(feature.name, feature.type, rows);
        if (known !== column) columns.set(feature.name, column);
        if (column.type === 'numeric' && feature.type === 'numeric')
          column.values.set(feature.values, firstRow);
        if (column.type === 'categorical' && feature.type === 'categorical') {
          column.codes.set(feature.codes, firstRow);
          for (const text of feature.added) column.categories.push(text);
        }
      }
    },

    finish(expected) {
      if (expected) {
        return {
          features: expected.map(type => columnOfType(type, columns.get(type.name), rows)),
          warnings: [],
        };
      }
      if (columns.size === 0 && rows > 0) throw noFeature();
      const missing = [...columns].filter(([, column]) => column === null).map(([name]) => name);
      return {
        features: Array.from(columns, ([name, column]) =>
          sorted(column ?? emptyColumn(name, 'numeric', rows)),
        ),
        warnings: missing.map(warningOfMissing),
      };
    },
  };
}

export function noFeature(): UserError {
  return new UserError('src/features.js: features() returned no feature for any row', {
    code: 'features-invalid',
    hint: 'Return at least one: return { ...row } gives the model all columns.',
  });
}

export function warningOfMissing(name: string): string {
  return `feature "${name}" is missing in every row: is its name or its formula right?`;
}

/** The column with the categories that its rows have, and no other; itself where it has them already. */
export function ownCategories(column: CategoricalColumn): CategoricalColumn {
  const { categories } = column;
  const used = new Uint8Array(categories.length);
  for (const code of column.codes) if (code >= 0) used[code] = 1;
  const isOwn = (text: string, at: number) => used[at] === 1 && (at === 0 || categories[at - 1] < text);
  if (categories.every(isOwn)) return column;
  const own = categories.filter((_, code) => used[code] === 1);
  let next = 0;
  const newCode = Int32Array.from(used, isUsed => (isUsed ? next++ : -1));
  const codes = column.codes.map(code => (code < 0 ? -1 : newCode[code]));
  return sorted({ ...column, codes, categories: own });
}

/** That of a block that is the table; null where it is a part of it. */
function wholeColumn(feature: CollectedFeature, rows: number): NumericColumn | null {
  if (feature.type !== 'numeric' || feature.values.length !== rows) return null;
  return { type: 'numeric', name: feature.name, values: feature.values };
}

function emptyColumn(
  name: string,
  type: FeatureType['type'],
  rows: number,
): NumericColumn | CategoricalColumn {
  if (type === 'numeric') return { type, name, values: new Float64Array(rows).fill(Number.NaN) };
  return { type, name, codes: new Int32Array(rows).fill(-1), categories: [] };
}

/** `column` as the feature that is expected; missing throughout where it is null. Throws UserError `features-changed-type`. */
export function columnOfType(
  { name, type }: FeatureType,
  column: NumericColumn | CategoricalColumn | null | undefined,
  rows: number,
): NumericColumn | CategoricalColumn {
  if (!column) return emptyColumn(name, type, rows);
  if (column.type === type) return sorted(column);
  throw new UserError(
    `feature "${name}" is ${column.type} here, but the model was trained on it as ${type}`,
    {
      code: 'features-changed-type',
      hint: 'Make it the same kind for every row in src/features.js, then train again.',
      details: { feature: name, expected: type, actual: column.type },
    },
  );
}

/** Codes by code unit of their text, so that the order of rows leaves no trace. */
function sorted<C extends NumericColumn | CategoricalColumn>(column: C): C;
function sorted(column: NumericColumn | CategoricalColumn): NumericColumn | CategoricalColumn {
  if (column.type === 'numeric') return column;
  const categories = [...column.categories].sort();
  const rank = new Map(categories.map((text, code) => [text, code]));
  const newCode = column.categories.map(text => rank.get(text)!);
  const codes = column.codes.map(code => (code < 0 ? -1 : newCode[code]));
  return { ...column, codes, categories };
}
