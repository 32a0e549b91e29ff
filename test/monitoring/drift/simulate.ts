// Batch after batch beside a reference of its own: how often is something flagged?

import { randomDraws } from '../../../src/data/random-draws.ts';
import type { Column } from '../../../src/data/table.ts';
import { batchCounter } from '../../../src/monitoring/drift/batch-counts.ts';
import { type JudgedDrift, judgeDrift } from '../../../src/monitoring/drift/judge-drift.ts';
import { mergeProfiles } from '../../../src/monitoring/merge/merge-profiles.ts';
import { type Profile, profileColumns } from '../../../src/monitoring/profile.ts';
import { drawColumns } from './draw-columns.ts';

export type Simulation = {
  kinds: readonly string[];
  columns: number;
  reference: number;
  /** The reference is merged of the profiles of so many parts; 1 unless told. */
  parts?: number;
  rows: number;
  batches: number;
  seed: number;
  /** What happens to the first column of a batch; nothing unless told. */
  change?: (column: Column, draw: (below: number) => number) => Column;
};

/** Shares of the batches. `found`: the first column is flagged; `blind`: too few rows. */
export function simulate({ kinds, columns, reference, parts = 1, rows, batches, seed, change }: Simulation): {
  alarms: number;
  found: number;
  blind: number;
} {
  const draw = randomDraws(seed);
  const seen = { alarms: 0, found: 0, blind: 0 };
  for (let batch = 0; batch < batches; batch++) {
    const before = Array.from({ length: parts }, () =>
      profileColumns(drawColumns(draw, { kinds, columns, rows: reference / parts })),
    );
    const [first, ...others] = drawColumns(draw, { kinds, columns, rows });
    const changed = [change ? change(first, draw) : first, ...others];
    const judged = judgeBeside(mergeProfiles(before), changed, rows, seed + batch);
    if (judged.verdict === 'drift') seen.alarms += 1 / batches;
    if (judged.verdict === 'too-few-rows') seen.blind += 1 / batches;
    if (judged.columns[0].verdict === 'drift') seen.found += 1 / batches;
  }
  return seen;
}

/** The verdict on rows beside others. */
export function judge(
  reference: readonly Column[],
  batch: readonly Column[],
  rows: number,
  seed = 1,
): JudgedDrift {
  return judgeBeside(profileColumns(reference), batch, rows, seed);
}

function judgeBeside(profile: Profile, batch: readonly Column[], rows: number, seed: number): JudgedDrift {
  const { add, counts } = batchCounter(profile);
  add(batch, rows);
  return judgeDrift(profile, counts, { seed });
}

/** Changes of a column by name, as they stand in the limits of this project. */
export const CHANGES: Record<string, NonNullable<Simulation['change']>> = {
  'mean + 0.5 sd': column => mapped(column, value => value + 0.5),
  'variance x 2': column => mapped(column, value => value * Math.SQRT2),
  'variance x 3': column => mapped(column, value => value * Math.sqrt(3)),
  'missing 0 to 5 %': (column, draw) => mapped(column, value => (draw(20) === 0 ? Number.NaN : value)),
  'missing 0 to 10 %': (column, draw) => mapped(column, value => (draw(10) === 0 ? Number.NaN : value)),
  '2 % of a new category': (column, draw) => withNew(column, () => draw(50) === 0),
  '5 % of a new category': (column, draw) => withNew(column, () => draw(20) === 0),
};

function mapped(column: Column, change: (value: number) => number): Column {
  if (column.type === 'categorical') throw new Error('not a column of numbers');
  return { ...column, values: column.values.map(change) };
}

function withNew(column: Column, isNew: () => boolean): Column {
  if (column.type !== 'categorical') throw new Error('not a column of categories');
  const categories = [...column.categories, 'new'];
  return { ...column, categories, codes: column.codes.map(code => (isNew() ? categories.length - 1 : code)) };
}
