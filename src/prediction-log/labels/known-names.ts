// Which predictions there are, in little memory: by far the most ids differ in their last number alone.

/** Rows of one request, as pairs of first and one past last. */
type Rows = number[];

export type KnownNames = {
  add(name: string): void;
  has(name: string): boolean;
};

/** Names that end in `:<row>` are kept by what stands before; a batch of a million rows takes as much as one row. */
export function knownNames(): KnownNames {
  const rowsOf = new Map<string, Rows>();
  const others = new Set<string>();
  return {
    add(name) {
      const { before, row } = parted(name);
      if (row === null) {
        others.add(name);
        return;
      }
      const rows = rowsOf.get(before);
      if (rows === undefined) rowsOf.set(before, [row, row + 1]);
      else if (rows[rows.length - 1] === row) rows[rows.length - 1]++;
      else if (!isIn(rows, row)) rows.push(row, row + 1);
    },
    has(name) {
      const { before, row } = parted(name);
      if (row === null) return others.has(name);
      const rows = rowsOf.get(before);
      return rows !== undefined && isIn(rows, row);
    },
  };
}

function isIn(rows: Rows, row: number): boolean {
  for (let at = 0; at < rows.length; at += 2) if (rows[at] <= row && row < rows[at + 1]) return true;
  return false;
}

function parted(name: string): { before: string; row: number | null } {
  const found = /:(0|[1-9]\d{0,14})$/.exec(name);
  return found === null
    ? { before: name, row: null }
    : { before: name.slice(0, found.index), row: Number(found[1]) };
}
