// Some rows of a stream, each as likely as another, kept as a table.

import { randomDraws } from '../data/random-draws.ts';
import type { Column, Table } from '../data/table.ts';

type Sampled = {
  add: (columns: readonly Column[], rows: number, lines: Uint32Array) => void;
  /** The rows that are kept, in the order in which they came. */
  table: () => Table;
};

/** At most `size` rows of all that are added, by seed: Vitter's algorithm R (1985). `path` is for messages. */
export function sampleRows({
  rows: size,
  seed,
  path,
}: {
  rows: number;
  seed: number;
  path: string;
}): Sampled {
  const draw = randomDraws(seed);
  const kept: { row: number; line: number; cells: (number | string | null)[] }[] = [];
  let types: { type: Column['type']; name: string }[] = [];
  let seen = 0;
  return {
    add(columns, rows, lines) {
      types = columns.map(({ type, name }) => ({ type, name }));
      for (let row = 0; row < rows; row++, seen++) {
        const place = seen < size ? seen : draw(seen + 1);
        if (place < size)
          kept[place] = { row: seen, line: lines[row], cells: columns.map(column => cellOf(column, row)) };
      }
    },
    table() {
      const ordered = kept.slice().sort((one, other) => one.row - other.row);
      return {
        rows: ordered.length,
        columns: types.map((type, at) =>
          columnOf(
            type,
            ordered.map(({ cells }) => cells[at]),
          ),
        ),
        origin: { files: [{ path, firstRow: 0 }], lines: Uint32Array.from(ordered, ({ line }) => line) },
      };
    },
  };
}

function cellOf(column: Column, row: number): number | string | null {
  if (column.type !== 'categorical') return column.values[row];
  return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
}

function columnOf(
  { type, name }: { type: Column['type']; name: string },
  cells: (number | string | null)[],
): Column {
  if (type !== 'categorical')
    return {
      type,
      name,
      values: Float64Array.from(cells, value => (Number.isFinite(value) ? (value as number) : Number.NaN)),
    };
  const categories = [...new Set(cells.filter(cell => cell !== null))].sort() as string[];
  const codes = new Map(categories.map((category, code) => [category, code]));
  return {
    type,
    name,
    categories,
    codes: Int32Array.from(cells, cell => (cell === null ? -1 : codes.get(cell as string)!)),
  };
}
