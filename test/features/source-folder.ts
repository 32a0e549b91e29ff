// Real folders of project code and small tables, for the tests of this folder.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Column, Table } from '../../src/data/table.ts';

/** A temporary `…/src` with these files, for as long as `use` takes: `{ 'features.js': 'export …' }`. */
export async function withSource<Result>(
  files: Record<string, string>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'features-'));
  const folder = path.join(parent, 'src');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  try {
    return await use(folder);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** The column's type is that of its first value that is not null. */
export function tableOf(values: Record<string, (number | string | Date | null)[]>): Table {
  const columns = Object.entries(values).map(([name, list]) => columnOf(name, list));
  const rows = Object.values(values)[0]?.length ?? 0;
  return {
    rows,
    columns,
    origin: {
      files: [{ path: 'initial/rows.csv', firstRow: 0 }],
      lines: Uint32Array.from({ length: rows }, (_, i) => i + 2),
    },
  };
}

function columnOf(name: string, list: (number | string | Date | null)[]): Column {
  const first = list.find(value => value !== null);
  if (typeof first === 'string') {
    const categories = [...new Set(list.filter(value => typeof value === 'string'))].sort();
    return {
      type: 'categorical',
      name,
      categories,
      codes: Int32Array.from(list, value => categories.indexOf(value as string)),
    };
  }
  const type = first instanceof Date ? 'time' : 'numeric';
  return {
    type,
    name,
    values: Float64Array.from(list, value => (value === null ? Number.NaN : Number(value))),
  };
}

/** Columns as lists a person can read: `{ temp: [0.24, null], season: ['spring', 'fall'] }`. */
export function plain(columns: readonly Column[]): Record<string, (number | string | null)[]> {
  return Object.fromEntries(
    columns.map(column => [
      column.name,
      column.type === 'categorical'
        ? Array.from(column.codes, code => column.categories[code] ?? null)
        : Array.from(column.values, value => (Number.isNaN(value) ? null : value)),
    ]),
  );
}
