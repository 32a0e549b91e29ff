// Rows in groups by what a column says: where is a model better?

import type { Column } from '../data/table.ts';

/** `rows` ascend. */
export type RowGroup = { name: string; rows: Uint32Array };

/** Parts of a time by which rows can be grouped, in UTC. */
const PARTS: Record<string, (date: Date) => string> = {
  weekday: date =>
    ['1 Monday', '2 Tuesday', '3 Wednesday', '4 Thursday', '5 Friday', '6 Saturday', '7 Sunday'][
      (date.getUTCDay() + 6) % 7
    ],
  hour: date => String(date.getUTCHours()).padStart(2, '0'),
  month: date => String(date.getUTCMonth() + 1).padStart(2, '0'),
  year: date => String(date.getUTCFullYear()),
};

export const TIME_PARTS = Object.keys(PARTS);

const MOST_GROUPS = 24;
const QUANTILE_GROUPS = 4;

/**
 * Categories, and numbers of at most 24 distinct values, each by itself; other numbers in four groups of about as many
 * rows; times by `part`. Beyond 23 the rarest are put together as "others"; what is missing is a group of its own.
 */
export function rowGroups(column: Column, part: string | null = null): RowGroup[] {
  const label = labelOf(column, part);
  const byName = new Map<string, number[]>();
  const rows = column.type === 'categorical' ? column.codes.length : column.values.length;
  for (let row = 0; row < rows; row++) {
    const name = label(row);
    const group = byName.get(name) ?? [];
    group.push(row);
    byName.set(name, group);
  }
  let groups = Array.from(byName, ([name, own]) => ({ name, rows: own }));
  if (groups.length > MOST_GROUPS) {
    groups.sort((one, other) => other.rows.length - one.rows.length || (one.name < other.name ? -1 : 1));
    const rare = groups.slice(MOST_GROUPS - 1).flatMap(group => group.rows);
    groups = [
      ...groups.slice(0, MOST_GROUPS - 1),
      { name: 'others', rows: rare.sort((one, other) => one - other) },
    ];
  }
  const isLast = ({ name }: { name: string }) => (name === MISSING || name === 'others' ? 1 : 0);
  groups.sort((one, other) => isLast(one) - isLast(other) || inOrder(one.name, other.name));
  return groups.map(group => ({ name: group.name, rows: Uint32Array.from(group.rows) }));
}

const MISSING = 'missing';

/** Numbers by size, words by code unit. */
function inOrder(one: string, other: string): number {
  const [a, b] = [Number.parseFloat(one), Number.parseFloat(other)];
  if (a !== b && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return one < other ? -1 : one > other ? 1 : 0;
}

function labelOf(column: Column, part: string | null): (row: number) => string {
  if (column.type === 'categorical') {
    return row => (column.codes[row] < 0 ? MISSING : column.categories[column.codes[row]]);
  }
  const { values } = column;
  const named = (name: (value: number) => string) => (row: number) =>
    Number.isNaN(values[row]) ? MISSING : name(values[row]);
  if (column.type === 'time') return named(value => PARTS[part ?? 'weekday'](new Date(value)));
  const sorted = values.filter(value => !Number.isNaN(value)).sort();
  if (new Set(sorted).size <= MOST_GROUPS) return named(String);
  const cuts = Array.from(
    { length: QUANTILE_GROUPS - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / QUANTILE_GROUPS)],
  );
  const ends = [sorted[0], ...cuts, sorted[sorted.length - 1]].map(value =>
    String(Number(value.toPrecision(4))),
  );
  return named(value => {
    const at = cuts.filter(cut => value >= cut).length;
    return `${ends[at]} to ${ends[at + 1]}`;
  });
}
