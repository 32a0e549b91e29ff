// Some rows of a stream, each as likely as another, kept as a table.

import { randomDraws } from '../data/random-draws.ts';
import type { Column, Table } from '../data/table.ts';

type Cell = number | string | null;

type Sampled = {
  /** The next rows, so many: which of them are wanted. */
  choose: (rows: number) => Chosen[];
  /** What a chosen row holds, in any order. */
  put: (chosen: Chosen, line: number, cells: Cell[]) => void;
  /** The rows that are kept, in the order in which they came. */
  table: (types: readonly Pick<Column, 'type' | 'name'>[]) => Table;
};

/** `row` counts from the first of those that were asked for at once; `all` from the first of all. */
type Chosen = { row: number; all: number; place: number };

/** At most `size` rows of all, by seed: Vitter's algorithm R (1985). `path` is for messages. */
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
  const owners: number[] = [];
  const kept: { row: number; line: number; cells: Cell[] }[] = [];
  let seen = 0;
  return {
    choose(rows) {
      const chosen = new Map<number, Chosen>();
      for (let row = 0; row < rows; row++, seen++) {
        const place = seen < size ? seen : draw(seen + 1);
        if (place >= size) continue;
        owners[place] = seen;
        chosen.set(place, { row, all: seen, place });
      }
      return [...chosen.values()];
    },
    put({ all, place }, line, cells) {
      // A later row may have taken its place meanwhile.
      if (owners[place] === all) kept[place] = { row: all, line, cells };
    },
    table(types) {
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

/** Of one row. */
export function cellsOf(columns: readonly Column[], row: number): Cell[] {
  return columns.map(column => cellOf(column, row));
}

function cellOf(column: Column, row: number): Cell {
  if (column.type !== 'categorical') return column.values[row];
  return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
}

function columnOf({ type, name }: Pick<Column, 'type' | 'name'>, cells: readonly Cell[]): Column {
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
