// Which columns of a table are narrowed, and which left out, so that a line fits the screen. Pure arithmetic.

export type Column = {
  title: string;
  align: 'left' | 'right';
  /** The higher, the sooner the column gives way: first narrowed, then left out. Absent: it stays to the end. */
  shrink?: number;
  /** Where a text that is too long is cut; names that differ in their last letters want `middle`. Default `end`. */
  cut?: 'end' | 'middle';
};

const GAP = 2;
/** Narrower than this a text says nothing any more. */
const LEAST = 10;

/**
 * `natural` is the width of a column's widest text. Returns the width of each column, 0 where it is left out,
 * and the titles of those left out, in order. Columns that align right hold numbers, and a number that is cut is a
 * wrong number: they are left out whole. Where even what must stay is too wide, the widest columns are cut.
 */
export function fitColumns(
  columns: readonly (Column & { natural: number })[],
  width: number,
): { widths: number[]; dropped: string[] } {
  const widths = columns.map(({ natural }) => natural);
  const total = () => {
    const shown = widths.filter(cells => cells > 0);
    return shown.reduce((sum, cells) => sum + cells, 0) + GAP * Math.max(0, shown.length - 1);
  };
  // Those that give way, soonest first; of equals the one further right.
  const yielding = [...columns.keys()]
    .filter(i => columns[i].shrink !== undefined)
    .sort((a, b) => columns[b].shrink! - columns[a].shrink! || b - a);

  const narrow = () => {
    for (const i of yielding)
      if (widths[i] > LEAST && columns[i].align === 'left')
        widths[i] = Math.max(LEAST, widths[i] - Math.max(0, total() - width));
  };
  narrow();
  for (const i of yielding) {
    if (total() <= width) break;
    widths[i] = 0;
    // What this one leaves goes back to those that were narrowed for it.
    for (const j of yielding) if (widths[j] > 0) widths[j] = columns[j].natural;
    narrow();
  }
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest] <= 1) break;
    widths[widest]--;
  }
  return { widths, dropped: columns.filter((_, i) => widths[i] === 0).map(({ title }) => title) };
}
